"""What a simulated user wants: wishes drawn from a real item, so that at least that one satisfies all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bot.simulation.amounts import rounded
from bot.wording import word
from recommender.catalogue import Catalogue, as_number, texts
from recommender.filters import Mask, holds
from recommender.schema import Field, Item, Preference

Mode = Literal["stated", "asked", "hidden"]
Way = Literal["told", "asked", "hidden"]
"""Volunteered; told when asked; or shown only by rejecting what violates it."""
Form = Literal["value", "avoid", "most", "least", "decade", "before", "after", "between", "flag"]

VOLUNTEERED = 0.6
"""Share of the wishes that is volunteered, except in mode `stated`."""
FEWEST, MOST = 3, 6
AVOIDED = 0.2
"""Share of the wishes about a category that turn one down."""
COMMON = 0.05
"""A category is turned down only if this share of the items has it: else there is nothing to turn down."""
SHARED = 3
"""Items that have a value, at least: nobody asks for what a single item has, not knowing that item."""
LONGEST_VALUE = 30
"""Letters; nobody types longer ones out."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish, and how the user comes out with it."""

    field: Field
    form: Form
    preferences: tuple[Preference, ...]
    """All of which must hold."""
    values: tuple[float | str, ...]
    """What is said: a value, a bound, or two."""
    way: Way = "told"


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody who wants something that exists."""

    domain: str
    target: Item
    wishes: tuple[Wish, ...]


def drawn(catalogue: Catalogue, mode: Mode, draw: random.Random) -> Task:
    """A target and three to six wishes of it over different fields, as far as it has so many."""
    while True:
        target = draw.choice(catalogue.items)
        wishes = list(_about(catalogue, target, draw))
        if len(wishes) >= FEWEST:
            kept = wishes[: draw.randint(FEWEST, MOST)]
            return Task(catalogue.domain, target, tuple(_with_ways(kept, mode, draw)))


def fits(catalogue: Catalogue, wish: Wish, language: str) -> Mask:
    """Rows that satisfy the wish, shape (n,), under any reading of its words in that language.

    `war` may be meant as genre or as theme, and `浪漫` is what both a romance and a romantic mood are called.
    """
    if wish.form not in ("value", "avoid"):
        return np.asarray(np.logical_and.reduce([holds(catalogue, each) for each in wish.preferences]))
    (preference,) = wish.preferences
    readings = {(wish.field.name, str(preference.value)), *_called(catalogue, wish, language)}
    meant = [replace(preference, field=name, value=value) for name, value in sorted(readings)]
    return np.asarray(np.logical_or.reduce([holds(catalogue, each) for each in meant]))


def _called(catalogue: Catalogue, wish: Wish, language: str) -> Iterator[tuple[str, str]]:
    """Fields and values that are called what the wish's value is called, commas and full stops aside."""
    said = _folded(word(wish.field, str(wish.values[0]), language))
    for field in catalogue.fields:
        yield from ((field.name, value) for value in catalogue.postings.get(field.name, ()) if _folded(value) == said)
        for value, words in field.synonyms.items() if language != "en" else ():
            if said in map(_folded, words):
                yield field.name, value


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _about(catalogue: Catalogue, target: Item, draw: random.Random) -> Iterator[Wish]:
    """Wishes about the target's fields, those people have in mind mostly first."""
    fields = [field for field in catalogue.fields if field.names and _is_spoken_of(field)]
    for field in sorted(fields, key=lambda field: draw.random() ** _rarity(field), reverse=True):
        wish = _wish(catalogue, field, target, draw)
        if wish is not None:
            yield wish


def _is_spoken_of(field: Field) -> bool:
    """Nobody asks for the number of reviews: numbers and dates only where the catalogue has a question for them."""
    return field.kind != "text" and (bool(field.question) or field.kind not in ("number", "date"))


def _rarity(field: Field) -> float:
    """Few people have a name in mind, or what the catalogue has no question for."""
    return 1.0 if field.question and field.kind != "person" else 3.0


