"""Reasons from the terms that moved the score, each with what in the item it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from recommender.catalogue import texts
from recommender.filters import holds
from recommender.ranker import Terms, opinions_of
from recommender.schema import Item, ItemId, Preference, RankRequest, Reason
from recommender.shelf import Scores, Shelf, attributes, locate

LEAST = 0.15
"""A term below this share of the score's moving parts is not worth telling."""

TELLING = 1.5
"""Least rarity, in nats, of a shared value worth telling: fewer than every fourth item has it."""


def explain(row: int, request: RankRequest, shelves: Mapping[str, Shelf], terms: Terms) -> tuple[Reason, ...]:
    """Reasons for one item, the strongest first; hard wishes that it meets close the list."""
    moved = {name: _lift(name, values, row) for name, values in terms.items()}
    told = [
        reason
        for name, lift in sorted(moved.items(), key=lambda pair: -pair[1])
        if lift > LEAST and (reason := _reason(name, lift, row, request, shelves))
    ]
    return (*told, *_met(request.constraints))


def _lift(name: str, values: Scores, row: int) -> float:
    """How far the term lifts this item above the middle of the catalogue; popularity speaks only near the top."""
    value = float(values[row])
    return value - 0.75 if name == "popular" else value


def _reason(name: str, lift: float, row: int, request: RankRequest, shelves: Mapping[str, Shelf]) -> Reason | None:
    shelf = shelves[request.domain]
    item = shelf.catalogue.items[row]
    match name:
        case "query":
            return Reason("query", lift, value=request.query_text)
        case "like":
            return _because(item, request.like, "like", lift, shelves)
        case "taste":
            liked = tuple(other for other, sign in opinions_of(request.profile).items() if sign > 0)
            return _because(item, liked, "taste", lift, shelves)
        case "wish":
            wish = next((wish for wish in request.constraints if _soft_and_met(wish, shelf, row)), None)
            return Reason("wish", lift, field=wish.field, value=told(wish)) if wish else None
        case _:
            return Reason("popular", lift)


def _because(
    item: Item, others: tuple[ItemId, ...], term: Literal["like", "taste"], lift: float, shelves: Mapping[str, Shelf]
) -> Reason | None:
    """The nearest of the other items, and the rarest values shared with it."""
    found = [located for other in others if (located := locate(shelves, other)) and other != item.id]
    own = locate(shelves, item.id)
    if not found or own is None:
        return None
    nearest, _ = max(found, key=lambda pair: float(pair[1] @ own[1]) + _common(item, pair[0]))
    rarity = shelves[item.domain].rarity
    common = (value for value in attributes(item) & attributes(nearest) if rarity.get(value, 0.0) > TELLING)
    shared = sorted(common, key=lambda value: (-rarity[value], value))
    field, value = _where(item, shared[0]) if shared else ("", "")
    return Reason(term, lift, field=field, value=value, items=(nearest.id,))


def _common(one: Item, other: Item) -> float:
    mine, theirs = attributes(one), attributes(other)
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _where(item: Item, folded: str) -> tuple[str, str]:
    for name, value in item.fields.items():
        for text in texts(value) if isinstance(value, (str, tuple)) else ():
            if text.casefold() == folded:
                return name, text
    return "", ""


def _met(constraints: tuple[Preference, ...]) -> tuple[Reason, ...]:
    """Positive hard wishes: an item that is ranked meets them all, the filter has seen to it."""
    return tuple(
        Reason("wish", 0.0, field=wish.field, value=told(wish))
        for wish in constraints
        if wish.strength == "hard" and wish.polarity == "want"
    )


def _soft_and_met(wish: Preference, shelf: Shelf, row: int) -> bool:
    return wish.strength == "soft" and bool(holds(shelf.catalogue, wish)[row])


def told(wish: Preference) -> str:
    """The wish's value in words: `horror`, `≤ 120`, `comedy or action`."""
    if isinstance(wish.value, tuple):
        return " or ".join(wish.value)
    value = f"{wish.value:g}" if isinstance(wish.value, float) else str(wish.value)
    return value if wish.op in ("=", "in", "contains") else f"{wish.op} {value}"
