"""Who disliked one part of a series is not offered the next, unless they liked another or ask for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.pipeline import Policy, rank
from recommender.schema import Feedback, ItemId, Profile, RankRequest, SlateId, UserId, Verb
from recommender.shelf import Shelf, unit
from tests.recommender.test_carry import shelf

ANA = UserId("talk:ana")
PARTS = ("movies:crime-0", "movies:crime-1", "movies:crime-2")
"""The best known films of the catalogue."""


def series() -> Shelf:
    """24 films, all different but for the three parts, which have nearly the same text."""
    full = shelf()
    items = tuple(replace(item, popularity=1 - row / 24) for row, item in enumerate(full.catalogue.items))
    vectors = np.eye(len(items), dtype=np.float32)
    rows = [full.catalogue.rows[ItemId(part)] for part in PARTS]
    vectors[rows] = vectors[rows[0]] + 0.3 * vectors[rows]
    return Shelf.of(replace(full.catalogue, items=items), unit(vectors))


def listed(*said: tuple[Verb, str], like: tuple[ItemId, ...] = ()) -> set[str]:
    events = tuple(Feedback(ANA, SlateId(""), ItemId(item), verb, float(at)) for at, (verb, item) in enumerate(said))
    known = frozenset(event.item for event in events)
    asked = RankRequest(Profile(ANA, events=events), "movies", k=6, exclude=known, like=like)
    return {ranked.item.id for ranked in rank(asked, {"movies": series()}, Policy(tail=0, new=0)).items}


def test_other_parts_of_what_was_disliked_are_not_listed() -> None:
    assert PARTS[1] in listed(("seen", PARTS[0]))
    assert not {PARTS[1], PARTS[2]} & listed(("dislike", PARTS[0]))


def test_whoever_liked_another_part_or_asks_for_them_gets_them() -> None:
    assert PARTS[1] in listed(("dislike", PARTS[2]), ("like", PARTS[0]))
    assert PARTS[1] in listed(("dislike", PARTS[0]), like=(ItemId(PARTS[0]),))
