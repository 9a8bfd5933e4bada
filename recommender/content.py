"""What an item's own description says about a person's liking it: known the minute the item is imported.

Four terms, each a score for every item: `taste` (the text, by the person's own regression), `shared` (categories and
people in common with what they liked), `people` (names alone), `era` (made when their favourites were made).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.attributes import Attributes, totals
from recommender.catalogue import Catalogue
from recommender.history import History
from recommender.learner import Posterior, Prior, posterior, principal
from recommender.schema import Item, Vector

Floats = NDArray[np.float32]
TERMS = ("taste", "shared", "people", "era")
WIDTH = 64
BINS = 48
"""Slices of equally many items into which each date field is cut."""
BLUR = 3.0
"""How many slices away an item is still of about the same era."""

Foreign = tuple[Item, Vector, float]
"""An item of another domain, its centred vector, shape (d,), and the opinion on it."""


@dataclass(frozen=True)
class Content:
    catalogue: Catalogue
    centred: Vector
    """Unit vectors without what all items have in common, shape (n, d)."""

    @cached_property
    def projection(self) -> Vector:
        """From text vectors to features, shape (d, 64)."""
        return principal(self.centred, WIDTH)

    @cached_property
    def features(self) -> Vector:
        """Shape (n, 64)."""
        return np.ascontiguousarray(self.centred @ self.projection)

    @cached_property
    def attributes(self) -> Attributes:
        return Attributes.of(self.catalogue)

    @cached_property
    def prior(self) -> Prior:
        """Before anything is known of anybody, nothing is liked more than anything else."""
        return Prior(np.zeros(self.projection.shape[1], dtype=np.float32))

    def taste(self, history: History, foreign: Sequence[Foreign] = (), prior: Prior | None = None) -> Posterior:
        """The person's taste in texts; items on which they said nothing do not count."""
        said = history.worth != 0
        features = self.features[history.rows[said]]
        worth = history.worth[said]
        if foreign:
            features = np.concatenate([features, np.stack([vector for _, vector, _ in foreign]) @ self.projection])
            worth = np.concatenate([worth, np.array([opinion for _, _, opinion in foreign], dtype=np.float32)])
        return posterior(features, worth, prior or self.prior)

    def overlaps(self, history: History, foreign: Sequence[Foreign] = ()) -> dict[str, Floats]:
        """The terms that compare values: `shared`, `people` and `era`, as far as the catalogue has such fields."""
        said = history.worth != 0
        rows, worth = history.rows[said], history.worth[said]
        wanted = self.attributes.wanted(rows, worth)
        for item, _, opinion in foreign:
            wanted += self.attributes.wanted_of(item, opinion)
        terms: dict[str, Floats] = {}
        if wanted.any():
            terms["people"] = totals(wanted, self.attributes.people)
            terms["shared"] = totals(wanted, self.attributes.categories) + terms["people"]
        if len(rows) and self._eras:
            eras = [self._era(slices, rows, worth) for slices in self._eras.values()]
            terms["era"] = np.asarray(sum(eras[1:], start=eras[0]) / np.float32(len(eras)), dtype=np.float32)
        return terms

    @cached_property
    def _eras(self) -> Mapping[str, NDArray[np.intp]]:
        """Date field → the slice that each item is in, shape (n,); -1 where the date is not known."""
        dates = {
            field.name: self.catalogue.numbers[field.name] for field in self.catalogue.fields if field.kind == "date"
        }
        return {name: _sliced(column) for name, column in dates.items() if np.isfinite(column).any()}

    def _era(self, slices: NDArray[np.intp], rows: NDArray[np.int32], worth: Floats) -> Floats:
        own = slices[rows]
        known = own >= 0
        liked = self._blur @ np.bincount(own[known], worth[known], BINS)
        return np.append(liked, 0.0).astype(np.float32)[slices]

    @cached_property
    def _blur(self) -> NDArray[np.float64]:
        """How far two slices are the same era, in (0, 1], shape (bins, bins)."""
        places = np.arange(BINS)
        return np.exp(-np.square((places[:, None] - places) / BLUR) / 2)


def _sliced(column: NDArray[np.float64]) -> NDArray[np.intp]:
    known = np.isfinite(column)
    edges = np.quantile(column[known], np.linspace(0, 1, BINS + 1)[1:-1])
    return np.where(known, np.searchsorted(edges, np.nan_to_num(column), side="right"), -1)
