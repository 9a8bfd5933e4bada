"""Reasons from the terms that moved the score most, each with what in the item it speaks of.

A reason's weight is what the item's score would lose without its terms: `tests/recommender/test_truth_of_reasons.py`
takes them away and looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import texts
from recommender.filters import holds
from recommender.ranker import Scoring
from recommender.schema import Item, ItemId, Preference, RankRequest, Reason, Vector
from recommender.shelf import Shelf, locate

Told = Literal["query", "like", "wish", "talk", "taste", "together", "popular"]
_Others = tuple[list[Item], Vector]
"""Other items, and how near each is to each row of the list, shape (others, rows)."""

SPOKEN: Mapping[str, Told] = {
    "query": "query",
    "like": "like",
    "wish": "wish",
    "talk": "talk",
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
"""Events, the newest, among which the nearest and the loudest item is looked for."""

LOOKED_AT = 5
"""Nearest items by their text whose values are compared."""

TELLING = 1.5
"""Least rarity, in nats, of a shared value worth telling: fewer than every fourth item has it."""


def explain(
    rows: NDArray[np.intp], request: RankRequest, shelves: Mapping[str, Shelf], scoring: Scoring
) -> list[tuple[Reason, ...]]:
    """Reasons for each of the rows, the strongest first; hard wishes that it meets close the list."""
    lifts = lifted(rows, scoring)
    met = _met(request.constraints)
    account = _Account(rows, request, shelves, scoring)
    well_known = _well_known(rows, scoring)
    explained = []
    for place in range(len(rows)):
        own = sorted(((float(lift[place]), term) for term, lift in lifts.items()), reverse=True)
        found = (
            account.reason(term, lift, place)
            for lift, term in own
            if lift > LEAST and (term != "popular" or well_known[place])
        )
        explained.append((*(reason for reason in found if reason), *met))
    return explained


def lifted(rows: NDArray[np.intp], scoring: Scoring) -> dict[Told, NDArray[np.float32]]:
    """How far the terms that are told as one lift each row together, shape (rows,)."""
    lifts = {SPOKEN[name]: share[rows] for name, share in scoring.told.items()}
    places: dict[Told, list[int]] = {}
    for place, name in enumerate(scoring.head.names):
        places.setdefault(SPOKEN.get(name, "together"), []).append(place)
    return lifts | scoring.moved(rows, places)


def _well_known(rows: NDArray[np.intp], scoring: Scoring) -> NDArray[np.bool_]:
    names = scoring.head.names
    places = np.array([place for place, name in enumerate(names) if SPOKEN.get(name) == "popular"], dtype=np.intp)
    return np.asarray((scoring.terms[np.ix_(places, rows)] >= WELL_KNOWN).any(axis=0))


@dataclass(frozen=True)
class _Account:
    """What the reasons of one list are taken from; whatever several rows need is worked out once."""

    rows: NDArray[np.intp]
    request: RankRequest
    shelves: Mapping[str, Shelf]
    scoring: Scoring

    def reason(self, term: Told, lift: float, place: int) -> Reason | None:
        """Why the row in this place of the list is lifted by the term."""
        match term:
            case "query":
                return Reason("query", lift, value=self.request.query_text)
            case "like":
                return self._because("like", lift, place, self._asked_for)
            case "taste":
                return self._because("taste", lift, place, self._liked)
            case "together":
                loudest = self._loudest[place]
                return Reason("together", lift, items=(loudest,)) if loudest else None
            case "talk":
                named = self._named(place)
                return Reason("talk", lift, items=(named,)) if named else None
            case "wish":
                row = int(self.rows[place])
                wish = next((wish for wish in self.request.constraints if _soft_and_met(wish, self.shelf, row)), None)
                return Reason("wish", lift, field=wish.field, value=told(wish)) if wish else None
            case _:
                return Reason("popular", lift)

    def _named(self, place: int) -> ItemId | None:
        """The item of this conversation beside which this one was most often named in others."""
        talk, conversation = self.shelf.talk, self.request.conversation
        return talk.loudest(int(self.rows[place]), conversation) if talk and conversation else None

    @property
    def shelf(self) -> Shelf:
        return self.shelves[self.request.domain]

    @cached_property
    def _asked_for(self) -> _Others:
        found = [each for item in self.request.like if (each := locate(self.shelves, item))]
        return self._others([item for item, _ in found], [vector for _, vector in found])

    @cached_property
    def _liked(self) -> _Others:
        rows = self.scoring.history.rows[self.scoring.history.worth > 0][-RECENT:]
        elsewhere = [(item, vector) for item, vector, worth in self.scoring.foreign if worth > 0]
        items = [self.shelf.catalogue.items[row] for row in rows.tolist()] + [item for item, _ in elsewhere]
        return self._others(items, [*self.shelf.content.centred[rows], *(vector for _, vector in elsewhere)])

    def _others(self, items: list[Item], vectors: Sequence[Vector]) -> _Others:
        centred = self.shelf.content.centred
        return items, np.reshape(vectors, (len(items), centred.shape[1])) @ centred[self.rows].T

    @cached_property
    def _loudest(self) -> list[ItemId | None]:
        """For each row the liked item that speaks loudest for it among all people, if any does."""
        shelf, history = self.shelf, self.scoring.history.last(RECENT)
        if not shelf.model.crowd or not len(history):
            return [None] * len(self.rows)
        shares = shelf.model.crowd.shares(history, self.rows)
        shares = np.where((history.worth > 0)[:, None], shares, -np.inf)  # of others nobody says: who likes it
        loudest = history.rows[shares.argmax(axis=0)].tolist()
        speaks = (shares.max(axis=0) > 0).tolist()
        return [shelf.catalogue.items[row].id if any_ else None for row, any_ in zip(loudest, speaks, strict=True)]

    def _because(self, term: Literal["like", "taste"], lift: float, place: int, others: _Others) -> Reason | None:
        """The nearest of the other items, and the rarest value shared with it."""
        item, (items, alike) = self.shelf.catalogue.items[self.rows[place]], others
        near = alike[:, place]
        order = [other for other in np.argsort(-near)[: LOOKED_AT + 1].tolist() if items[other].id != item.id]
        if not order:
            return None
        mine = self._values(item)
        nearest = max(
            order[:LOOKED_AT], key=lambda other: float(near[other]) + _jaccard(mine, self._values(items[other]))
        )
        field, value = _rarest(item, mine & self._values(items[nearest]), self.shelf)
        return Reason(term, lift, field=field, value=value, items=(items[nearest].id,))

    def _values(self, item: Item) -> frozenset[str]:
        return self.shelves[item.domain].catalogue.values(item)


def _jaccard(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _rarest(item: Item, common: frozenset[str], shelf: Shelf) -> tuple[str, str]:
    """Field and value of the rarest value in common, as the item writes it; empty when none is worth telling.

    Nobody likes one film for having the age rating of another: values of ordered fields are not told.
    """
    known, fields = shelf.content.attributes, shelf.catalogue.field_by_name
    rarity = {value: float(known.rarity[known.numbers[value]]) for value in common if value in known.numbers}
    for value in sorted(rarity, key=lambda value: (-rarity[value], value)):
        name, written = _where(item, value)
        if rarity[value] > TELLING and name in fields and not fields[name].order:
            return name, written
    return "", ""


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