def _wish(catalogue: Catalogue, field: Field, target: Item, draw: random.Random) -> Wish | None:
    value = target.fields.get(field.name)
    if value is None:
        return None
    if field.order:
        return _ranked(field, str(value), draw)
    if field.kind == "number":
        return _bound(field, as_number(field, value), draw)
    if field.kind == "date":
        return _dated(field, as_number(field, value), draw)
    if field.kind == "flag":
        return Wish(field, "flag", (Preference(field.name, "=", value=True),), ()) if value is True else None
    if field.kind == "category" and draw.random() < AVOIDED:
        return _avoided(catalogue, field, target, draw)
    shared = catalogue.postings[field.name]
    said = [text for text in texts(value) if _sayable(text) and len(shared[text.casefold()]) >= SHARED]
    return _valued(field, draw.choice(said)) if said else None


def _valued(field: Field, value: str) -> Wish:
    return Wish(field, "value", (Preference(field.name, "=", value),), (value,))


def _sayable(text: str) -> bool:
    """Something with letters that somebody would type out."""
    return len(text) <= LONGEST_VALUE and sum(map(str.isalpha, text)) >= 2 and not any(map(str.isdigit, text))


def _avoided(catalogue: Catalogue, field: Field, target: Item, draw: random.Random) -> Wish | None:
    """A common value that the target lacks, in this and every other field."""
    least = max(2, COMMON * len(catalogue.items))
    postings = catalogue.postings[field.name]
    common = sorted(value for value, rows in postings.items() if len(rows) >= least and _sayable(value))
    free = [value for value in common if value not in catalogue.values(target)]
    if not free:
        return None
    value = draw.choice(free)
    return Wish(field, "avoid", (Preference(field.name, "=", value, "avoid"),), (value,))


def _ranked(field: Field, value: str, draw: random.Random) -> Wish | None:
    if value not in field.order:
        return None
    if value != field.order[-1] and draw.random() < 0.6:
        return Wish(field, "most", (Preference(field.name, "≤", value),), (value,))
    return _valued(field, value)


def _bound(field: Field, known: float, draw: random.Random) -> Wish | None:
    """A round bound strictly beyond the target's value, so that `under` and `at most` come to the same."""
    least = field.unit == "stars" or (field.unit not in ("min", "usd", "pages") and draw.random() < 0.5)
    value = rounded(known, field.unit, up=not least)
    if value is None:
        return None
    form: Form = "least" if least else "most"
    return Wish(field, form, (Preference(field.name, "≥" if least else "≤", value),), (value,))


def _dated(field: Field, known: float, draw: random.Random) -> Wish | None:
    if known != known or known < 1000:  # noqa: PLR0124  NaN: unknown
        return None
    year, decade = int(known), float(int(known) // 10 * 10)
    form = draw.choice(("decade", "decade", "before", "after", "between"))
    if form == "decade" and year >= 1900:
        return Wish(field, "decade", _span(field, decade, decade + 9), (decade,))
    if form == "before":
        bound = float(year // 5 * 5 + draw.choice((5, 10)))
        return Wish(field, "before", (Preference(field.name, "≤", bound),), (bound,))
    if form == "between":
        low = float(year - draw.randint(1, 8))
        high = low + draw.choice((10, 15))
        return Wish(field, "between", _span(field, low, high), (low, high))
    bound = float((year - 1) // 5 * 5 - draw.choice((0, 5)))
    return Wish(field, "after", (Preference(field.name, "≥", bound),), (bound,))


def _span(field: Field, low: float, high: float) -> tuple[Preference, ...]:
    return Preference(field.name, "≥", low), Preference(field.name, "≤", high)


def _with_ways(wishes: Sequence[Wish], mode: Mode, draw: random.Random) -> Iterator[Wish]:
    """60 % are volunteered. Only what the bot can ask about is left for when it asks."""
    shuffled = draw.sample(list(wishes), len(wishes))
    if mode == "stated":
        yield from shuffled
        return
    rest = max(1, round((1 - VOLUNTEERED) * len(shuffled)))
    if mode == "asked":
        shuffled.sort(key=lambda wish: bool(wish.field.question))
    yield from shuffled[:-rest]
    for place, wish in enumerate(shuffled[-rest:]):
        yield replace(wish, way=_way(wish, mode, place, draw))


def _way(wish: Wish, mode: Mode, place: int, draw: random.Random) -> Way:
    askable = bool(wish.field.question)
    if mode == "asked":
        return "asked" if askable else "told"
    return "hidden" if place == 0 or not askable or draw.random() < 0.5 else "asked"
