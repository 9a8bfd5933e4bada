"""Item × item matrices, of which rows are added up when a list is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DENSE = 3000
"""Up to so many items a matrix is kept whole: 36 MB. Larger ones keep the strongest entries of each row."""
KEPT = 300
"""Entries of a row that are kept in a large matrix; 100 events then cost 30,000 additions, about 0.1 ms."""


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
        size = len(matrix)
        kept = kept or (size if size <= DENSE else KEPT)
        if kept >= size:
            columns = np.tile(np.arange(size, dtype=np.int32), size)
            return cls(np.arange(size + 1, dtype=np.int64) * size, columns, np.ascontiguousarray(matrix).ravel())
        strongest = np.sort(np.argpartition(-np.abs(matrix), kept, axis=1)[:, :kept], axis=1)
        values = np.take_along_axis(matrix, strongest, axis=1)
        starts = np.arange(size + 1, dtype=np.int64) * kept
        return cls(starts, strongest.astype(np.int32).ravel(), values.astype(np.float32).ravel())

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def is_whole(self) -> bool:
        return len(self.values) == len(self) ** 2

    def summed(self, rows: NDArray[np.int32], weights: Floats) -> Floats:
        """Σ weights[e] · M[rows[e]], shape (n,). O(e · entries of a row)."""
        if self.is_whole:
            return np.asarray(weights @ self.values.reshape(len(self), -1)[rows], dtype=np.float32)
        counts = self.starts[rows + 1] - self.starts[rows]
        places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - self.starts[rows], counts)
        weighed = self.values[places] * np.repeat(weights, counts)
        return np.bincount(self.columns[places], weighed, len(self)).astype(np.float32)

    def towards(self, rows: NDArray[np.int32], column: int) -> Floats:
        """M[rows[e], column], shape (e,)."""
        return np.array([self._entry(row, column) for row in rows.tolist()], dtype=np.float32)

    def _entry(self, row: int, column: int) -> float:
        begin, end = self.starts[row], self.starts[row + 1]
        place = begin + np.searchsorted(self.columns[begin:end], column)
        return float(self.values[place]) if place < end and self.columns[place] == column else 0.0

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers: item i becomes `places[i]` of `size`, or is left out at -1."""
        sources = np.repeat(np.arange(len(self)), np.diff(self.starts))
        rows, columns = places[sources], places[self.columns]
        kept = np.flatnonzero((rows >= 0) & (columns >= 0))
        order = kept[np.lexsort((columns[kept], rows[kept]))]
        starts = np.searchsorted(rows[order], np.arange(size + 1))
        return type(self)(starts.astype(np.int64), columns[order].astype(np.int32), self.values[order])
