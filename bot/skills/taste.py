"""Taste on a form: the lasting wishes of one domain, to be shown and changed where a platform has forms."""

from __future__ import annotations

from collections.abc import Iterable

from bot.memory import NAMING
from bot.messages import Form, FormField
from bot.phrasebook import Phrasebook
from bot.wording import label, word
from recommender.catalogue import Catalogue, texts
from recommender.schema import Field, Preference, Profile, Strength

MOST_FIELDS = 8
MOST_OPTIONS = 100
"""Slack's select menus take no more."""


def taste_form(catalogue: Catalogue, profile: Profile, phrases: Phrasebook) -> Form:
    """One question for each field that has names for values, filled in with what is known."""
    fields = (_form_field(catalogue, field, profile, phrases.language) for field in form_fields(catalogue))
    return Form(catalogue.domain, tuple(fields))


def form_fields(catalogue: Catalogue) -> list[Field]:
    """Fields of which a value tells something about more than one item; those the bot asks about come first."""
    named = [field for field in catalogue.fields if field.shown and field.name in catalogue.postings]
    telling = [field for field in named if _most_frequent(catalogue, field)]
    return sorted(telling, key=lambda field: not field.question)[:MOST_FIELDS]


def filled_in(taste: Iterable[Preference], catalogue: Catalogue, at: float) -> dict[str, list[Preference]]:
    """What a form says on each of its fields: a lasting wish for each value, wanted ones soft, avoided ones hard."""
    said: dict[str, list[Preference]] = {field.name: [] for field in form_fields(catalogue)}
    for wish in taste:
        strength: Strength = "soft" if wish.polarity == "want" else "hard"
        for value in texts(wish.value) if wish.field in said else ():
            said[wish.field].append(Preference(wish.field, "=", value, wish.polarity, strength, "always", value, at))
    return said


def _form_field(catalogue: Catalogue, field: Field, profile: Profile, language: str) -> FormField:
    frequent = _most_frequent(catalogue, field)
    wishes = [wish for wish in profile.preferences if wish.field == field.name and wish.op in NAMING]
    wanted = _values((wish for wish in wishes if wish.polarity == "want"), frequent)
    avoided = _values((wish for wish in wishes if wish.polarity == "avoid"), frequent)
    # What is chosen already must be on offer, however rare, or else the form would drop it.
    options = dict.fromkeys((*wanted, *avoided, *frequent))
    kept = list(options)[:MOST_OPTIONS]
    ordered = sorted(kept, key=lambda value: frequent.index(value) if value in frequent else len(frequent))
    name = label(field, language)
    named = {value: shown for value in ordered if (shown := word(field, value, language)) != value}
    return FormField(field.name, name[:1].upper() + name[1:], tuple(ordered), wanted, avoided, named)


def _values(wishes: Iterable[Preference], spelt: list[str]) -> tuple[str, ...]:
    """The values wished, each once, as the catalogue spells them."""
    spelling = {value.casefold(): value for value in spelt}
    values = (value for wish in wishes for value in texts(wish.value))
    return tuple(dict.fromkeys(spelling.get(value.casefold(), value) for value in values))


def _most_frequent(catalogue: Catalogue, field: Field) -> list[str]:
    """Values of more than one item, the most frequent first, as the catalogue writes them."""
    postings = catalogue.postings[field.name]
    shared = sorted((value for value in postings if len(postings[value]) > 1), key=lambda v: (-len(postings[v]), v))
    return [as_written(catalogue, field, value) for value in shared[:MOST_OPTIONS]]


def as_written(catalogue: Catalogue, field: Field, folded: str) -> str:
    """A value as the first item that has it spells it."""
    rows = catalogue.postings[field.name].get(folded)
    written = texts(catalogue.items[rows[0]].fields.get(field.name)) if rows is not None else ()
    return next((text for text in written if text.casefold() == folded), folded)
