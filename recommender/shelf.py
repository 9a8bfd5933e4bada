"""One domain ready to be ranked: catalogue, vectors and indexes, row by row the same items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.lexical import LexicalIndex, index
from recommender.schema import Item, ItemId, Vector

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Shelf:
    catalogue: Catalogue
    vectors: Vector
    """Unit vectors, shape (n, d)."""
    lexical: LexicalIndex

    @classmethod
    def of(cls, catalogue: Catalogue, vectors: Vector) -> Shelf:
        return cls(catalogue, vectors, index(catalogue))

    @cached_property
    def centre(self) -> Vector:
        """What all items have in common, shape (d,); taken out before items are compared with one another."""
        mean: Vector = self.vectors.mean(axis=0) if len(self.vectors) else np.zeros(384, np.float32)
        return mean

    @cached_property
    def centred(self) -> Vector:
        """Unit vectors of what sets each item apart, shape (n, d)."""
        return unit(self.vectors - self.centre)

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """Case-folded category or person value → its inverse document frequency, in nats."""
        size = len(self.catalogue.items)
        return {
            value: float(np.log((size + 1) / (len(rows) + 0.5)))
            for postings in self.catalogue.postings.values()
            for value, rows in postings.items()
        }

    def similar(self, item: Item, vector: Vector) -> Scores:
        """How alike each item is to another one, of this or any domain, shape (n,), about [-1, 2]."""
        return self.centred @ vector + self.shared(item)

    def shared(self, item: Item) -> Scores:
        """Weight of the values an item shares with another, as a part of all the other's weight, shape (n,)."""
        scores = np.zeros(len(self.catalogue.items), dtype=np.float32)
        total = 0.0
        for value in attributes(item):
            weight = self.rarity.get(value, 0.0)
            total += weight
            for rows in self._rows_of(value):
                scores[rows] += weight
        return scores / total if total else scores

    def _rows_of(self, value: str) -> list[NDArray[np.int32]]:
        return [rows[value] for rows in self.catalogue.postings.values() if value in rows]


def attributes(item: Item) -> frozenset[str]:
    """The item's category and person values, case-folded, of every field."""
    return frozenset(
        text.casefold() for value in item.fields.values() if isinstance(value, (str, tuple)) for text in texts(value)
    )


def unit(vectors: Vector) -> Vector:
    """Scaled to length 1 along the last axis; zero stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vector = vectors / np.maximum(lengths, 1e-9)
    return scaled


def locate(shelves: Mapping[str, Shelf], item: ItemId) -> tuple[Item, Vector] | None:
    """An item of any domain and its centred vector, shape (d,); None when no catalogue has it."""
    shelf = shelves.get(item.partition(":")[0])
    row = shelf.catalogue.rows.get(item) if shelf else None
    if shelf is None or row is None:
        return None
    return shelf.catalogue.items[row], shelf.centred[row]
