"""Requests and terms → `Examples`. Large catalogues are sampled, popular items more often, and it is told how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.history import History
from recommender.ranker import standardised
from recommender.training.examples import Examples
from recommender.training.requests import Asked

Floats = NDArray[np.float32]
Terms = Callable[[History], Mapping[str, Floats]]
Progress = Callable[[int], None]

FULL = 2500
"""Up to so many items every request is ranked in full."""
SAMPLE = 500
"""Candidates of a request beside its targets in larger catalogues."""


def make_examples(
    asked: Sequence[Asked], terms: Terms, names: Sequence[str], popularity: Floats, seed: int
) -> Examples:
    """One example a request; `popularity` (n,) are counts by which candidates are sampled, to the power of .75."""
    rng = np.random.default_rng(seed)
    weights = np.power(popularity.astype(np.float64) + 1, 0.75)
    chances = weights / weights.sum()
    made = [_example(each, terms, names, chances, rng) for each in asked]
    return _stacked(names, made, [len(each.history) for each in asked])


_Example = tuple[Floats, Floats, Floats, NDArray[np.bool_]]


def _example(
    asked: Asked, terms: Terms, names: Sequence[str], chances: NDArray[np.float64], rng: np.random.Generator
) -> _Example:
    size = len(chances)
    allowed = np.ones(size, dtype=np.bool_)
    allowed[asked.known] = False
    described = standardised(terms(asked.history), names, allowed)
    wanted = np.zeros(size, dtype=np.float32)
    wanted[asked.targets] = 1.0
    rows, sampled = _candidates(wanted, allowed, chances, rng)
    return described[:, rows].T, wanted[rows], sampled, allowed[rows]


def _candidates(
    wanted: Floats, allowed: NDArray[np.bool_], chances: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.intp], Floats]:
    """All items of a small catalogue; of a large one the targets and a sample, with its log probabilities."""
    if len(chances) <= FULL:
        return np.arange(len(chances)), np.zeros(len(chances), dtype=np.float32)
    drawn = rng.choice(len(chances), SAMPLE, p=chances)
    others = np.unique(drawn[allowed[drawn] & (wanted[drawn] == 0)])
    targets = np.flatnonzero(wanted)
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
