"""What a catalogue's fields are about: their dimension or role, their words and their scale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.understanding.cues import Cues, Dimension, Role
from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import norms
from recommender.catalogue import Catalogue
from recommender.schema import Field

Sense = Literal["name", "more", "less"]
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A word of a field: its name, or a word that asks for more or less of it."""

    field: str
    sense: Sense


@dataclass(frozen=True, slots=True)
class FieldFacts:
    field: Field
    dimension: Dimension | None
    role: Role | None
    low: float
    """A third of the items lie below; NaN where nothing is known."""
    high: float
    """A third of the items lie above."""
    smallest: float
    largest: float

    @property
    def is_numeric(self) -> bool:
        return self.field.kind in ("number", "date")

    @property
    def is_date(self) -> bool:
        return self.is_numeric and (self.dimension is not None and self.dimension.name == "date")

    @property
    def is_person(self) -> bool:
        by_role = self.role is not None and self.role.name in ("director", "cast", "author")
        return self.field.kind == "person" or (self.field.kind == "category" and by_role)

    @property
    def factor(self) -> float:
        """Of the field's unit to the dimension's base unit."""
        return self.dimension.units.get(self.field.unit.casefold(), 1.0) if self.dimension else 1.0


def describe(catalogue: Catalogue, cues: Cues) -> dict[str, FieldFacts]:
    """Every field's facts, by its name."""
    return {field.name: _facts(catalogue, field, cues) for field in catalogue.fields}


def field_words(facts: Iterable[FieldFacts]) -> Lexicon[FieldWord]:
    """The catalogue's own words first; those of the dimension or role where nobody claimed them."""
    known = list(facts)
    lexicon: Lexicon[FieldWord] = Lexicon()
    for fact in known:
        _declare(lexicon, fact.field.name, _own_words(fact.field))
    claimed = set(lexicon.entries)
    for fact in known:
        defaults = _default_words(fact)
        unclaimed = [(words, sense) for words, sense in defaults if " ".join(words) not in claimed]
        _declare(lexicon, fact.field.name, unclaimed)
        claimed.update(" ".join(words) for words, _ in unclaimed)
    return lexicon


def name_words(field: Field) -> list[str]:
    """`contentRating`, `content_rating` and `Content rating` alike."""
    return norms(_CAMEL.sub(" ", field.name).replace("_", " "))


def _declare(lexicon: Lexicon[FieldWord], field: str, phrases: Iterable[tuple[list[str], Sense]]) -> None:
    for words, sense in phrases:
        lexicon.add(words, FieldWord(field, sense))


def _own_words(field: Field) -> list[tuple[list[str], Sense]]:
    abroad = (wording.label for wording in field.wording.values())
    named = [name_words(field), *map(norms, (field.label, *field.names, *abroad))]
    plural = [[*words[:-1], words[-1] + "s"] for words in named if words]
    return [
        *((words, "name") for words in (*named, *plural) if words),
        *((norms(word), "more") for word in field.more),
        *((norms(word), "less") for word in field.less),
    ]


def _default_words(fact: FieldFacts) -> list[tuple[list[str], Sense]]:
    found: list[tuple[list[str], Sense]] = []
    if fact.dimension:
        found += [(norms(word), "name") for word in fact.dimension.names]
        found += [(norms(word), "more") for word in fact.dimension.more]
        found += [(norms(word), "less") for word in fact.dimension.less]
    if fact.role:
        found += [(norms(word), "name") for word in fact.role.names]
    return found


def _facts(catalogue: Catalogue, field: Field, cues: Cues) -> FieldFacts:
    numeric = field.kind in ("number", "date")
    words = {*name_words(field), *norms(field.label)}
    column = catalogue.numbers[field.name] if numeric else np.array([])
    known = column[~np.isnan(column)]
    low, high = np.quantile(known, [1 / 3, 2 / 3]) if known.size else (np.nan, np.nan)
    return FieldFacts(
        field=field,
        dimension=_dimension(field, words, cues) if numeric else None,
        role=None if numeric else _role(field, words, cues),
        low=float(low),
        high=float(high),
        smallest=float(known.min()) if known.size else np.nan,
        largest=float(known.max()) if known.size else np.nan,
    )


def _dimension(field: Field, words: set[str], cues: Cues) -> Dimension | None:
    unit = field.unit.casefold()
    by_unit = (dimension for dimension in cues.dimensions if unit and unit in dimension.units)
    by_name = (dimension for dimension in cues.dimensions if words & dimension.fields)
    by_kind = (dimension for dimension in cues.dimensions if field.kind == "date" and dimension.name == "date")
    return next(by_kind, None) or next(by_unit, None) or next(by_name, None)


def _role(field: Field, words: set[str], cues: Cues) -> Role | None:
    if field.order:
        return next(role for role in cues.roles if role.name == "certificate")
    name = "_".join(name_words(field))
    matching = [role for role in cues.roles if name in role.fields or words & role.fields]
    exact = (role for role in matching if name in role.fields)
    return next(exact, None) or next(iter(matching), None)
