"""Items as bags of weighted values, and how much they have in common with some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST = 16
"""Values of an item that are compared; the rarest are kept."""


@dataclass(frozen=True)
class Bags:
    numbers: Mapping[str, int]
    """Value → its number, from 1."""
    slots: NDArray[np.intp]
    """Values of each item by number, shape (slots, n); 0 is an empty slot."""
    weights: Floats
    """What each weighs in its item, shape (slots, n)."""

    @classmethod
    def of(cls, values: Sequence[AbstractSet[str]], *, unit: bool) -> Self:
        """Weighed by rarity. With `unit`, every item's weights have length 1: many values count no more than few."""
        numbers: dict[str, int] = {}
        for value in (value for own in values for value in sorted(own)):
            numbers.setdefault(value, len(numbers) + 1)
        counts = np.bincount([numbers[value] for own in values for value in own], minlength=len(numbers) + 1)
        rarity = np.log(1 + len(values) / np.maximum(counts, 1)).astype(np.float32)
        kept = [sorted((numbers[value] for value in own), key=lambda value: -rarity[value])[:MOST] for own in values]
        slots = np.zeros((max(map(len, kept), default=0), len(values)), dtype=np.intp)
        for row, own in enumerate(kept):
            slots[: len(own), row] = own
        weights = np.where(slots > 0, rarity[slots] if unit else np.sqrt(rarity[slots]), np.float32(0))
        if unit:
            weights /= np.maximum(np.linalg.norm(weights, axis=0), 1e-6)
        return cls(numbers, slots, weights.astype(np.float32))

    def common(self, rows: NDArray[np.intp], worth: Floats) -> Floats:
        """The weighted sum of what every item has in common with each of the rows, shape (n,)."""
        values, weights = self.slots[:, rows].ravel(), (self.weights[:, rows] * worth).ravel()
        return self._sums(np.bincount(values, weights, minlength=len(self.numbers) + 1).astype(np.float32))

    def having(self, wanted: Mapping[str, float]) -> Floats:
        """The sum of what these values weigh in every item, times how much each is wanted, shape (n,)."""
        found = np.zeros(len(self.numbers) + 1, dtype=np.float32)
        for value, worth in wanted.items():
            found[self.numbers.get(value, 0)] = worth
        found[0] = 0
        return self._sums(found)

    def _sums(self, wanted: Floats) -> Floats:
        sums = np.zeros(self.slots.shape[1], dtype=np.float32)
        for values, weights in zip(self.slots, self.weights, strict=True):
            sums += wanted[values] * weights
        return sums
