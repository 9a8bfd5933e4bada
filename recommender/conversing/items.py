"""What the terms need of a catalogue, whatever was learnt: texts, values, titles and years, worked out once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.conversing.bags import Bags
from recommender.conversing.phrases import Phrases
from recommender.lexical import LexicalIndex, counted, indexed, words
from recommender.schema import Item, Vector

_YEAR = re.compile(r"\((\d{4})\)\s*$")
_SMALL = frozenset(("the", "a", "an", "of", "and", "in", "to", "part", "ii", "iii", "iv", "2", "3", "4"))
"""Words of titles that make no family of them."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Items:
    catalogue: Catalogue
    centred: Vector
    """Unit vectors of the texts without what all have in common, shape (n, d)."""

    @cached_property
    def counts(self) -> list[Counter[str]]:
        return counted(self.catalogue)

    @cached_property
    def lexical(self) -> LexicalIndex:
        return indexed(self.counts)

    @cached_property
    def kinds(self) -> Bags:
        """Categories in common: genres."""
        return Bags.of([_values(item, self._named("category")) for item in self.catalogue.items], unit=True)

    @cached_property
    def phrases(self) -> Phrases:
        """The words for the categories."""
        return Phrases.of(self.catalogue)

    @cached_property
    def people(self) -> Bags:
        return Bags.of([_values(item, self._named("person")) for item in self.catalogue.items], unit=False)

    @cached_property
    def titles(self) -> Bags:
        """Words of titles in common, as sequels have them; years are none."""
        return Bags.of([set(words(_YEAR.sub("", item.title))) - _SMALL for item in self.catalogue.items], unit=True)

    @cached_property
    def years(self) -> Floats:
        """When each was made, by its date or the year behind its title; the middle one where that is not known."""
        dates = [
            self.catalogue.numbers[field.name]
            for field in self.catalogue.fields
            if field.kind == "date" and not field.order
        ]
        years = np.array([_year_behind(item.title) for item in self.catalogue.items], dtype=np.float64)
        for column in dates:
            years = np.where(np.isfinite(years), years, column)
        known = np.isfinite(years)
        middle = float(np.median(years[known])) if known.any() else 0.0
        return np.where(known, years, middle).astype(np.float32)

    def _named(self, kind: str) -> list[str]:
        return [field.name for field in self.catalogue.fields if field.kind == kind and not field.order]


def _values(item: Item, names: list[str]) -> set[str]:
    return {text.casefold() for name in names for text in texts(item.fields.get(name))}


def _year_behind(title: str) -> float:
    found = _YEAR.search(title)
    return float(found.group(1)) if found else float("nan")
