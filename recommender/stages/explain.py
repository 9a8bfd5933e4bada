"""Reasons from the terms that moved the score most, each with what in the item it speaks of.

A reason's weight is what the item's score would lose without its terms: `tests/recommender/test_truth_of_reasons.py`
takes them away and looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import texts
from recommender.filters import holds
from recommender.ranker import Scoring
from recommender.schema import Item, Preference, RankRequest, Reason, Vector
from recommender.shelf import Shelf, locate

Told = Literal["query", "like", "wish", "taste", "together", "popular"]

SPOKEN: Mapping[str, Told] = {
    "query": "query",
    "like": "like",
    "wish": "wish",
    "taste": "taste",
    "shared": "taste",
    "people": "taste",
    "era": "taste",
    "known": "popular",
    "popular": "popular",
    "trend": "popular",
}
"""What a term is called when it is told; any other is the crowd's: who liked this also liked that."""

LEAST = 0.15
"""A reason below this, in standard deviations of a term, is not worth telling."""

WELL_KNOWN = 1.0
"""Popularity speaks for an item this many standard deviations above the middle."""

RECENT = 50
"""Liked items among which the nearest is looked for, the newest."""

LOOKED_AT = 5
"""Nearest items by their text whose values are compared: a comparison costs 20 µs."""

TELLING = 1.5
"""Least rarity, in nats, of a shared value worth telling: fewer than every fourth item has it."""


def explain(
    rows: NDArray[np.intp], request: RankRequest, shelves: Mapping[str, Shelf], scoring: Scoring
) -> list[tuple[Reason, ...]]:
    """Reasons for each of the rows, the strongest first; hard wishes that it meets close the list."""
    lifts = lifted(rows, scoring)
    met = _met(request.constraints)
    explained = []
    for place, row in enumerate(rows.tolist()):
        own = sorted(((float(lift[place]), term) for term, lift in lifts.items()), reverse=True)
        found = (
            _reason(term, lift, row, request, shelves, scoring)
            for lift, term in own
            if lift > LEAST and (term != "popular" or _well_known(row, scoring))
        )
        explained.append((*(reason for reason in found if reason), *met))
    return explained


def lifted(rows: NDArray[np.intp], scoring: Scoring) -> dict[Told, NDArray[np.float32]]:
    """How far the terms that are told as one lift each row together, shape (rows,)."""
    lifts: dict[Told, NDArray[np.float32]] = {}
    for name, moved in scoring.moved(rows).items():
        term = SPOKEN.get(name, "together")
        lifts[term] = lifts[term] + moved if term in lifts else moved
    return lifts


def _well_known(row: int, scoring: Scoring) -> bool:
    places = [place for place, name in enumerate(scoring.head.names) if SPOKEN.get(name) == "popular"]
    return bool(scoring.terms[places, row].max() >= WELL_KNOWN)


def _reason(  # noqa: PLR0913, PLR0917  # the request, its shelves and their scores belong together
    term: Told, lift: float, row: int, request: RankRequest, shelves: Mapping[str, Shelf], scoring: Scoring
) -> Reason | None:
    shelf = shelves[request.domain]
    match term:
        case "query":
            return Reason("query", lift, value=request.query_text)
        case "like":
            return _because(
                "like", lift, row, shelf, [each for item in request.like if (each := locate(shelves, item))]
            )
        case "taste":
            return _because("taste", lift, row, shelf, _liked(shelf, scoring))
        case "together":
            return _together(lift, row, shelf, scoring)
        case "wish":
            wish = next((wish for wish in request.constraints if _soft_and_met(wish, shelf, row)), None)
            return Reason("wish", lift, field=wish.field, value=told(wish)) if wish else None
        case _:
            return Reason("popular", lift)


def _liked(shelf: Shelf, scoring: Scoring) -> list[tuple[Item, Vector]]:
    rows = scoring.history.rows[scoring.history.worth > 0][-RECENT:].tolist()
    own = [(shelf.catalogue.items[row], shelf.content.centred[row]) for row in rows]
    return own + [(item, vector) for item, vector, worth in scoring.foreign if worth > 0]


def _because(
    term: Literal["like", "taste"], lift: float, row: int, shelf: Shelf, others: Sequence[tuple[Item, Vector]]
) -> Reason | None:
    """The nearest of the other items, and the rarest value shared with it."""
    item = shelf.catalogue.items[row]
    others = [(other, vector) for other, vector in others if other.id != item.id]
    if not others:
        return None
    mine = attributes(item)
    near = np.stack([vector for _, vector in others]) @ shelf.content.centred[row]
    nearest = max(
        ((others[place][0], float(near[place])) for place in np.argsort(-near)[:LOOKED_AT]),
        key=lambda pair: pair[1] + _jaccard(mine, attributes(pair[0])),
    )[0]
    field, value = _rarest(item, mine & attributes(nearest), shelf)
    return Reason(term, lift, field=field, value=value, items=(nearest.id,))


def _together(lift: float, row: int, shelf: Shelf, scoring: Scoring) -> Reason | None:
    """The item of the history that speaks loudest for this one among all people."""
    crowd = shelf.model.crowd
    shares = crowd.shares(scoring.history, row) if crowd else np.zeros(0)
    if not len(shares) or shares.max() <= 0:
        return None
    loudest = shelf.catalogue.items[int(scoring.history.rows[int(shares.argmax())])]
    return Reason("together", lift, items=(loudest.id,))


def attributes(item: Item) -> frozenset[str]:
    """The item's category and person values, case-folded, of every field."""
    return frozenset(
        text.casefold() for value in item.fields.values() if isinstance(value, (str, tuple)) for text in texts(value)
    )


def _jaccard(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _rarest(item: Item, common: frozenset[str], shelf: Shelf) -> tuple[str, str]:
    """Field and value of the rarest value in common, as the item writes it; empty when none is worth telling."""
    known = shelf.content.attributes
    rarity = {value: float(known.rarity[known.numbers[value]]) for value in common if value in known.numbers}
    telling = [value for value in rarity if rarity[value] > TELLING]
    return _where(item, min(telling, key=lambda value: (-rarity[value], value))) if telling else ("", "")


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
