"""Item × item matrices, of which rows are added up when a list is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry

Floats = NDArray[np.float32]

DENSE = 3000
"""Up to so many items a matrix is kept whole: 36 MB. Larger ones keep the strongest entries of each row."""
KEPT = 300
"""Entries of a row that are kept in a large matrix; 100 events then cost 30,000 additions, about 0.1 ms."""

BLOCK = 1000
"""Rows that are worked on at once."""

SPARED = 12
"""Bits of a value, of 23 behind the point, that a file goes without: it is right to 1 in 4,000, and half as large."""


@dataclass(frozen=True)
class ItemMatrix:
    """Rows of entries; row i says what item i speaks for."""

    starts: NDArray[np.int64]
    """Where each row begins in the next two, shape (n + 1,)."""
    columns: NDArray[np.int32]
    values: Floats

    @classmethod
    def of(cls, matrix: Floats, kept: int | None = None) -> Self:
        """From a whole matrix, shape (n, n), of which `kept` entries a row remain, the largest in size."""
        begins = range(0, max(len(matrix), 1), BLOCK)
        return cls._joined([_picked(matrix[begin : begin + BLOCK], kept) for begin in begins])

    @classmethod
    def _joined(cls, blocks: Sequence[tuple[NDArray[np.int32], Floats]]) -> Self:
        """From columns and values of blocks of rows, each of shape (rows, kept)."""
        columns = np.concatenate([columns for columns, _ in blocks])
        values = np.concatenate([values for _, values in blocks])
        size, kept = columns.shape
        return cls(np.arange(size + 1, dtype=np.int64) * kept, columns.ravel(), values.ravel())

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def is_whole(self) -> bool:
        return len(self.values) == len(self) ** 2

    def summed(self, rows: NDArray[np.int32], weights: Floats) -> Floats:
        """Σ weights[e] · M[rows[e]], shape (n,). O(e · entries of a row)."""
        if self.is_whole:
            return np.asarray(weights @ self.values.reshape(len(self), -1)[rows], dtype=np.float32)
        columns, values, counts = self._entries(rows)
        return np.bincount(columns, values * np.repeat(weights, counts), len(self)).astype(np.float32)

    def towards(self, rows: NDArray[np.int32], others: NDArray[np.intp]) -> Floats:
        """M[rows[e], others[r]], shape (e, r); the others are different ones."""
        if self.is_whole:
            return self.values.reshape(len(self), -1)[rows[:, None], others]
        columns, values, counts = self._entries(rows)
        sought = np.zeros(len(self), dtype=np.bool_)
        sought[others] = True
        found = np.flatnonzero(sought[columns])
        events, places = np.searchsorted(np.cumsum(counts), found, side="right"), np.argsort(others)
        entries = np.zeros((len(rows), len(others)), dtype=np.float32)
        entries[events, places[np.searchsorted(others, columns[found], sorter=places)]] = values[found]
        return entries

    def _entries(self, rows: NDArray[np.int32]) -> tuple[NDArray[np.intp], Floats, NDArray[np.int64]]:
        """Columns and values of some rows, one after the other, and how many each row has."""
        counts = self.starts[rows + 1] - self.starts[rows]
        if self._is_even:
            # whole rows are copied ten times as fast as single entries are gathered
            columns, values = self.columns.reshape(len(self), -1), self.values.reshape(len(self), -1)
            return columns[rows].ravel().astype(np.intp), values[rows].ravel(), counts
        places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - self.starts[rows], counts)
        return self.columns[places].astype(np.intp), self.values[places], counts

    @cached_property
    def _is_even(self) -> bool:
        """All rows have the same number of entries."""
        return len(np.unique(np.diff(self.starts))) == 1

    def rows(self, begin: int, end: int) -> Floats:
        """Some rows whole, shape (end - begin, n)."""
        places = slice(self.starts[begin], self.starts[end])
        whole = np.zeros((end - begin, len(self)), dtype=np.float32)
        whole[np.repeat(np.arange(end - begin), np.diff(self.starts[begin : end + 1])), self.columns[places]] = (
            self.values[places]
        )
        return whole

    def extended(self, carry: Carry) -> Self:
        """The same with the columns of new items, which nothing was learnt of, filled in.

        Their entries are small, as expectations are: a large matrix keeps `KEPT` of them beside its own.
        """
        learnt = np.setdiff1d(np.arange(len(self)), carry.new)
        blocks = []
        for begin in range(0, len(self), BLOCK):
            rows = self.rows(begin, min(begin + BLOCK, len(self)))
            rows[:, carry.new] = carry(rows)
            newest = _strongest(rows, carry.new, _entries_kept(len(self)))
            blocks.append(_taken(rows, [self._strongest_learnt(begin, rows, learnt), newest]))
        return self._joined(blocks) if blocks else self

    def _strongest_learnt(self, begin: int, rows: Floats, learnt: NDArray[np.intp]) -> NDArray[np.intp]:
        """Columns of the learnt items that some rows keep: those that they have, where no other is among these.

        To look for the largest of thousands anew takes most of the time in which a model is loaded.
        """
        size, width = len(self), len(self.columns) // max(len(self), 1)
        if not self._is_even or width > min(_entries_kept(size), len(learnt)):
            return _strongest(rows, learnt, _entries_kept(size))
        columns = self.columns.reshape(size, width)[begin : begin + len(rows)].astype(np.intp)
        known = np.zeros(size, dtype=np.bool_)
        known[learnt] = True
        others = ~known[columns].all(axis=1)
        columns[others] = _strongest(rows[others], learnt, width)
        return columns

    def arrays(self) -> dict[str, NDArray[Any]]:
        """For a file; columns of a whole matrix need not be told."""
        values = _spared(self.values)
        if self.is_whole:
            return {"values": values.reshape(len(self), len(self))}
        return {"starts": self.starts, "columns": self.columns, "values": values}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """From a file."""
        values = arrays["values"]
        if "columns" in arrays:
            return cls(arrays["starts"], arrays["columns"], values)
        size = len(values)
        columns = np.tile(np.arange(size, dtype=np.int32), size)
        return cls(np.arange(size + 1, dtype=np.int64) * size, columns, values.ravel())

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers: item i becomes `places[i]` of `size`, or is left out at -1."""
        if np.array_equal(places, np.arange(size)):
            return self
        sources = np.repeat(np.arange(len(self)), np.diff(self.starts))
        rows, columns = places[sources], places[self.columns]
        kept = np.flatnonzero((rows >= 0) & (columns >= 0))
        order = kept[np.lexsort((columns[kept], rows[kept]))]
        starts = np.searchsorted(rows[order], np.arange(size + 1))
        return type(self)(starts.astype(np.int64), columns[order].astype(np.int32), self.values[order])


