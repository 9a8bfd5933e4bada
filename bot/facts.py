"""Values and wishes in words. Nothing is said here that is not in the item or in the wish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.phrasebook import Phrasebook
from bot.wording import label, word
from recommender.catalogue import Catalogue, texts
from recommender.schema import Field, Item, Preference, Value

_MONEY = ("usd", "eur", "gbp", "cny", "jpy")
_LENGTHS = ("min", "pages", "seasons")
MOST_VALUES = 4
"""Values of one field told in a sentence; a film may have thirty actors."""


def tell(field: Field, value: Value, phrases: Phrasebook) -> str:
    """`170 min`, `$24.90`, `4.6 stars`, `crime, thriller`, `yes`."""
    if isinstance(value, bool):
        return phrases.say("value.yes" if value else "value.no")
    if isinstance(value, (int, float)):
        return number(float(value), field.unit, phrases)
    named = [word(field, text, phrases.language) for text in texts(value)[:MOST_VALUES]]
    return phrases.say("list.and_between").join(named)


def number(value: float, unit: str, phrases: Phrasebook) -> str:
    if unit in _MONEY:
        plain = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    else:
        plain = f"{value:,.0f}" if value == int(value) and abs(value) >= 10_000 else f"{value:g}"
    known = f"unit.{unit}" in phrases.phrases
    return phrases.say(f"unit.{unit}", number=plain) if known else f"{plain} {unit}".strip()


def key_facts(item: Item, catalogue: Catalogue, phrases: Phrasebook, most: int = 5) -> list[str]:
    """The facts for one line on a card: date, length, first category, who made it, then in the fields' own order."""
    told: list[str] = []
    for field in _as_on_a_card(catalogue.fields):
        value = item.fields.get(field.name)
        if value is None or not field.shown or field.kind in ("text", "flag"):
            continue
        dated = field.kind == "date" and isinstance(value, str)
        told.append(str(value)[:4] if dated else tell(field, _first(value), phrases))
    return told[:most]


def _as_on_a_card(fields: Sequence[Field]) -> list[Field]:
    """A schema's order is that of questions: what people choose by. A card says first what an item is."""
    return sorted(fields, key=lambda field: _place_on_a_card(field, fields))


def _place_on_a_card(field: Field, fields: Sequence[Field]) -> int:
    if field.kind == "date":
        return 0
    if field.kind == "number" and field.unit in _LENGTHS:
        return 1
    if field == next((other for other in fields if other.kind == "category"), None):
        return 2
    return 3 if field.kind == "person" and not _is_cast(field) else 4


def _first(value: Value) -> Value:
    return value[:3] if isinstance(value, tuple) else value


def wish_in_words(wish: Preference, catalogue: Catalogue, phrases: Phrasebook) -> str:
    """`running time under 2 h`, `no horror`, `since 2010`, `by Michael Mann`."""
    field = catalogue.field_by_name.get(wish.field)
    if field is None:
        words = phrases.listed(list(texts(wish.value)), "or")
        return phrases.say("wish.not", value=words) if wish.polarity == "avoid" else words
    words = _compared(wish, field, phrases) if _is_measured(wish, field) else _named(wish, field, phrases)
    return phrases.say("wish.soft", wish=words) if wish.strength == "soft" and wish.scope == "now" else words


def wishes_in_words(wishes: Iterable[Preference], catalogue: Catalogue, phrases: Phrasebook) -> list[str]:
    """Each wish in words; the two ends of a span of years are told as one: `1980-1989`."""
    told: list[str] = []
    waiting = list(wishes)
    while waiting:
        wish = waiting.pop(0)
        end = next((other for other in waiting if _ends_span(wish, other, catalogue)), None)
        if end is None:
            told.append(wish_in_words(wish, catalogue, phrases))
        else:
            waiting.remove(end)
            told.append(phrases.say("wish.span", low=f"{wish.value:g}", high=f"{end.value:g}"))
    return told


def _ends_span(low: Preference, high: Preference, catalogue: Catalogue) -> bool:
    field = catalogue.field_by_name.get(low.field)
    if field is None or field.kind != "date" or low.field != high.field or (low.op, high.op) != ("≥", "≤"):
        return False
    return low.strength == high.strength == "hard" and low.polarity == high.polarity == "want"


def _is_measured(wish: Preference, field: Field) -> bool:
    measured = field.kind in ("number", "date") or (bool(field.order) and wish.op in "<≤>≥")
    return measured and not isinstance(wish.value, tuple)


def _compared(wish: Preference, field: Field, phrases: Phrasebook) -> str:
    dated = field.kind == "date"
    key = {
        "<": "before" if dated else "below",
        "≤": "until" if dated else "at_most",
        ">": "after" if dated else "above",
        "≥": "since" if dated else "at_least",
    }.get(wish.op, "in_year" if dated else "exactly")
    words = phrases.say(f"wish.{key}", label=label(field, phrases.language), value=bound(wish.value, field, phrases))
    return phrases.say("wish.not_than", value=words) if wish.polarity == "avoid" else words


def bound(value: Value, field: Field, phrases: Phrasebook) -> str:
    """What a wish compares with: `$30`, `2010`, `PG-13`."""
    if field.kind == "date" and isinstance(value, (int, float)):
        return f"{value:g}"
    if isinstance(value, (int, float)):
        return number(float(value), field.unit, phrases)
    return word(field, str(value), phrases.language)


def _named(wish: Preference, field: Field, phrases: Phrasebook) -> str:
    if field.kind == "flag":
        wanted = bool(wish.value) == (wish.polarity == "want")
        return phrases.say("wish.yes" if wanted else "wish.no", label=label(field, phrases.language))
    named = [word(field, text, phrases.language) for text in texts(wish.value)]
    value = phrases.listed(named, "or")
    if wish.polarity == "avoid" or wish.op == "≠":
        return phrases.say("wish.not", value=value)
    if wish.op == "one of":
        return phrases.say("wish.one_of", value=value)
    if field.kind == "person":
        return phrases.say("wish.with" if _is_cast(field) else "wish.by", value=value)
    return phrases.say("wish.contains", value=value) if wish.op == "contains" else value


def _is_cast(field: Field) -> bool:
    names = " ".join((field.name, field.label, *field.names)).casefold()
    return any(sign in names for sign in ("cast", "actor", "actress", "star"))
