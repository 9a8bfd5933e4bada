"""The items nearest to a vector, exactly, among all or among those that a filter allows.

A small catalogue is multiplied out by numpy: nothing is built. From `LARGE` items on, where reading the vectors
takes longer than computing with them, and with faiss installed (the extra `scale`), 8-bit copies are read instead,
and the best are scored again in full. Rounding to 8 bits moves a score by no more than is known, so either the result
is proven to be complete, or all vectors are read after all. Nothing is approximate, and a filter is never applied
afterwards.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.filters import Mask
from recommender.schema import Vector

LARGE = 20_000
"""Items; fewer lie in the processor's cache, where numpy is as fast as anything that first has to be built."""
MEDIUM = 5_000
"""Items from which faiss is loaded, which takes 50 ms; among fewer, a filter leaves too few for it to be faster."""
BLOCK = 512
"""Rows that are worked on at once: 0.8 MB, so that a copy is still in the cache when it is read again."""
ROUNDING = 1e-5
"""Two ways to sum up the same product differ by less, for unit vectors (by 3e-7 where it was measured)."""

Rows = NDArray[np.intp]
Scores = NDArray[np.float32]


class Nearest(NamedTuple):
    """The best first, equal scores in the order of the rows. An item's score is the same however it was found."""

    rows: Rows
    scores: Scores


class Index(Protocol):
    """Answers for one block of vectors; safe to ask from several threads."""

    def nearest(self, query: Vector, k: int, allowed: Mask | None = None) -> Nearest:
        """The `k` ≥ 1 rows with the largest inner product with the query (d,), fewer where fewer are allowed."""

    def scores(self, query: Vector) -> Scores:
        """The inner product of every row with the query (d,), shape (n,)."""


def vector_index(vectors: Vector) -> Index:
    """An index of unit vectors (or zeros), shape (n, d); it reads them in place, so leave them as they are.

    Nothing is built below `LARGE` rows, and with faiss a million take about 4 s.
    """
    if len(vectors) < MEDIUM or find_spec("faiss") is None:
        return PlainIndex(vectors)
    faiss = import_module("faiss")
    plain = PlainIndex(vectors, faiss)
    return plain if len(vectors) < LARGE else ByteIndex(plain, faiss)


class PlainIndex:
    """By numpy; with faiss, rows are picked out in place, without a copy."""

    GATHER = 0.25
    """Share of allowed rows up to which picking them out is cheaper than reading all in order."""

    def __init__(self, vectors: Vector, faiss: ModuleType | None = None) -> None:
        self.vectors: Vector = np.ascontiguousarray(vectors, dtype=np.float32)
        self._faiss = faiss

    def nearest(self, query: Vector, k: int, allowed: Mask | None = None) -> Nearest:
        if allowed is None:
            rows = contenders(self.scores(query), k, _slack(query))
            return self.best(query, rows, k)
        rows = np.flatnonzero(allowed.reshape(len(self.vectors)))
        if len(rows) > self.GATHER * len(self.vectors):
            rows = rows[contenders(self.scores(query)[rows], k, _slack(query))]
            return self.best(query, rows, k)
        return self.among(query, rows, k)

    def scores(self, query: Vector) -> Scores:
        scores: Scores = self.vectors @ query
        return scores

    def among(self, query: Vector, rows: Rows, k: int) -> Nearest:
        """The `k` best of the rows, which stand in order."""
        if self._faiss and len(rows) > BLOCK:
            rows = rows[contenders(_in_place(self._faiss, self.vectors, query, rows), k, _slack(query))]
        return self.best(query, rows, k)

    def best(self, query: Vector, rows: Rows, k: int) -> Nearest:
        """The same, each row scored by itself: the sum does not depend on a row's neighbours."""
        if len(rows) <= BLOCK:
            scores: Scores = np.vecdot(self.vectors[rows], query)
            order = np.argsort(-scores, kind="stable")[:k]
        else:
            scores = self._copied(query, rows)
            places = contenders(scores, k, slack=0)
            order = places[np.argsort(-scores[places], kind="stable")[:k]]
        return Nearest(rows[order], scores[order])

    def _copied(self, query: Vector, rows: Rows) -> Scores:
        scores = np.empty(len(rows), dtype=np.float32)
        copies = np.empty((BLOCK, self.vectors.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), BLOCK):
            part = rows[start : start + BLOCK]
            # Checking the bounds would make numpy copy the result once more.
            np.take(self.vectors, part, axis=0, out=copies[: len(part)], mode="clip")
            np.vecdot(copies[: len(part)], query, out=scores[start : start + BLOCK])
        return scores


