"""A log of ratings on a catalogue: the file names items by the catalogue's own ids, with or without the domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from recommender.catalogue import Catalogue
from recommender.errors import InteractionsError
from recommender.interactions import Interactions
from recommender.schema import ItemId


@dataclass(frozen=True, slots=True)
class Matched:
    log: Interactions
    """Item numbers are the catalogue's rows; of each person and item only the last event is there."""
    strangers: int = 0
    """Events on items that the catalogue does not have."""
    repeated: int = 0
    """Events that a later one of the same person on the same item replaces."""


def best_catalogue(log: Interactions, catalogues: Iterable[Catalogue]) -> Catalogue:
    """The one that knows most of the log's items, the first of equals.

    Raises `InteractionsError` when none knows any.
    """
    catalogues = list(catalogues)
    counts = [sum(row >= 0 for row in _rows(log, catalogue)) for catalogue in catalogues]
    if not any(counts):
        domains = ", ".join(catalogue.domain for catalogue in catalogues)
        raise InteractionsError(
            f"no catalogue ({domains}) has any of the log's items ({_some(log)}): import theirs with "
            "`chat-rec catalogue import`, and give its ids in the item column"
        )
    return catalogues[int(np.argmax(counts))]


def matched(log: Interactions, catalogue: Catalogue) -> Matched:
    """The log's events on the catalogue's items. Raises `InteractionsError` when there are none."""
    places = np.array(_rows(log, catalogue), dtype=np.int32)
    rows = places[log.items]
    if not (rows >= 0).any():
        raise InteractionsError(
            f"the catalogue {catalogue.domain!r} has none of the log's items ({_some(log)}): "
            "give its own ids in the item column, or choose another with --catalogue"
        )
    known = replace(log, items=rows, item_ids=tuple(item.id for item in catalogue.items)).where(rows >= 0)
    once = last_words(known)
    return Matched(once, len(log) - len(known), len(known) - len(once))


def last_words(log: Interactions) -> Interactions:
    """Of each person and item the last event, and people without any left out."""
    pairs = log.users.astype(np.int64) * len(log.item_ids) + log.items
    _, from_end = np.unique(pairs[::-1], return_index=True)
    chosen = np.zeros(len(log), dtype=np.bool_)
    chosen[len(log) - 1 - from_end] = True
    once = log.where(chosen)
    people, users = np.unique(once.users, return_inverse=True)
    names = tuple(log.user_ids[user] for user in people.tolist())
    return replace(once, users=users.astype(np.int32), user_ids=names)


def _rows(log: Interactions, catalogue: Catalogue) -> list[int]:
    """The catalogue's row of each of the log's items, -1 for strangers."""
    rows, domain = catalogue.rows, catalogue.domain
    return [rows.get(ItemId(f"{domain}:{item}"), rows.get(ItemId(item), -1)) for item in log.item_ids]


def _some(log: Interactions) -> str:
    return ", ".join(repr(item) for item in log.item_ids[:3]) + (", …" if len(log.item_ids) > 3 else "")
