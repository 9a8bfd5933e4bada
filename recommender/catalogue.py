"""A catalogue in memory: the items of one domain, their fields, and columns to filter by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.schema import Field, Item, ItemId, Value


@dataclass(frozen=True)
class Catalogue:
    domain: str
    items: tuple[Item, ...]
    fields: tuple[Field, ...]
    nouns: tuple[str, ...] = ()
    """What people call the items, singular: `film`, `movie`."""
    imported: bool = False
    """Brought by the operator, not part of the demo store."""

    @cached_property
    def rows(self) -> dict[ItemId, int]:
        return {item.id: row for row, item in enumerate(self.items)}

    @cached_property
    def field_by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def values(self, item: Item) -> frozenset[str]:
        """The item's category and person values and texts, case-folded, of every field; worked out once."""
        if (found := self._values.get(item.id)) is None:
            found = self._values[item.id] = frozenset(
                text.casefold()
                for value in item.fields.values()
                if isinstance(value, (str, tuple))
                for text in texts(value)
            )
        return found

    @cached_property
    def descriptions(self) -> tuple[str, ...]:
        """Title, description and categories of each item, case-folded, one text a row."""
        named = [field.name for field in self.fields if field.kind == "category"]
        return tuple(
            "\n".join(
                (item.title, item.text, item.text_zh, *(t for n in named for t in texts(item.fields.get(n))))
            ).casefold()
            for item in self.items
        )

    @cached_property
    def mentions(self) -> dict[str, NDArray[np.bool_]]:
        """Word → rows whose descriptions have it, shape (n,), of the words that were asked for; see mentioning.py."""
        return {}

    @cached_property
    def _values(self) -> dict[ItemId, frozenset[str]]:
        return {}

    @cached_property
    def popularity(self) -> NDArray[np.float32]:
        """Shape (n,), in [0, 1]."""
        return np.array([item.popularity for item in self.items], dtype=np.float32)

    @cached_property
    def postings(self) -> Mapping[str, Mapping[str, NDArray[np.int32]]]:
        """Category and person fields → case-folded value → ascending rows of the items that have it."""
        return {
            field.name: _postings(self.items, field.name)
            for field in self.fields
            if field.kind in ("category", "person")
        }

    @cached_property
    def value_rows(self) -> Mapping[str, tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """The postings laid flat, for counting all values at once: the number of each value beside its row."""
        return {name: _flat(found) for name, found in self.postings.items()}

    @cached_property
    def numbers(self) -> Mapping[str, NDArray[np.float64]]:
        """Number, date (in years), flag (0/1) and ordered category (rank) fields → (n,), NaN where unknown."""
        return {
            field.name: np.array(
                [as_number(field, item.fields.get(field.name)) for item in self.items], dtype=np.float64
            )
            for field in self.fields
            if field.kind in ("number", "date", "flag") or field.order
        }

    def __contains__(self, item: object) -> bool:
        return item in self.rows

    def __getitem__(self, item: ItemId) -> Item:
        return self.items[self.rows[item]]


def texts(value: Value | None) -> tuple[str, ...]:
    """A field's value as a tuple of strings; empty for None."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else (str(value),)


def as_number(field: Field, value: Value | None) -> float:
    """The value on the field's scale; NaN when it is unknown or has no place on it."""
    if value is None:
        return float("nan")
    if field.order:
        ranks = [field.order.index(text) for text in texts(value) if text in field.order]
        return float(max(ranks)) if ranks else float("nan")
    if field.kind == "date":
        return years(str(value))
    return float(value) if isinstance(value, (int, float)) else float("nan")


def years(text: str) -> float:
    """`1995` → 1995.0, `1995-07-01` → 1995.5; NaN when it is no ISO date."""
    parts = text.lstrip("-").split("-")
    if not parts[0].isdigit():
        return float("nan")
    year = -int(parts[0]) if text.startswith("-") else int(parts[0])
    month = int(parts[1]) - 1 if len(parts) > 1 and parts[1].isdigit() else 0
    day = int(parts[2][:2]) - 1 if len(parts) > 2 and parts[2][:2].isdigit() else 0
    return year + month / 12 + day / 372


def _flat(postings: Mapping[str, NDArray[np.int32]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    rows = [np.empty(0, dtype=np.int32), *postings.values()]
    lengths = [len(found) for found in postings.values()]
    return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths), np.concatenate(rows)


def _postings(items: tuple[Item, ...], name: str) -> dict[str, NDArray[np.int32]]:
    found: dict[str, list[int]] = {}
    for row, item in enumerate(items):
        for text in set(map(str.casefold, texts(item.fields.get(name)))):
            found.setdefault(text, []).append(row)
    return {text: np.array(rows, dtype=np.int32) for text, rows in found.items()}
