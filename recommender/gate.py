"""May a newly trained model take over? Paired figures of the same users under both models decide.

Two rules, and the objections of `recommender.sanity`, which no figure can outweigh:

1. Better: overall, the candidate is ahead with 90 % certainty (one-sided paired t-test).
2. Worse for nobody: a slice refuses when its ratio is below its floor and it is worse at all with 70 % certainty.

The numbers were chosen on MovieLens-100K: EASE with other parts of the training data or other penalties, NDCG@10 of
914 users (mean .32, standard deviation .25, 22 % zeros; a pair's difference varies by .08 at a gain of 3 %, by .12
at 7 %), users drawn anew 300 times for each of nine pairs whose true gain is 3-9 %, six slices:

    accepted, of                    200 users   400   900
    gains of 3-9 %                       71 %  84 %  92 %
    no gain at all (-0.4 to 0.4 %)        5 %   5 %   5 %
    gains, by the strict rule 2          37 %  60 %  77 %

Figures drawn to be like these, with the same gain in every slice, pass in so many of 100 cases:

    true gain      0 %   3 %   5 %   7 %   10 %
    200 users        8    36    66    94    100
    400 users        7    68    94   100    100
    900 users        7    91   100   100    100

The strict rule, lower bound of every ratio above its floor, refuses most good models: a slice of 67 newcomers knows
its ratio to 4 % only. Rule 2 refuses a loss of 5 / 10 / 15 % in 72 / 94 / 99 of 100 cases among 67 users, among 300
in 86 / 100 / 100. 95 % in rule 1 would cost another 9 of 100 gains at 200 users and save 2 of 100 models that change
nothing. Where users are few, average each one's figure over several held-out parts: it makes small gains certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PerUser = NDArray[np.float64]

OVERALL = "all"
FLOOR = 0.97
CERTAIN = 0.9
"""How sure we must be that the candidate is better overall; also what an interval's two bounds are each sure of."""
LIKELY = 0.7
"""How sure we must be that a slice is worse at all before it may object."""
FEWEST_USERS = 30
"""Below that, the overall figure decides nothing."""
FEWEST_IN_SLICE = 15
"""Below that, a slice has no say: its t-test would see losses of more than a third only."""
TOO_GOOD = 0.9
"""A mean figure above this has seen the answers: the best published NDCG@10 on any public log is about half."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The same users' figures under two models, each in [0, 1], shape (u,)."""

    name: str
    candidate: PerUser
    current: PerUser
    floor: float = FLOOR
    """The candidate's mean must not fall below this part of the current model's."""


@dataclass(frozen=True, slots=True)
class SliceVerdict:
    name: str
    users: int
    candidate: float
    """Mean figure."""
    current: float
    ratio: float
    """Candidate's mean over the current model's."""
    low: float
    """The ratio is above this with 90 % certainty."""
    high: float
    """The ratio is below this with 90 % certainty."""
    floor: float
    standing: Literal["better", "no worse", "worse", "too few"]

    def told(self) -> str:
        """`newcomers: 0.212 against 0.240 of the current model, ratio 0.88 (0.83 to 0.94), 212 users`."""
        interval = f"ratio {self.ratio:.3f} ({self.low:.3f} to {self.high:.3f})"
        return f"{self.name}: {self.candidate:.4f} against {self.current:.4f}, {interval}, {self.users} users"


@dataclass(frozen=True, slots=True)
class Verdict:
    accepted: bool
    reasons: tuple[str, ...]
    """In plain English: why not, one sentence each, or what was gained."""
    slices: tuple[SliceVerdict, ...] = ()
    """The overall one first; empty where the figures were no figures."""


def decide(slices: Sequence[Slice], objections: Sequence[str] = ()) -> Verdict:
    """The verdict. The slice named `all` must be among them; the others can only object.

    Arrays of a slice that differ in length, or hold anything but numbers in [0, 1], are grounds to refuse.
    """
    wrong = [*objections, *(sentence for each in slices for sentence in _unusable(each))]
    usable = [each for each in slices if not _unusable(each)]
    overall = next((each for each in usable if each.name == OVERALL), None)
    if overall is None:
        return Verdict(accepted=False, reasons=(*wrong, f"there are no figures for {OVERALL!r} users"))
    judged = (judge(overall), *(judge(each) for each in usable if each is not overall))
    wrong += _not_better(judged[0])
    wrong += [_worse(each) for each in judged[1:] if each.standing == "worse"]
    return Verdict(not wrong, tuple(wrong) or (f"{judged[0].told()}; no slice is worse",), judged)


def judge(one: Slice) -> SliceVerdict:
    """Where one slice stands, by the delta method: the error of mean(c)/mean(b) = r is that of mean(c - r·b)."""
    users = len(one.current)
    candidate, current = float(one.candidate.mean()), float(one.current.mean())
    ratio, error = _ratio(one)
    margin = _t(CERTAIN, users) * error
    standing: Literal["better", "no worse", "worse", "too few"] = "no worse"
    if users < FEWEST_IN_SLICE:
        standing = "too few"
    elif ratio - margin > 1:
        standing = "better"
    elif ratio < one.floor and ratio + _t(LIKELY, users) * error < 1:
        standing = "worse"
    return SliceVerdict(
        one.name, users, candidate, current, ratio, ratio - margin, ratio + margin, one.floor, standing
    )


def _ratio(one: Slice) -> tuple[float, float]:
    """The ratio of means and its standard error; where the current model scores nothing, the gain over a trace."""
    base = max(float(one.current.mean()), 1e-6)
    users = len(one.current)
    ratio = float(one.candidate.mean()) / base if one.candidate.any() or one.current.any() else 1.0
    if users < 2:
        return ratio, 0.0
    return ratio, float((one.candidate - ratio * one.current).std(ddof=1)) / base / users**0.5


def _t(certainty: float, users: int) -> float:
    """Student's quantile with users - 1 degrees of freedom, by the first two terms of Cornish and Fisher (1938)."""
    z = NormalDist().inv_cdf(certainty)
    freedom = max(users - 1, 1)
    return float(z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2))


def _unusable(one: Slice) -> list[str]:
    if one.candidate.shape != one.current.shape or one.candidate.ndim != 1:
        return [f"{one.name}: figures of {one.candidate.shape} and {one.current.shape} users cannot be paired"]
    if one.name == OVERALL and len(one.current) < FEWEST_USERS:
        return [f"{one.name}: {len(one.current)} users are too few to judge, at least {FEWEST_USERS} are needed"]
    for whose, figures in (("the candidate", one.candidate), ("the current model", one.current)):
        if not np.isfinite(figures).all():
            return [f"{one.name}: {int((~np.isfinite(figures)).sum())} figures of {whose} are no numbers"]
        if len(figures) and (figures.min() < 0 or figures.max() > 1):
            return [f"{one.name}: figures of {whose} lie outside 0 to 1"]
    return [] if len(one.current) else [f"{one.name}: there are no users to judge by"] * (one.name == OVERALL)


def _not_better(overall: SliceVerdict) -> list[str]:
    if overall.candidate > TOO_GOOD:
        return [f"{overall.told()}: too good to be true, were the test's events in the training?"]
    if overall.standing != "better":
        return [f"{overall.told()}: not better with {CERTAIN:.0%} certainty"]
    return []


def _worse(one: SliceVerdict) -> str:
    return f"{one.told()}: below its floor of {one.floor:g}"
