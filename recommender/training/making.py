"""Requests and terms → `Examples`. Large catalogues are sampled, popular items more often, and it is told how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.history import History
from recommender.interactions import Interactions
from recommender.ranker import standardised
from recommender.training.examples import Examples
from recommender.training.requests import Asked

Floats = NDArray[np.float32]
Terms = Callable[[History], Mapping[str, Floats]]
Progress = Callable[[int], None]

FULL = 2500
"""Up to so many items every request is ranked in full."""
SAMPLE = 200
"""Candidates that are drawn for a request beside its targets where not all are taken."""


def make_examples(  # noqa: PLR0913  each is another source of an example
    asked: Sequence[Asked],
    terms: Terms,
    names: Sequence[str],
    popularity: Floats,
    seed: int,
    *,
    rated: Interactions | None = None,
    full: int = FULL,
) -> Examples:
    """One example a request; `popularity` (n,) are counts by which candidates are sampled, to the power of .75.

    Up to `full` items there is no sample: every item is a candidate.

    With a log, what is wanted is the worth of every item that the person came to beyond what they knew, NaN for
    all others, as MSE needs it.
    """
    weights = np.power(popularity.astype(np.float64) + 1, 0.75)
    maker = _Maker(terms, names, weights / weights.sum(), np.random.default_rng(seed), rated, full)
    made = [maker.example(each) for each in asked]
    return _stacked(names, made, [len(each.history) for each in asked])


_Example = tuple[Floats, Floats, Floats, NDArray[np.bool_]]


@dataclass(frozen=True)
class _Maker:
    terms: Terms
    names: Sequence[str]
    chances: NDArray[np.float64]
    rng: np.random.Generator
    rated: Interactions | None
    full: int

    def example(self, asked: Asked) -> _Example:
        allowed = np.ones(len(self.chances), dtype=np.bool_)
        allowed[asked.known] = False
        described = standardised(self.terms(asked.history), self.names, allowed)
        wanted = _worth(asked.user, self.rated, allowed) if self.rated else _is_target(asked, len(allowed))
        target = np.isfinite(wanted) if self.rated else wanted > 0
        rows, sampled = _candidates(target, allowed, self.chances, self.rng, self.full)
        return described[:, rows].T, wanted[rows], sampled, allowed[rows]


def _is_target(asked: Asked, size: int) -> Floats:
    wanted = np.zeros(size, dtype=np.float32)
    wanted[asked.targets] = 1.0
    return wanted


def _worth(user: int, rated: Interactions, allowed: NDArray[np.bool_]) -> Floats:
    """What the person thought of each item that may be shown, shape (n,); NaN where that is not known."""
    worth = np.full(len(allowed), np.nan, dtype=np.float32)
    events = rated.of_user(user)
    worth[rated.items[events]] = rated.worth[events]
    worth[~allowed] = np.nan
    return worth


def _candidates(
    target: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    chances: NDArray[np.float64],
    rng: np.random.Generator,
    full: int,
) -> tuple[NDArray[np.intp], Floats]:
    """All items of a small catalogue; of a large one the targets and a sample, with its log probabilities."""
    if len(chances) <= full:
        return np.arange(len(chances)), np.zeros(len(chances), dtype=np.float32)
    drawn = rng.choice(len(chances), SAMPLE, p=chances)
    others = np.unique(drawn[allowed[drawn] & ~target[drawn]])
    targets = np.flatnonzero(target)
    expected = -np.expm1(SAMPLE * np.log1p(-chances[others]))
    logs = np.concatenate([np.zeros(len(targets)), np.log(expected)])
    return np.concatenate([targets, others]), logs.astype(np.float32)


def _stacked(names: Sequence[str], made: Sequence[_Example], lengths: Iterable[int]) -> Examples:
    """Padded to the request with most candidates."""
    width = max(len(wanted) for _, wanted, _, _ in made)
    terms = np.zeros((len(made), width, len(names)), dtype=np.float32)
    wanted, sampled = (np.zeros((len(made), width), dtype=np.float32) for _ in range(2))
    allowed = np.zeros((len(made), width), dtype=np.bool_)
    for place, (described, targets, logs, may) in enumerate(made):
        count = len(targets)
        terms[place, :count], wanted[place, :count] = described, targets
        sampled[place, :count], allowed[place, :count] = logs, may
    return Examples(tuple(names), terms, np.fromiter(lengths, np.int32), wanted, sampled, allowed)
