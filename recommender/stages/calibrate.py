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
    """Shares of each candidate's categories, shape (m, c); each sums to 1, or to 0 for one without any."""

    @classmethod
    def of(cls, history: History, attributes: Attributes, candidates: NDArray[np.intp]) -> Self | None:
        """None while too little is liked, or where items have no categories."""
        liked = history.worth > 0
        if liked.sum() < LEAST_LIKED:
            return None
        of_liked = _shares(attributes, history.rows[liked])
        wanted = history.worth[liked] @ of_liked
        known = np.flatnonzero(wanted)
        if not len(known):
            return None
        shares = _shares(attributes, candidates)
        return cls(wanted[known] / wanted[known].sum(), shares[:, known])

    def distances(self, chosen: Sequence[int]) -> Floats:
        """Kullback-Leibler divergence of the list from the person, with each candidate added, shape (m,), ≥ 0."""
        listed = (self.shares[list(chosen)].sum(axis=0) + self.shares) / (len(chosen) + 1)
        smoothed = (1 - SMOOTHING) * listed + SMOOTHING * self.wanted
        return np.asarray((self.wanted * np.log(self.wanted / smoothed)).sum(axis=1), dtype=np.float32)


def _shares(attributes: Attributes, rows: NDArray[np.integer]) -> Floats:
    """Shape (rows, values): each of an item's categories has an equal share of it."""
    slots = attributes.categories[:, rows]
    shares = np.zeros((len(rows), len(attributes.rarity)), dtype=np.float32)
    for values in slots:
        shares[np.arange(len(rows)), values] += 1.0
    shares[:, 0] = 0.0
    return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1.0)
