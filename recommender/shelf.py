"""One domain ready to be ranked: catalogue, vectors, indexes and model, row by row the same items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.content import Content
from recommender.conversing.model import Talk
from recommender.lexical import LexicalIndex, index
from recommender.model import Model, untrained
from recommender.neglected import Neglected
from recommender.schema import Item, ItemId, Vector

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Shelf:
    catalogue: Catalogue
    vectors: Vector
    """Unit vectors, shape (n, d)."""
    lexical: LexicalIndex
    content: Content
    model: Model = field(default_factory=untrained)
    talk: Talk | None = None
    """What conversations taught; none: nothing, or nobody asked."""

    @classmethod
    def of(cls, catalogue: Catalogue, vectors: Vector) -> Shelf:
        return cls(catalogue, vectors, index(catalogue), Content(catalogue, centred(vectors)))

    @cached_property
    def neglected(self) -> Neglected:
        """What would hardly ever be shown: by what the crowd did, or by the catalogue's own popularity."""
        crowd = self.model.crowd
        return Neglected.of(self.catalogue.popularity, *((crowd.events, crowd.new) if crowd else ()))


def centred(vectors: Vector) -> Vector:
    """Unit vectors of what sets each item apart: what all have in common is taken out, shape (n, d)."""
    return unit(vectors - vectors.mean(axis=0)) if len(vectors) else vectors


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
    return shelf.catalogue.items[row], shelf.content.centred[row]
