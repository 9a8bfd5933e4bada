"""What people would think of another model's lists, estimated from the lists that they were shown.

Every place of every list is a round of `recommender.off_policy`: what it earned, and the probabilities of its item
standing in that place, whatever stands before, by the policy that showed it and by the one in question. That takes an
item to be liked for itself and for its place, not for its neighbours (the item-position model of Li et al., Offline
Evaluation of Ranking Policies with Click Models, KDD 2018). Probabilities given those before would not do: the
favourite of the other model is missing from most logged beginnings, and would be counted in every place.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.logged import LoggedSlate, earned
from recommender.evaluation.rebuilding import Ranker
from recommender.off_policy import Estimate, doubly_robust, ips, snips
from recommender.schema import Feedback

Floats = NDArray[np.float64]
FOLDS = 5
RIDGE = 1.0
FEW = 100
"""With fewer effective rounds an interval by the normal approximation means little."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Arrays have shape (n,), features (n, f)."""

    rewards: Floats
    given: Floats
    """Logged probability of the item in its place, given those before."""
    rebuilt: Floats
    """The same as it was rebuilt."""
    logged: Floats
    """Whatever stands before."""
    target: Floats
    shown: Floats
    """Features of the item."""
    expected: Floats
    """Their mean under the target policy."""
    people: NDArray[np.intp]

    @classmethod
    def joined(cls, parts: Sequence[Rounds]) -> Rounds:
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


@dataclass(frozen=True, slots=True)
class Value:
    ips: Estimate
    snips: Estimate | None
    """None where the target would have shown nothing of it."""
    doubly_robust: Estimate
    effective: float
    """So many rounds of the target's own would tell as much."""


def rounds(slate: LoggedSlate, events: Sequence[Feedback], logging: Ranker, target: Ranker, share: float) -> Rounds:
    """The places of one list; `share` is of exploration by the target. `slate` must be within the catalogue."""
    seed = zlib.crc32(f"{slate.person} {slate.id}".encode())
    position = {item: number for number, item in enumerate(slate.pool)}
    shown = [position[place.item] for place in slate.places]
    stands = np.arange(len(shown)), np.array(shown)
    was, would = logging.as_logged(slate, events), target.rebuilt(slate, events, share)
    given = np.array([place.propensity for place in slate.places])
    rebuilt = was.chooser.after(shown)[stands]
    logged = _whatever_before(given, rebuilt, _padded(was.chooser.anywhere(seed), len(shown))[stands])
    wanted = _padded(would.chooser.anywhere(seed), len(shown))
    features = _features(target, slate, would.scores)
    places = 1 / np.log2(np.arange(len(shown)) + 2.0)[:, None]
    return Rounds(
        rewards=np.array(earned(slate, events)),
        given=given,
        rebuilt=rebuilt,
        logged=logged,
        target=np.clip(wanted[stands], 0.0, 1.0),
        shown=np.hstack([features[shown], places]),
        expected=np.hstack([wanted @ features, places]),
        people=np.full(len(shown), zlib.crc32(slate.person.encode()), dtype=np.intp),
    )


def as_logged(made: Rounds) -> Value:
    """Of the policy that showed the lists: what was earned, as a check."""
    return _value(made, made.logged, made.shown)


def value(made: Rounds) -> Value:
    """Of the target."""
    return _value(made, made.target, made.expected)


def effective(weights: Floats) -> float:
    """Kish's effective sample size."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def doubts(made: Rounds) -> list[str]:
    """Why the target's figures are not to be trusted, in sentences."""
    found = []
    if (made.given == 1).all():
        found.append(
            "there was no exploration: only places where both would show the same can be judged, and the others "
            "count as if they had earned nothing or what the reward model guesses; set CHATREC_EXPLORATION"
        )
    if (size := effective(made.target / made.logged)) < FEW:
        found.append(
            f"the effective sample size is {size:.0f}, below {FEW}: the intervals say less than they seem to; "
            "log more lists, or explore more"
        )
    return found


def _whatever_before(given: Floats, rebuilt: Floats, anywhere: Floats) -> Floats:
    """What was logged is exact, so only the step from "given those before" to "whatever stands before" is rebuilt."""
    possible = (rebuilt > 0) & (anywhere > 0) & (given < 1)
    steps = np.divide(anywhere, rebuilt, out=np.ones_like(given), where=possible)
    return np.minimum(given * steps, 1.0)


def _value(made: Rounds, target: Floats, expected: Floats) -> Value:
    shown, mean = _cross_fitted(made, expected)
    return Value(
        ips(made.rewards, made.logged, target),
        snips(made.rewards, made.logged, target) if target.any() else None,
        doubly_robust(made.rewards, made.logged, target, shown, mean),
        effective(target / made.logged),
    )


def _cross_fitted(made: Rounds, expected: Floats) -> tuple[Floats, Floats]:
    """The reward model's word on the item shown, and on what the target would show, learnt from other people only.

    Linear in the features, so that the mean of rewards is the reward of mean features.
    """
    shown, mean = np.zeros(len(made.rewards)), np.zeros(len(made.rewards))
    folds = made.people % FOLDS
    for fold in range(FOLDS):
        inside = folds == fold
        if inside.any() and not inside.all():
            weights = _ridge(made.shown[~inside], made.rewards[~inside])
            shown[inside], mean[inside] = made.shown[inside] @ weights, expected[inside] @ weights
    return shown, mean


def _ridge(features: Floats, rewards: Floats) -> Floats:
    gram = features.T @ features + RIDGE * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(gram, features.T @ rewards))


def _features(target: Ranker, slate: LoggedSlate, scores: NDArray[np.float32]) -> Floats:
    """Of the pool: 1, the target's score, how popular it is, the latter two with deviation 1; shape (m, 3)."""
    shelf = target.shelf
    rows = [shelf.catalogue.rows[item] for item in slate.pool]
    crowd = shelf.model.crowd
    popularity = np.log1p(crowd.events[rows]) if crowd else shelf.catalogue.popularity[rows]
    return np.column_stack([np.ones(len(rows)), _standard(scores), _standard(popularity)])


def _standard(values: NDArray[np.float32]) -> Floats:
    centred = values.astype(np.float64) - values.mean()
    return np.asarray(centred / max(float(centred.std()), 1e-9))


def _padded(chances: Floats, places: int) -> Floats:
    """A list that is shorter than what was shown leaves its last places empty."""
    return np.vstack([chances, np.zeros((places - len(chances), chances.shape[1]))])
