"""What the items that people like first say of those that they like later: for histories of a few events.

A lift is how much likelier a person likes j later once they have liked i, as a logarithm, drawn to 0 where i is
rare: M[i, j] = log((C[i, j] + a · p[j]) / (n[i] + a)) - log p[j]. C[i, j] counts who liked i at any time and j among
their later likes, n[i] who liked i, and p[j] is the share of those who liked j later. What most people like first is
soon known to everybody: that later likes differ from first ones is most of what is gained after one to five likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.collaborative.matrices import ItemMatrix
from recommender.history import History
from recommender.interactions import Interactions

Floats = NDArray[np.float32]

FIRST = 10
"""A person's likes up to this one are their first; of fewer than twice as many, half are."""
SHRINKAGE = 80.0
"""a, in people. Of 40, 80 and 160, cross-validation on MovieLens-100K chose each once, by the seed."""
LEAST = 0.5
"""Added to counts before their logarithm is taken."""


@dataclass(frozen=True)
class Lift:
    matrix: ItemMatrix
    """M."""
    liked: Floats
    """How many liked each item, shape (n,)."""
    later: Floats
    """For how many it was among their later likes, shape (n,)."""

    @classmethod
    def fit(cls, log: Interactions, shrinkage: float = SHRINKAGE) -> Self:
        """From the likes, events of a worth above 0."""
        liked, later = likes(log)
        once, after = liked.sum(axis=0), later.sum(axis=0)
        prior = (after + LEAST) / (len(liked) + 1)
        chances = (liked.T @ later + shrinkage * prior) / (once[:, None] + shrinkage)
        matrix = np.log(chances) - np.log(prior)
        np.fill_diagonal(matrix, 0.0)
        return cls(ItemMatrix.of(matrix.astype(np.float32)), once, after)

    def terms(self, history: History) -> dict[str, Floats]:
        """`liked` and `later`: log counts; `lift`: `later` and what the likes add, by the root of their number.

        The lifts are added to what they are lifted from: alone, a single like of a rare item, which says next to
        nothing, would be standardised to say as much as any.
        """
        later = np.log(self.later + LEAST)
        rows = history.rows[history.worth > 0]
        weights = np.full(len(rows), max(len(rows), 1) ** -0.5, dtype=np.float32)
        return {
            "liked": np.log(self.liked + LEAST),
            "later": later,
            "lift": later + self.matrix.summed(rows, weights),
        }

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers; see `ItemMatrix.renumbered`."""
        kept = np.flatnonzero(places >= 0)
        counts = np.zeros((2, size), dtype=np.float32)
        counts[:, places[kept]] = self.liked[kept], self.later[kept]
        return type(self)(self.matrix.renumbered(places, size), *counts)

    def extended(self, carry: Carry) -> Self:
        """The same with what is expected of new items."""
        counts = np.stack([self.liked, self.later])
        counts[:, carry.new] = np.expm1(np.maximum(carry(np.log1p(counts)), 0))
        return type(self)(self.matrix.extended(carry), *counts)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """For a file."""
        return {**self.matrix.arrays(), "liked": self.liked, "later": self.later}

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Self:
        """From a file."""
        return cls(ItemMatrix.of_arrays(arrays), arrays["liked"], arrays["later"])


def likes(log: Interactions) -> tuple[Floats, Floats]:
    """1 where a user liked an item, and 1 where they liked it later, both of shape (users, n)."""
    liked = np.zeros((len(log.user_ids), len(log.item_ids)), dtype=np.float32)
    later = liked.copy()
    for user in range(len(log.user_ids)):
        events = log.of_user(user)
        items = log.items[events[log.worth[events] > 0]]
        liked[user, items] = 1.0
        later[user, items[min(FIRST, len(items) // 2) :]] = 1.0
    return liked, later
