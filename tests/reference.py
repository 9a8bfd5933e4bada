"""What a preference means, item by item and as plainly as can be: the measure for the fast filters."""

from __future__ import annotations

import math
from collections.abc import Iterable

from recommender.catalogue import Catalogue
from recommender.schema import Field, Item, Preference, Value


def satisfying_ids(catalogue: Catalogue, wishes: Iterable[Preference]) -> set[str]:
    fields = {field.name: field for field in catalogue.fields}
    hard = [wish for wish in wishes if wish.strength == "hard"]
    return {item.id for item in catalogue.items if all(satisfies(item, fields.get(w.field), w) for w in hard)}


def satisfies(item: Item, field: Field | None, wish: Preference) -> bool:
    """An unknown value satisfies no wanted preference and every avoided one."""
    value = item.fields.get(field.name) if field else None
    met = field is not None and value is not None and _meets(field, value, wish)
    if wish.op == "≠" and isinstance(wish.value, (str, tuple)) and value is None and field is not None:
        met = not field.order
    return met != (wish.polarity == "avoid")


def _meets(field: Field, value: Value, wish: Preference) -> bool:
    if field.kind == "text" or wish.op == "contains":
        return any(word.casefold() in text.casefold() for word in _strings(wish.value) for text in _strings(value))
    measured = field.kind in ("number", "date", "flag") or bool(field.order)
    if measured and not isinstance(wish.value, tuple):
        low, high = _interval(field, wish.value)
        return _compared(_scale(field, value), wish.op, low, high)
    wanted = {text.casefold() for text in _strings(wish.value)}
    among = bool(wanted & {text.casefold() for text in _strings(value)})
    return among != (wish.op == "≠")


def _compared(number: float, op: str, low: float, high: float) -> bool:
    """`low` to `high` is what the wish names: a whole year, or one number when both are equal."""
    if math.isnan(number):
        return False
    inside = low <= number < high if high > low else abs(number - low) <= 1e-8 + 1e-5 * abs(low)
    match op:
        case "<":
            return number < low
        case "≥":
            return number >= low
        case "≤":
            return number < high if high > low else number <= low
        case ">":
            return number >= high if high > low else number > low
        case "≠":
            return not inside
        case _:
            return inside


def _interval(field: Field, value: Value) -> tuple[float, float]:
    bound = _scale(field, value)
    return (bound, bound + 1) if field.kind == "date" and bound == math.floor(bound) else (bound, bound)


def _scale(field: Field, value: Value) -> float:
    if field.order:
        ranks = [float(place) for place, text in enumerate(field.order) if text.casefold() == str(value).casefold()]
        return ranks[0] if ranks else math.nan
    if isinstance(value, (bool, int, float)):
        return float(value)
    year, *rest = str(value).split("-")
    month, day = (int(rest[0]) if rest else 1), (int(rest[1]) if len(rest) > 1 else 1)
    return int(year) + (month - 1) / 12 + (day - 1) / 372


def _strings(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)
