"""What conversations teach, beside the head: what goes together, the words around each item, what was told when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.items import Items
from recommender.conversing.moments import Moment
from recommender.conversing.said import Said
from recommender.conversing.together import Together
from recommender.lexical import LexicalIndex, indexed
from recommender.schema import ItemId, Vector

Floats = NDArray[np.float32]
SHARPNESS = 12.0
"""By which likeness of what was said becomes weight: one tenth more alike counts 3.3 times as much."""
CHANCE = 5e-5
"""Share that an item has which was never told after words like these."""
MOST = 20_000
"""Moments that what is said is compared with, the newest; they cost 4 ms."""


@dataclass(frozen=True)
class Learnt:
    together: Together
    words: tuple[str, ...]
    around: tuple[NDArray[np.int32], NDArray[np.int32], Floats]
    """What was said before an item was told: rows, numbers of words, and how often; each of shape (k,)."""
    heard: Vector
    """What was said at each moment, unit vectors, shape (m, d)."""
    answers: tuple[NDArray[np.int32], NDArray[np.int32]]
    """What was told then: numbers of moments, and rows; each of shape (t,)."""

    @classmethod
    def of(
        cls, moments: Sequence[Moment], spoken: Sequence[Said], vectors: Vector, rows: Mapping[ItemId, int]
    ) -> Self:
        """Moments, what counts of each, and the vectors of their texts."""
        fresh = [[rows[item] for item in moment.fresh if item in rows] for moment in moments]
        told = [place for place, targets in enumerate(fresh) if targets][-MOST:]
        pairs = [(number, row) for number, place in enumerate(told) for row in fresh[place]]
        numbers, found = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
        names, around = _around(zip(spoken, fresh, strict=True))
        return cls(Together.of(moments, rows), names, around, vectors[told], (numbers, found))

    def after(self, vector: Vector) -> Floats:
        """Log of how often each item was told after words like these, of all that was told, shape (n,)."""
        weights = np.exp(SHARPNESS * (self.heard @ vector - 1)) if len(self.heard) else np.zeros(0, np.float32)
        told = np.bincount(self.answers[1], weights[self.answers[0]], minlength=len(self.together.named))
        return np.log(told / max(float(weights.sum()), 1e-12) + CHANCE).astype(np.float32)

    def expanded(self, items: Items) -> LexicalIndex:
        """BM25 over the items' own words and those that were said before they were told."""
        more: dict[int, dict[str, float]] = {}
        for row, number, times in zip(*(part.tolist() for part in self.around), strict=True):
            more.setdefault(row, dict(items.counts[row]))
            more[row][self.words[number]] = more[row].get(self.words[number], 0.0) + times
        return indexed([more.get(row, count) for row, count in enumerate(items.counts)])

    @cached_property
    def common(self) -> dict[str, Floats]:
        """How common each item is in conversations, whatever is said, each (n,)."""
        named = self.together.named
        return {
            "named": np.log(named + np.float32(0.3)),
            "told": np.log(self.together.told + np.float32(0.3)),
            "never": (named == 0).astype(np.float32),
        }


def _around(
    heard: Iterable[tuple[Said, Sequence[int]]],
) -> tuple[tuple[str, ...], tuple[NDArray[np.int32], NDArray[np.int32], Floats]]:
    numbers: dict[str, int] = {}
    counts: dict[tuple[int, int], float] = {}
    for spoken, targets in heard:
        for word, weight in spoken.recent.items() if targets else ():
            number = numbers.setdefault(word, len(numbers))
            for row in targets:
                counts[row, number] = counts.get((row, number), 0.0) + weight
    keys = np.array(list(counts), dtype=np.int32).reshape(-1, 2)
    return tuple(numbers), (keys[:, 0], keys[:, 1], np.fromiter(counts.values(), np.float32, len(counts)))
