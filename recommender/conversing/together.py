"""What goes together in conversations: how often items were named, told, and named beside one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.moments import Moment, sequences
from recommender.schema import ItemId

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]
SHRINKING = 2.0
"""Conversations of doubt about an item: one that was named beside another once is no evidence yet."""


@dataclass(frozen=True)
class Together:
    told: Floats
    """In how many moments each item was told that nobody had named before, shape (n,)."""
    named: Floats
    """In how many conversations each was named or told, shape (n,)."""
    starts: NDArray[np.int64]
    """Where each item's neighbours begin, shape (n + 1,)."""
    beside: NDArray[np.int32]
    """Items that were named in one conversation with it, shape (pairs,)."""
    times: Floats
    """In how many, shape (pairs,)."""

    @classmethod
    def of(cls, moments: Iterable[Moment], rows: Mapping[ItemId, int]) -> Self:
        moments, size = list(moments), len(rows)
        fresh = [rows[item] for moment in moments for item in moment.fresh if item in rows]
        talks = sequences(moments, rows)
        named = np.bincount(np.concatenate([*talks, np.empty(0, np.intp)]), minlength=size)
        codes = [(items[:, None] * size + items)[~np.eye(len(items), dtype=bool)] for items in talks]
        pairs, times = np.unique(np.concatenate([*codes, np.empty(0, np.intp)]), return_counts=True)
        starts = np.searchsorted(pairs, np.arange(size + 1) * size)
        told = np.bincount(np.array(fresh, dtype=np.intp), minlength=size)
        return cls(
            told.astype(np.float32),
            named.astype(np.float32),
            starts.astype(np.int64),
            (pairs % max(size, 1)).astype(np.int32),
            times.astype(np.float32),
        )

    def near(self, rows: Rows, worth: Floats) -> tuple[Floats, Floats]:
        """How often every item was named beside these, and how much more often than by chance; each (n,), ≥ 0."""
        often, closely = np.zeros_like(self.named), np.zeros_like(self.named)
        for row, weight in zip(rows.tolist(), worth.tolist(), strict=True):
            if weight > 0:
                others, times = self._beside(row)
                often[others] += weight * times
                closely[others] += weight * times / (self.named[row] + SHRINKING)
        return np.log1p(often), np.sqrt(closely / np.sqrt(self.named + SHRINKING))

    def loudest(self, row: int, rows: Rows) -> int | None:
        """Which of `rows` the item was named beside most closely; None: beside none of them."""
        others, times = self._beside(row)
        found = {int(other): float(count) for other, count in zip(others, times, strict=True)}
        shares = {each: found.get(each, 0.0) / float(self.named[each] + SHRINKING) for each in rows.tolist()}
        best = max(shares, key=shares.__getitem__, default=None)
        return best if best is not None and shares[best] > 0 else None

    def _beside(self, row: int) -> tuple[NDArray[np.int32], Floats]:
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return self.beside[part], self.times[part]
