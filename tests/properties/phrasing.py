"""Wishes drawn from a catalogue, each with the words that a person would say for it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.catalogue import Catalogue, texts
from recommender.schema import Field, Op, Preference

_BOUNDS: Sequence[tuple[str, Op]] = (
    ("under {value}", "<"),
    ("less than {value}", "<"),
    ("below {value}", "<"),
    ("at most {value}", "≤"),
    ("no more than {value}", "≤"),
    ("max {value}", "≤"),
    ("over {value}", ">"),
    ("more than {value}", ">"),
    ("at least {value}", "≥"),
)
_DATES: Sequence[tuple[str, Op]] = (
    ("before {value}", "<"),
    ("older than {value}", "<"),
    ("after {value}", ">"),
    ("newer than {value}", ">"),
    ("since {value}", "≥"),
    ("from {value} on", "≥"),
    ("from {value}", "="),
    ("made in {value}", "="),
)
_ORDERS: Sequence[tuple[str, Op]] = (
    ("rated {value}", "="),
    ("rated at most {value}", "≤"),
    ("rated {value} or lower", "≤"),
    ("rated at least {value}", "≥"),
)
_REFUSALS = ("no {value}", "not {value}", "without {value}", "but no {value}", "nothing with {value}")
_UNITS = {
    "min": ("{value} minutes", "{value} min"),
    "usd": ("${value}", "{value} dollars"),
    "pages": ("{value} pages",),
    "stars": ("{value} stars",),
    "episodes": ("{value} episodes",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and what they ask for; all preferences must hold."""

    words: str
    wishes: tuple[Preference, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Draws wishes about one catalogue; values that several fields or a title share are left out as ambiguous."""

    catalogue: Catalogue
    draw: random.Random
    ambiguous: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue, draw: random.Random) -> Speaker:
        return cls(catalogue, draw, ambiguous_values(catalogue))

    def wishes(self, count: int) -> list[Said]:
        """Wishes about that many different fields."""
        fields = [field for field in self.catalogue.fields if field.kind != "text" and field.names]
        said = [self._about(field) for field in self.draw.sample(fields, min(count, len(fields)))]
        return [one for one in said if one]

    def _about(self, field: Field) -> Said | None:
        if field.order:
            return self._compared(field, _ORDERS, str(self.draw.choice(field.order)))
        match field.kind:
            case "number":
                return self._number(field)
            case "date":
                return self._date(field)
            case "flag":
                return Said(f"with {field.label}", (Preference(field.name, "=", value=True),))
            case _:
                return self._value(field)

    def _number(self, field: Field) -> Said | None:
        known = [item.fields[field.name] for item in self.catalogue.items if field.name in item.fields]
        value = float(self.draw.choice([number for number in known if isinstance(number, float)]))
        value = value if field.unit == "stars" else float(round(value))
        template, op = self.draw.choice(_BOUNDS)
        amount = self.draw.choice(_UNITS.get(field.unit, ("{value}",))).format(value=f"{value:g}")
        words = template.format(value=amount)
        if field.unit not in _UNITS or self._shares_unit(field):
            words = f"{field.label} {words}"
        return Said(words, (Preference(field.name, op, value),))

    def _shares_unit(self, field: Field) -> bool:
        return sum(other.unit == field.unit for other in self.catalogue.fields) > 1

    def _date(self, field: Field) -> Said:
        years = [int(str(item.fields[field.name])[:4]) for item in self.catalogue.items if field.name in item.fields]
        year = self.draw.choice(years)
        if self.draw.random() < 0.2:
            decade = year // 10 * 10
            bounds = Preference(field.name, "≥", float(decade)), Preference(field.name, "≤", float(decade + 9))
            return Said(f"from the {decade}s", bounds)
        if self.draw.random() < 0.2:
            bounds = Preference(field.name, "≥", float(year)), Preference(field.name, "≤", float(year + 7))
            return Said(f"between {year} and {year + 7}", bounds)
        template, op = self.draw.choice(_DATES)
        return Said(template.format(value=year), (Preference(field.name, op, float(year)),))

    def _compared(self, field: Field, templates: Sequence[tuple[str, Op]], value: str) -> Said:
        template, op = self.draw.choice(templates)
        return Said(template.format(value=value), (Preference(field.name, op, value),))

    def _value(self, field: Field) -> Said | None:
        values = sorted({text for item in self.catalogue.items for text in texts(item.fields.get(field.name))})
        clear = [value for value in values if value.casefold() not in self.ambiguous]
        if not clear:
            return None
        value = self.draw.choice(clear)
        if field.kind == "category" and self.draw.random() < 0.35:
            words = self.draw.choice(_REFUSALS).format(value=value)
            return Said(words, (Preference(field.name, "=", value, "avoid"),))
        led = f"{self.draw.choice(_leads(field))} {value}".strip()
        return Said(led, (Preference(field.name, "=", value),))


def _leads(field: Field) -> tuple[str, ...]:
    """What a person says before a value of the field."""
    if field.kind == "person":
        return ("starring", "with") if field.name == "cast" else ("by",)
    return ("", f"{field.label}:")


def ambiguous_values(catalogue: Catalogue) -> frozenset[str]:
    """Folded values that occur in two fields, as a title or a noun, or whose words are part of another value."""
    counted: Counter[str] = Counter()
    for field in catalogue.fields:
        if field.kind in ("category", "person"):
            values = {text.casefold() for item in catalogue.items for text in texts(item.fields.get(field.name))}
            counted.update(values)
    titles = {title.casefold() for item in catalogue.items for title in (item.title, *item.aliases)}
    nouns = {form for noun in catalogue.nouns for form in (noun, f"{noun}s")}
    synonyms = {word.casefold() for field in catalogue.fields for words in field.synonyms.values() for word in words}
    return frozenset(value for value, count in counted.items() if count > 1 or value in titles | nouns | synonyms)
