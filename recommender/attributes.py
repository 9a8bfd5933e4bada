"""Which values the items of a catalogue share: categories and people, the rare ones counting more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.schema import Item

Floats = NDArray[np.float32]
Slots = NDArray[np.intp]
"""Values of the items, shape (slots, n): as many slots as the item with most values fills; 0 is an empty one."""

MOST = 12
"""Values of an item that are compared, people and categories each; the rarest are kept. A slot costs 5 µs."""
LEAST = 1e-9


@dataclass(frozen=True)
class Attributes:
    numbers: Mapping[str, int]
    """Case-folded value → its number, from 1."""
    rarity: Floats
    """Inverse document frequency of each value in nats, shape (a + 1,); number 0, an empty slot, has none."""
    categories: Slots
    people: Slots

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        kinds = {field.name: field.kind for field in catalogue.fields if field.kind in ("category", "person")}
        values = [_by_kind(item, kinds) for item in catalogue.items]
        numbers: dict[str, int] = {}
        for value in (value for own in values for kind in own for value in kind):
            numbers.setdefault(value, len(numbers) + 1)
        counts = np.bincount(
            [numbers[value] for own in values for value in own[0] | own[1]], minlength=len(numbers) + 1
        )
        rarity = np.log((len(values) + 1) / (counts + 0.5)).astype(np.float32)
        rarity[0] = 0.0
        slots = [_slots([{numbers[value] for value in own[kind]} for own in values], rarity) for kind in (0, 1)]
        return cls(numbers, rarity, *slots)

    def wanted(self, rows: NDArray[np.int32], worth: Floats) -> Floats:
        """How much every value is liked, shape (a + 1,): the sum over items of worth · its part of their weight."""
        values = np.concatenate([self.categories[:, rows], self.people[:, rows]])
        shares = self.rarity[values] * (worth / self._weights[rows])
        return np.asarray(np.bincount(values.ravel(), shares.ravel(), len(self.rarity)), dtype=np.float32)

    def wanted_of(self, item: Item, worth: float) -> Floats:
        """The same for one item of any catalogue."""
        found = {
            self.numbers[value] for name in item.fields for value in _folded(item, name) if value in self.numbers
        }
        values = np.fromiter(found, dtype=np.intp, count=len(found))
        liked = np.zeros(len(self.rarity), dtype=np.float32)
        liked[values] = worth * self.rarity[values] / max(float(self.rarity[values].sum()), LEAST)
        return liked

    @cached_property
    def _weights(self) -> Floats:
        """The whole weight of each item, shape (n,)."""
        weights = totals(self.rarity, self.categories) + totals(self.rarity, self.people)
        return np.asarray(np.maximum(weights, LEAST), dtype=np.float32)


def totals(wanted: Floats, slots: Slots) -> Floats:
    """For every item the sum of how much its values are liked, shape (n,)."""
    sums = np.zeros(slots.shape[1], dtype=np.float32)
    for values in slots:
        sums += wanted[values]
    return sums


def _by_kind(item: Item, kinds: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The item's categories and its people; what is both is somebody's name."""
    people = {value for name, kind in kinds.items() if kind == "person" for value in _folded(item, name)}
    return {value for name in kinds for value in _folded(item, name)} - people, people


def _slots(values: list[set[int]], rarity: Floats) -> Slots:
    kept = [sorted(own, key=lambda value: -rarity[value])[:MOST] for own in values]
    slots = np.zeros((max(map(len, kept), default=0), len(kept)), dtype=np.intp)
    for row, own in enumerate(kept):
        slots[: len(own), row] = own
    return slots


def _folded(item: Item, name: str) -> Iterable[str]:
    value = item.fields.get(name)
    return [text.casefold() for text in texts(value)] if isinstance(value, (str, tuple)) else ()
