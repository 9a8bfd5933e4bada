"""`shorter`, `newer than the second`, `too long` → wishes with a bound, taken from the items spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from bot.turn import Critique, Dialogue
from recommender.catalogue import Catalogue, as_number
from recommender.filters import satisfying
from recommender.schema import Field, ItemId, Op, Preference


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
    tried = [_bounded(critique, field, bound, at) for bound in _bounds(values, critique)]
    return next((wish for wish in tried if _leaves_something(wish, dialogue, catalogue)), tried[0])


def _bounds(values: list[float], critique: Critique) -> list[float]:
    """Of one item the bound is its own value. Of a whole list first the middle one: half the list was right or
    nearly so, and said again it halves what is left; then the looser ones, up to the list's extreme."""
    middle = median(values)
    if critique.direction == "less":
        return [middle, *sorted(value for value in values if value > middle)]
    return [middle, *sorted((value for value in values if value < middle), reverse=True)]


def _bounded(critique: Critique, field: Field, bound: float, at: float) -> Preference:
    op: Op = "<" if critique.direction == "less" else ">"
    value: str | float = float(int(bound)) if field.kind == "date" else bound
    if field.order:
        value = field.order[round(bound)]
    return Preference(critique.field, op, value, source=critique.source, at=at)


def _leaves_something(wish: Preference, dialogue: Dialogue, catalogue: Catalogue) -> bool:
    """Something that was not shown yet satisfies the wish and those that stand."""
    standing = (old for old in dialogue.wishes if old.strength == "hard" and old.field in catalogue.field_by_name)
    left = satisfying(catalogue, (*standing, wish))
    left[[catalogue.rows[item] for item in dialogue.shown if item in catalogue]] = False
    return bool(left.any())


def _known(items: tuple[ItemId | None, ...], name: str, catalogue: Catalogue) -> list[float]:
    field = catalogue.field_by_name[name]
    found = [
        as_number(field, catalogue[item].fields.get(name)) for item in items if item is not None and item in catalogue
    ]
    return [value for value in found if value == value]  # noqa: PLR0124  # NaN is unequal to itself
