"""Implicit matrix factorisation: items as vectors, people as what best explains their events, in closed form.

Alternating least squares (Hu, Koren & Volinsky, ICDM 2008): absent pairs weigh 1 and have 0 to be explained, events
weigh 1 + a · (1 + b · worth) and have 1. The ridge grows with the root of how much is known of a row (Rendle et al.,
RecSys 2022). A person is folded in when a list is asked for, so nothing is kept of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.history import History
from recommender.interactions import Interactions

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Progress = Callable[[float], None]
"""Told what part is done, in [0, 1]."""

BATCH = 2000
"""Rows that are solved together: 16 MB of systems of 32 unknowns."""


def unheard(_: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class FactorTuning:
    """Tuned on the validation part of MovieLens-100K."""

    width: int = 32
    turns: int = 8
    """Iterations; each solves for all people and then for all items."""
    weight: float = 1.0
    """a: how much more an event counts than its absence."""
    liking: float = 0.9
    """b: how much more what was liked counts than what was merely had."""
    ridge: float = 15.0
    """For a row with an average number of events."""
    seed: int = 0


@dataclass(frozen=True)
class Factors:
    items: Floats
    """One vector an item, shape (n, k); 0 for what nobody had."""
    gram: Floats
    """VᵀV of the items learnt, shape (k, k)."""
    settings: Floats
    """a, b, ridge and the average number of events of a person, shape (4,)."""

    @classmethod
    def fit(cls, log: Interactions, tuning: FactorTuning | None = None, progress: Progress = unheard) -> Self:
        """O(turns · (events · k² + (users + n) · k³)): some seconds for 100,000 events of 1,682 items."""
        tuning = tuning or FactorTuning()
        had, weights = _sparse(log, tuning)
        vectors = np.random.default_rng(tuning.seed).normal(0, 0.1, (len(log.item_ids), tuning.width))
        columns, column_weights = had.T.tocsr(), weights.T.tocsr()
        for turn in range(tuning.turns):
            people = _solved(had, weights, vectors, tuning.ridge)
            vectors = _solved(columns, column_weights, people, tuning.ridge)
            progress((turn + 1) / tuning.turns)
        settings = (tuning.weight, tuning.liking, tuning.ridge, _average(had))
        return cls(
            vectors.astype(np.float32), (vectors.T @ vectors).astype(np.float32), np.array(settings, dtype=np.float32)
        )

    def scores(self, history: History) -> Floats:
        """How well each item fits what explains the events, shape (n,). O(e · k² + k³ + n · k)."""
        met, weights = self.items[history.rows], self._weights(history)
        person = np.linalg.solve(self._system(met, weights), (1 + weights) @ met)
        return np.asarray(self.items @ person, dtype=np.float32)

    def shares(self, history: History, rows: NDArray[np.intp]) -> Floats:
        """What each event adds to the scores of some items, shape (e, r); a column's sum is the score."""
        met, weights = self.items[history.rows], self._weights(history)
        towards = np.linalg.solve(self._system(met, weights), self.items[rows].T)
        return np.asarray((1 + weights)[:, None] * (met @ towards), dtype=np.float32)

    def _weights(self, history: History) -> Floats:
        return np.asarray(self.settings[0] * (1 + self.settings[1] * history.worth), dtype=np.float32)

    def _system(self, met: Floats, weights: Floats) -> Floats:
        ridge = self.settings[2] * np.sqrt((len(met) + 1) / self.settings[3])
        return np.asarray(self.gram + (met.T * weights) @ met + ridge * np.eye(len(self.gram)), dtype=np.float32)

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers; see `ItemMatrix.renumbered`."""
        kept = np.flatnonzero(places >= 0)
        items = np.zeros((size, self.items.shape[1]), dtype=np.float32)
        items[places[kept]] = self.items[kept]
        return replace(self, items=items)

    def extended(self, carry: Carry) -> Self:
        """The same with the vectors that are expected of new items."""
        items = self.items.copy()
        items[carry.new] = carry(self.items.T).T
        return replace(self, items=items)

    def arrays(self) -> dict[str, Floats]:
        """For a file."""
        return {"items": self.items, "gram": self.gram, "settings": self.settings}

    @classmethod
    def of(cls, arrays: Mapping[str, Floats]) -> Self:
        """From a file."""
        return cls(arrays["items"], arrays["gram"], arrays["settings"])


def _sparse(log: Interactions, tuning: FactorTuning) -> tuple[Any, Any]:
    """Who had what, 1, and by how much more than its absence it counts; both sparse, shape (users, n)."""
    from scipy.sparse import csr_array

    shape = len(log.user_ids), len(log.item_ids)
    _, last = np.unique((log.users.astype(np.int64) * shape[1] + log.items)[::-1], return_index=True)
    last = len(log) - 1 - last
    pairs = log.users[last], log.items[last]
    weights = tuning.weight * (1 + tuning.liking * log.worth[last].astype(np.float64))
    return csr_array((np.ones(len(last)), pairs), shape=shape), csr_array((weights, pairs), shape=shape)


def _solved(had: Any, weights: Any, vectors: Doubles, ridge: float) -> Doubles:
    """The vector of each row that explains best what it had and what not, shape (rows, k); 0 where it had nothing."""
    width, known = vectors.shape[1], np.diff(had.indptr)
    ridges = ridge * np.sqrt((known + 1) / _average(had))
    told = (had + weights) @ vectors
    solved, diagonal = np.zeros((len(known), width)), np.arange(width)
    for begin in range(0, len(known), BATCH):
        rows = slice(begin, begin + BATCH)
        systems = _systems(weights[rows], vectors)
        systems[:, diagonal, diagonal] += ridges[rows, None]
        solved[rows] = np.linalg.solve(systems, told[rows, :, None])[:, :, 0]
    return solved


def _systems(weights: Any, vectors: Doubles) -> Doubles:
    """VᵀWV for the weights of each row, those of absent pairs 1, shape (rows, k, k)."""
    everything = vectors.T @ vectors
    systems = np.repeat(everything[None], weights.shape[0], axis=0)
    for row, (begin, end) in enumerate(pairwise(weights.indptr.tolist())):
        met = vectors[weights.indices[begin:end]]
        systems[row] += (met.T * weights.data[begin:end]) @ met
    return systems


def _average(had: Any) -> float:
    """Events of a row, of those that have any."""
    return float(had.nnz / max(np.count_nonzero(np.diff(had.indptr)), 1))
