"""Item cold start: what the crowd says of known items is carried over to items that nobody has had yet.

Whatever is known of some items as one number each, a score or a logarithm of a count, is taken as a smooth function
of what the items are, and read off at the new ones by kernel ridge regression: s(new) = m + (s(known) - m) · C with
C = (K + λ · diag(1 + 3 / events))⁻¹ K(known, new). It is linear in s: it can be worked out for every column of an
item × item matrix when a model is placed on a catalogue, so that at rank time a new item is an item like any other.

The kernel is exp(Σ e · (k - 1)) over likenesses k ≤ 1: texts, values in common field by field, years and numbers near
one another, and how much the catalogue has to say, since well known items are described at length. The shares e and λ
were chosen on pretended new items of MovieLens; `tests/bench/cold.py` has the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.content import Content

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

ANCHORS = 2000
"""Known items from which is carried, those with most events: a system of 2,000 takes a second."""
LEAST = 2
"""Events from which on an item speaks for itself."""
RIDGE = 0.3
DOUBT = 3.0
"""Events of an item that are worth as much as the ridge: what few people did is smoothed more."""
SHARES = {"text": 1.0, "category": 0.15, "person": 0.15, "date": 0.4, "number": 0.15, "richness": 0.15}
FREQUENT = 16
"""A value of so many items is compared for all items at once: 100 times as fast for genres, slower for names."""
YEARS = 8.0
"""Items so many years apart have 1/e of their era in common."""


@dataclass(frozen=True)
class Carry:
    """From the known items to the new ones."""

    known: Rows
    """All items that speak for themselves; their mean is what a new item starts from."""
    anchors: Rows
    """Shape (a,)."""
    new: Rows
    """Shape (c,)."""
    weights: Floats
    """C, shape (a, c)."""

    @classmethod
    def of(cls, content: Content, events: Floats) -> Self:
        """`events` (n,) counts what happened with each item of the catalogue."""
        known = np.flatnonzero(events >= LEAST)
        new = np.flatnonzero(events < LEAST)
        anchors = known[np.argsort(-events[known], kind="stable")[:ANCHORS]]
        if not len(anchors) or not len(new):
            return cls(known, anchors, new, np.zeros((len(anchors), len(new)), dtype=np.float32))
        kernel = likeness(content, anchors, np.concatenate([anchors, new]))
        among, towards = kernel[:, : len(anchors)], kernel[:, len(anchors) :]
        among[np.diag_indices(len(anchors))] += RIDGE * (1 + DOUBT / events[anchors])
        return cls(known, anchors, new, np.linalg.solve(among, towards))

    def __call__(self, told: Floats) -> Floats:
        """What is known of all items, shape (…, n) → the same of the new ones, shape (…, c)."""
        mean = told[..., self.known].sum(axis=-1, keepdims=True) / max(len(self.known), 1)
        return np.asarray(mean + (told[..., self.anchors] - mean) @ self.weights, dtype=np.float32)


def likeness(content: Content, rows: Rows, others: Rows) -> Floats:
    """K in (0, 1], shape (rows, others); 1 for an item and itself."""
    total = np.zeros((len(rows), len(others)), dtype=np.float32)
    for name, kernels in _kernels(content, rows, others).items():
        found = list(kernels)
        for kernel in found:
            total += SHARES[name] / len(found) * (kernel - 1)
    return np.exp(total)


def _kernels(content: Content, rows: Rows, others: Rows) -> dict[str, Iterator[Floats]]:
    """Kind of likeness → its kernels, one for each field of the kind, each of shape (rows, others)."""
    catalogue = content.catalogue
    columns = {
        kind: [catalogue.numbers[field.name] for field in catalogue.fields if field.kind == kind]
        for kind in ("date", "number")
    }
    known = {kind: [column for column in found if np.isfinite(column).any()] for kind, found in columns.items()}
    ranks = [_ranks(column) for column in known["number"]]
    return {
        "text": iter([content.centred[rows] @ content.centred[others].T]),
        "category": _shared_values(catalogue, "category", rows, others),
        "person": _shared_values(catalogue, "person", rows, others),
        "date": (_near(_filled(column), YEARS, rows, others) for column in known["date"]),
        "number": (_near(column, 1 / 4, rows, others) for column in ranks),
        "richness": iter([_as_rich(richness(catalogue), rows, others)]),
    }


def _shared_values(catalogue: Catalogue, kind: str, rows: Rows, others: Rows) -> Iterator[Floats]:
    """Cosines of the values that items have in a field, rare ones counting more."""
    for field in catalogue.fields:
        if field.kind == kind and catalogue.postings[field.name]:
            yield _cosines(list(catalogue.postings[field.name].values()), len(catalogue.items), rows, others)


def _cosines(postings: list[NDArray[np.int32]], size: int, rows: Rows, others: Rows) -> Floats:
    """From the items of each value; frequent values by one product, the many rare ones each by itself."""
    place, other_place = np.full(size, -1), np.full(size, -1)
    place[rows], other_place[others] = np.arange(len(rows)), np.arange(len(others))
    counts = np.array([len(items) for items in postings])
    weights = np.square(np.maximum(np.log((size + 1) / (counts + 0.5)), 0.01)).astype(np.float32)
    squared = np.bincount(np.concatenate(postings), np.repeat(weights, counts), size)
    frequent = np.flatnonzero(counts >= FREQUENT)
    having = np.zeros((len(frequent), size), dtype=np.float32)
    for column, value in enumerate(frequent.tolist()):
        having[column, postings[value]] = np.sqrt(weights[value])
    met = having[:, rows].T @ having[:, others]
    for value in np.flatnonzero((counts > 1) & (counts < FREQUENT)).tolist():
        mine, theirs = place[postings[value]], other_place[postings[value]]
        met[mine[mine >= 0][:, None], theirs[theirs >= 0]] += weights[value]
    lengths = np.sqrt(np.maximum(squared, 1e-9)).astype(np.float32)
    return np.asarray(met / lengths[rows][:, None] / lengths[others], dtype=np.float32)


def richness(catalogue: Catalogue) -> Floats:
    """How much is told of each item: values of every field and length of the text, standardised, shape (n, r)."""
    told = [
        np.bincount(np.concatenate(list(postings.values())), minlength=len(catalogue.items))
        for postings in catalogue.postings.values()
        if postings
    ]
    told.append(np.array([len(item.text) for item in catalogue.items]))
    logs = np.log1p(np.stack(told, axis=1))
    spread = logs.std(axis=0)
    return np.asarray(((logs - logs.mean(axis=0)) / np.maximum(spread, 1e-6))[:, spread > 0], dtype=np.float32)


def _as_rich(rich: Floats, rows: Rows, others: Rows) -> Floats:
    width = max(rich.shape[1], 1)
    squares = np.square(rich).sum(axis=1)
    apart = squares[rows][:, None] + squares[others] - 2 * rich[rows] @ rich[others].T
    return np.asarray(np.exp(-apart / (2 * width)), dtype=np.float32)


def _near(column: NDArray[np.float64], scale: float, rows: Rows, others: Rows) -> Floats:
    apart = np.abs(column[rows][:, None] - column[others])
    return np.exp(-apart / scale).astype(np.float32)


def _filled(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """The unknown is taken as the middle."""
    return np.where(np.isnan(column), np.nanmedian(column), column)


def _ranks(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places in ascending order, in [0, 1]: prices, pages and minutes become comparable."""
    filled = _filled(column)
    return np.searchsorted(np.sort(filled), filled) / max(len(filled) - 1, 1)
