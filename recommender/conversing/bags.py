"""Items as bags of weighted values, and how much they have in common with some of them."""

from __future__ import annotations

from collections.abc import Sequence
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
    slots: NDArray[np.intp]
    """Values of each item by number, shape (slots, n); 0 is an empty slot."""
    weights: Floats
    """What each weighs in its item, shape (slots, n)."""
    size: int

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
        return cls(slots, weights.astype(np.float32), len(numbers) + 1)

    def common(self, rows: NDArray[np.intp], worth: Floats) -> Floats:
        """The weighted sum of what every item has in common with each of the rows, shape (n,)."""
        wanted = np.bincount(
            self.slots[:, rows].ravel(), (self.weights[:, rows] * worth).ravel(), minlength=self.size
        ).astype(np.float32)
        sums = np.zeros(self.slots.shape[1], dtype=np.float32)
        for values, weights in zip(self.slots, self.weights, strict=True):
            sums += wanted[values] * weights
        return sums
