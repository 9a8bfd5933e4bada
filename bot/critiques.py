"""`shorter`, `newer than the second`, `too long` → wishes with a bound, taken from the items spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from bot.turn import Critique, Dialogue
from recommender.catalogue import Catalogue, as_number
from recommender.schema import ItemId, Op, Preference


def resolved(
    critiques: tuple[Critique, ...], dialogue: Dialogue, catalogues: Mapping[str, Catalogue], at: float
) -> tuple[Preference, ...]:
    """One hard wish for each critique that can be measured; those that cannot are dropped."""
    wishes = (_wish(critique, dialogue, catalogues, at) for critique in critiques)
    return tuple(wish for wish in wishes if wish)


def _wish(
    critique: Critique, dialogue: Dialogue, catalogues: Mapping[str, Catalogue], at: float
) -> Preference | None:
    catalogue = catalogues[dialogue.domain]
    field = catalogue.field_by_name.get(critique.field)
    if field is None:
        return None
    named = critique.anchors or ((dialogue.focus,) if dialogue.focus in dialogue.slate_items else ())
    values = _known(named or dialogue.slate_items, critique.field, catalogue)
    if not values:
        return None
    # Of one item the bound is its own value. Of a whole list the middle one: half the list was right for
    # the person or nearly so, and repeating the critique still halves what is left.
    bound = median(values)
    if field.order:
        value: str | float = field.order[round(bound)]
    else:
        value = float(int(bound)) if field.kind == "date" else bound
    op: Op = "<" if critique.direction == "less" else ">"
    return Preference(critique.field, op, value, source=critique.source, at=at)


def _known(items: tuple[ItemId | None, ...], name: str, catalogue: Catalogue) -> list[float]:
    field = catalogue.field_by_name[name]
    found = [
        as_number(field, catalogue[item].fields.get(name)) for item in items if item is not None and item in catalogue
    ]
    return [value for value in found if value == value]  # noqa: PLR0124  # NaN is unequal to itself