def _picked(rows: Floats, kept: int | None = None) -> tuple[NDArray[np.int32], Floats]:
    """Columns, ascending, and values of what is kept of whole rows."""
    size = rows.shape[1]
    return _taken(rows, [_strongest(rows, np.arange(size), kept or _entries_kept(size))])


def _entries_kept(size: int) -> int:
    return size if size <= DENSE else KEPT


def _taken(rows: Floats, groups: Sequence[NDArray[np.intp]]) -> tuple[NDArray[np.int32], Floats]:
    """Columns, ascending, and values of some different columns of each row, in groups of shape (rows, kept)."""
    columns = np.concatenate(groups, axis=1)
    columns.sort(axis=1)
    return columns.astype(np.int32), np.take_along_axis(rows, columns, axis=1).astype(np.float32)


def _strongest(rows: Floats, group: NDArray[np.intp], kept: int) -> NDArray[np.intp]:
    """The columns of a group that have the largest entries, in each row, in any order."""
    if kept >= len(group):
        return np.tile(group, (len(rows), 1))
    return group[np.argpartition(-np.abs(rows[:, group]), kept, axis=1)[:, :kept]]


def _spared(values: Floats) -> Floats:
    """The nearest values whose last bits are 0, which a file packs well."""
    half, mask = np.uint32(1 << (SPARED - 1)), np.uint32(0xFFFFFFFF >> SPARED << SPARED)
    return ((np.ascontiguousarray(values, dtype=np.float32).view(np.uint32) + half) & mask).view(np.float32)
