"""A list whose categories come in the shares in which the person likes them (Steck, RecSys 2018).

Who likes two dramas for every comedy shall not get dramas only, as the best scores alone would have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.attributes import Attributes
from recommender.history import History

Floats = NDArray[np.float32]

LEAST_LIKED = 5
"""Liked items below which shares say little of a person."""
SMOOTHING = 0.01
"""Part of the wanted shares that is mixed into a list's: one without a category is far off, not infinitely."""


@dataclass(frozen=True)
class Calibration:
    wanted: Floats
    """Share of each category among what the person liked, shape (c,), sum 1."""
    shares: Floats
    """Shares of these among each candidate's categories, shape (m, c); each sums to at most 1."""

    @classmethod
    def of(cls, history: History, attributes: Attributes, candidates: NDArray[np.intp]) -> Self | None:
        """None while too little is liked, or where items have no categories."""
        liked = history.worth > 0
        if liked.sum() < LEAST_LIKED:
            return None
        values = attributes.categories[:, history.rows[liked]]
        weights = history.worth[liked] / np.maximum((values > 0).sum(axis=0), 1)
        wanted = np.bincount(values.ravel(), np.tile(weights, len(values)), len(attributes.rarity))
        known = 1 + np.flatnonzero(wanted[1:])
        if not len(known):
            return None
        share = (wanted[known] / wanted[known].sum()).astype(np.float32)
        return cls(share, _shares(attributes.categories[:, candidates], known))

    def distances(self, chosen: Sequence[int]) -> Floats:
        """Kullback-Leibler divergence of the list from the person, with each candidate added, shape (m,), ≥ 0."""
        listed = (self.shares[list(chosen)].sum(axis=0) + self.shares) / (len(chosen) + 1)
        smoothed = (1 - SMOOTHING) * listed + SMOOTHING * self.wanted
        return np.asarray((self.wanted * np.log(self.wanted / smoothed)).sum(axis=1), dtype=np.float32)


def _shares(values: NDArray[np.intp], known: NDArray[np.intp]) -> Floats:
    """Values of m items, shape (slots, m) → the part of each that every known one has, shape (m, c)."""
    counts = (values[:, :, None] == known).sum(axis=0)
    return np.asarray(counts / np.maximum((values > 0).sum(axis=0), 1)[:, None], dtype=np.float32)
