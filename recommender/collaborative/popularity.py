"""What is popular: with everybody, at this time, and at this stage of a history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.history import History
from recommender.interactions import Interactions

Floats = NDArray[np.float32]

STAGES = 20
"""Lengths of a history, two to each doubling: what newcomers turn to first is not what regulars turn to."""
DAY_S = 86_400.0


@dataclass(frozen=True)
class Popularity:
    counts: Floats
    """How many had each item, shape (n,)."""
    first: NDArray[np.float64]
    """When each item was first had, shape (n,), in seconds; infinite for never."""
    stages: Floats
    """How often each item came next at a stage, neighbouring stages counting in part, shape (20, n)."""

    @classmethod
    def fit(cls, log: Interactions) -> Self:
        size = len(log.item_ids)
        first = np.full(size, np.inf)
        np.minimum.at(first, log.items, log.times)
        by_stage = np.zeros((STAGES, size), dtype=np.float32)
        for user in range(len(log.user_ids)):
            items = log.items[log.of_user(user)]
            np.add.at(by_stage, (stage(np.arange(len(items))), items), 1.0)
        return cls(np.bincount(log.items, minlength=size).astype(np.float32), first, _smoothed(by_stage))

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers; see `ItemMatrix.renumbered`."""
        kept = np.flatnonzero(places >= 0)
        counts, first = np.zeros(size, dtype=np.float32), np.full(size, np.inf)
        stages = np.zeros((STAGES, size), dtype=np.float32)
        counts[places[kept]], first[places[kept]] = self.counts[kept], self.first[kept]
        stages[:, places[kept]] = self.stages[:, kept]
        return type(self)(counts, first, stages)

    def extended(self, carry: Carry) -> Self:
        """The same with what is expected of new items: logarithms are carried, and the age of what is like them."""
        newest = self.first[carry.known].max(initial=0.0)
        days = np.log1p((newest - np.minimum(self.first, newest)) / DAY_S).astype(np.float32)
        counts, first, stages = self.counts.copy(), self.first.copy(), self.stages.copy()
        counts[carry.new] = _expected(self.counts, carry)
        stages[:, carry.new] = _expected(self.stages, carry)
        first[carry.new] = newest - np.expm1(np.maximum(carry(days), 0)).astype(np.float64) * DAY_S
        return replace(self, counts=counts, first=first, stages=stages)

    def terms(self, history: History) -> dict[str, Floats]:
        """`popular`: log counts; `stage`: log share at this length; `age`: log days since the item was first had."""
        now = self.stages[stage(np.array(len(history)))]
        share = now / max(float(now.sum()), 1.0)
        return {
            "popular": self._logs,
            "stage": np.log(share * len(share) + 0.1),
            "age": self._ages(history.now),
        }

    @cached_property
    def _logs(self) -> Floats:
        return np.log1p(self.counts)

    def _ages(self, now: float) -> Floats:
        """Of what nobody had, 0."""
        days = np.maximum((now - self.first) / DAY_S, 0.0).astype(np.float32)
        return np.log(days + 1)


def stage(length: NDArray[np.integer]) -> NDArray[np.intp]:
    """Which stage a history of this length is in."""
    return np.asarray(np.minimum(np.log2(length + 1) * 2, STAGES - 1), dtype=np.intp)


def _expected(counts: Floats, carry: Carry) -> Floats:
    return np.expm1(np.maximum(carry(np.log1p(counts)), 0))


def _smoothed(by_stage: Floats) -> Floats:
    places = np.arange(STAGES)
    smoothed: Floats = sum(
        (np.float32(0.5 ** abs(step)) * by_stage[np.clip(places + step, 0, STAGES - 1)] for step in range(-2, 3)),
        start=np.zeros_like(by_stage),
    )
    return smoothed
