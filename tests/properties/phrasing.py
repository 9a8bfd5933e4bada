"""Wishes drawn from a catalogue, each with the words that a person would say for it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recommender.catalogue import Catalogue, texts
from recommender.schema import Field, Item, Op, Preference

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
_AUDIENCES: Sequence[tuple[str, Op]] = (("for {value}", "="),)
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
    """Draws wishes about one catalogue."""

    catalogue: Catalogue
    clear: Mapping[str, Sequence[str]]
    """Category and person fields → the values that can mean nothing else."""
    draw: random.Random

    def wishes(self, count: int) -> list[Said]:
        """Wishes about that many different fields."""
        fields = [field for field in self.catalogue.fields if field.kind != "text" and field.names]
        # Most people have something in mind that exists: wishes drawn apart would rarely go together.
        in_mind = self.draw.choice(self.catalogue.items)
        items = [
            in_mind if self.draw.random() < 0.8 else self.draw.choice(self.catalogue.items) for _ in range(count)
        ]
        chosen = self.draw.sample(fields, min(count, len(fields)))
        said = [self._about(field, item) for field, item in zip(chosen, items, strict=False)]
        return [one for one in said if one]

    def _about(self, field: Field, item: Item) -> Said | None:
        """A wish about the field, with the item's value where it has one."""
        value = item.fields.get(field.name)
        if value is None:
            return None
        if field.order:
            return self._compared(field, str(value))
        match field.kind:
            case "number":
                return self._number(field, float(str(value)))
            case "date":
                return self._date(field, int(str(value)[:4]))
            case "flag":
                return Said(f"with {field.label}", (Preference(field.name, "=", value=True),))
            case _:
                return self._value(field, texts(value))

    def _number(self, field: Field, known: float) -> Said:
        value = known if field.unit == "stars" else float(round(known))
        template, op = self.draw.choice(_BOUNDS)
        amount = self.draw.choice(_UNITS.get(field.unit, ("{value}",))).format(value=f"{value:g}")
        words = template.format(value=amount)
        if field.unit not in _UNITS or self._shares_unit(field):
            words = f"{field.label} {words}"
        return Said(words, (Preference(field.name, op, value),))

    def _shares_unit(self, field: Field) -> bool:
        return sum(other.unit == field.unit for other in self.catalogue.fields) > 1

    def _date(self, field: Field, year: int) -> Said:
        if self.draw.random() < 0.2:
            decade = year // 10 * 10
            bounds = Preference(field.name, "≥", float(decade)), Preference(field.name, "≤", float(decade + 9))
            return Said(f"from the {decade}s", bounds)
        if self.draw.random() < 0.2:
            bounds = Preference(field.name, "≥", float(year)), Preference(field.name, "≤", float(year + 7))
            return Said(f"between {year} and {year + 7}", bounds)
        template, op = self.draw.choice(_DATES)
        return Said(template.format(value=year), (Preference(field.name, op, float(year)),))

    def _compared(self, field: Field, value: str) -> Said:
        rated = any("rat" in name or "certificate" in name for name in (field.label, *field.names))
        template, op = self.draw.choice(_ORDERS if rated else _AUDIENCES)
        return Said(template.format(value=value), (Preference(field.name, op, value),))

    def _value(self, field: Field, known: tuple[str, ...]) -> Said | None:
        if field.kind == "category" and self.clear[field.name] and self.draw.random() < 0.35:
            refused = self.draw.choice(self.clear[field.name])
            words = self.draw.choice(_REFUSALS).format(value=refused)
            return Said(words, (Preference(field.name, "=", refused, "avoid"),))
        clear = [value for value in known if value in self.clear[field.name]]
        if not clear:
            return None
        value = self.draw.choice(clear)
        led = f"{self.draw.choice(_leads(field))} {value}".strip()
        return Said(led, (Preference(field.name, "=", value),))


def _leads(field: Field) -> tuple[str, ...]:
    """What a person says before a value of the field."""
    if field.kind == "person":
        return ("starring", "with") if field.name == "cast" else ("by",)
    return ("about", f"{field.label}:") if field.name == "themes" else ("", f"{field.label}:")


def clear_values(catalogue: Catalogue) -> dict[str, list[str]]:
    """Values that are in no other field, no title and no word for a field, and are no part of a longer value."""
    values = {
        field.name: sorted({text for item in catalogue.items for text in texts(item.fields.get(field.name))})
        for field in catalogue.fields
        if field.kind in ("category", "person")
    }
    counted = Counter(value.casefold() for found in values.values() for value in found)
    phrases = Counter(part for value in counted for part in _phrases(value))
    taken = {word.casefold() for word in _other_words(catalogue)}
    return {
        name: [
            value
            for value in found
            if counted[value.casefold()] == phrases[value.casefold()] == 1 and value.casefold() not in taken
        ]
        for name, found in values.items()
    }


def _phrases(value: str) -> set[str]:
    """`new york city` → every run of its words, itself included."""
    words = value.split()
    return {" ".join(words[first:end]) for first in range(len(words)) for end in range(first + 1, len(words) + 1)}


def _other_words(catalogue: Catalogue) -> Iterator[str]:
    for item in catalogue.items:
        yield from (item.title, *item.aliases)
    for noun in catalogue.nouns:
        yield from (noun, f"{noun}s")
    for field in catalogue.fields:
        yield from (field.label, *field.names)
        for words in field.synonyms.values():
            yield from words