def _in_place(faiss: ModuleType, vectors: Vector, query: Vector, rows: Rows) -> Scores:
    """Scores of some rows. What faiss gets are bare addresses, so lengths and types are made sure of here."""
    scores = np.empty(len(rows), dtype=np.float32)
    query = np.ascontiguousarray(query, dtype=np.float32).reshape(vectors.shape[1])
    places = rows.astype(np.int64, copy=False)
    scored, asked, given, wanted = map(faiss.swig_ptr, (scores, query, vectors, places))
    faiss.fvec_inner_products_by_idx(scored, asked, given, wanted, len(query), 1, len(rows))
    return scores


class ByteIndex:
    """By faiss, from 8-bit copies: a quarter of the memory to read, and a quarter more to keep."""

    GATHER = 0.05
    """Share of allowed rows up to which they are scored one by one."""
    SPARE = 200
    """Rows scored again, beyond five for each that is wanted: a proof took half of them among a million texts."""

    def __init__(self, plain: PlainIndex, faiss: ModuleType) -> None:
        self._plain = plain
        self._faiss = faiss
        vectors = plain.vectors
        self._step = _step(vectors)
        self._codes = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        self._error = 0.0
        """How far a row may lie from its 8-bit copy."""
        self._length = 0.0
        """How long an 8-bit copy may be."""
        for start in range(0, len(vectors), BLOCK):
            block = vectors[start : start + BLOCK]
            codes = np.rint(block / self._step)
            self._codes.add(codes)
            copies = codes * self._step
            self._error = max(self._error, _longest(block - copies))
            self._length = max(self._length, _longest(copies))

    def nearest(self, query: Vector, k: int, allowed: Mask | None = None) -> Nearest:
        n = len(self._plain.vectors)
        if allowed is not None and np.count_nonzero(allowed.reshape(n)) <= self.GATHER * n:
            return self._plain.among(query, np.flatnonzero(allowed), k)
        return self._scanned(query, k, allowed) or self._plain.nearest(query, k, allowed)

    def scores(self, query: Vector) -> Scores:
        return self._plain.scores(query)

    def _scanned(self, query: Vector, k: int, allowed: Mask | None) -> Nearest | None:
        """None where the 8-bit copies cannot tell which are the best: near duplicates, or nearly all wanted."""
        wanted = 5 * k + self.SPARE
        if wanted > len(self._plain.vectors) // 2:
            return None
        step = _step(query[None])
        codes = np.rint(query / step).astype(np.float32)
        self._faiss.omp_set_num_threads(1)  # for the calling thread; a pool would spin on the core the encoder needs
        rough, found = self._codes.search(codes[None], wanted, params=self._only(allowed))
        rows = np.sort(found[0][found[0] >= 0])
        nearest = self._plain.best(query, rows, k)
        missed = rough[0, -1] * self._step * step + self._reach(query, codes * step)
        proven = len(rows) < wanted or nearest.scores[-1] > missed
        return nearest if proven else None

    def _only(self, allowed: Mask | None) -> object:
        if allowed is None:
            return None
        chosen: object = self._faiss.SearchParameters(
            sel=self._faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        )
        return chosen

    def _reach(self, query: Vector, rounded: Vector) -> float:
        """The most by which the score of 8-bit copies can differ from the true one (Cauchy-Schwarz, twice)."""
        lost = float(np.linalg.norm(query - rounded))
        return self._error * float(np.linalg.norm(query)) + self._length * lost + _slack(query)


def contenders(scores: Scores, k: int, slack: float) -> Rows:
    """Places of the `k` best, and of those behind by no more than the slack; in order of place."""
    if k >= len(scores):
        return np.arange(len(scores))
    width = len(scores) // 32
    if width < 8 * k:
        return np.flatnonzero(scores >= _kth(scores, k) - slack)
    # To partition a million scores takes 8 ms, the largest of every 32 takes 0.5, and their k-th is hardly less.
    largest = scores[: 32 * width].reshape(32, width).max(axis=0)
    places = np.flatnonzero(scores >= _kth(largest, k) - slack)
    return places[scores[places] >= _kth(scores[places], k) - slack]


def _kth(scores: Scores, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _step(vectors: Vector) -> float:
    """The size of one of the 127 steps from 0 to the largest component."""
    return max(float(vectors.max()), -float(vectors.min()), 1e-30) / 127


def _longest(vectors: Vector) -> float:
    return float(np.linalg.norm(vectors, axis=1).max())


def _slack(query: Vector) -> float:
    return 2 * ROUNDING * float(np.linalg.norm(query))
