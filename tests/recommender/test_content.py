"""What an item's description says about liking it, on eight films whose answers can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log
from pathlib import Path

import numpy as np
import pytest

from recommender.attributes import MOST, Attributes, totals
from recommender.catalogue import Catalogue
from recommender.content import TERMS, Content
from recommender.history import History
from recommender.schema import Field, Item, ItemId, Value
from recommender.shelf import Shelf
from recommender.vectors import catalogue_vectors
from tests.catalogues import film, films
from tests.recommender.test_vectors import CountingEncoder

HEAT, COLLATERAL, JAWS, DUEL, UP = range(5)


@pytest.fixture
def content(tmp_path: Path) -> Content:
    catalogue = films()
    return Shelf.of(catalogue, catalogue_vectors(catalogue, CountingEncoder(), [tmp_path])).content


def history(**worth: float) -> History:
    """Of opinions by the film's title in small letters."""
    rows = [films().rows[film(title)] for title in worth]
    values = np.array(list(worth.values()), dtype=np.float32)
    return History(np.array(rows, dtype=np.int32), values, np.arange(len(rows), dtype=np.float64), 9.0)


def rare(count: int) -> float:
    """Rarity of a value that so many of the eight films have."""
    return log(9 / (count + 0.5))


def test_a_value_counts_the_more_the_rarer_it_is() -> None:
    known = Attributes.of(films())
    counts = {"thriller": 4, "crime": 2, "michael mann": 2, "horror": 1, "r": 3}
    for value, count in counts.items():
        assert known.rarity[known.numbers[value]] == pytest.approx(rare(count))
    assert known.rarity[0] == 0


def test_a_like_is_shared_out_over_the_values_by_their_rarity(content: Content) -> None:
    terms = content.overlaps(history(heat=1.0))
    weight = rare(2) + rare(4) + rare(3) + rare(2)  # crime, thriller, R, Michael Mann
    assert terms["shared"][[HEAT, COLLATERAL]].tolist() == pytest.approx([1.0, 1.0])
    assert terms["people"][COLLATERAL] == pytest.approx(rare(2) / weight)
    assert terms["shared"][DUEL] == pytest.approx(rare(4) / weight)
    assert terms["people"][DUEL] == terms["shared"][UP] == 0


def test_a_dislike_counts_against_what_it_shares(content: Content) -> None:
    liked, disliked = (content.overlaps(history(heat=worth)) for worth in (1.0, -1.0))
    for term in ("shared", "people", "era"):
        assert np.allclose(liked[term], -disliked[term])


def test_what_was_only_seen_says_nothing(content: Content) -> None:
    assert content.overlaps(history(heat=0.0)) == {}
    assert not content.taste(history(heat=0.0)).weights.any()


def test_an_item_of_another_catalogue_speaks_by_the_same_values() -> None:
    known, item = Attributes.of(films()), films().items[HEAT]
    own = known.wanted(np.array([HEAT], dtype=np.int32), np.ones(1, dtype=np.float32))
    fields: dict[str, Value] = {"by": ("MICHAEL MANN",), "kind": ("Crime", "Thriller", "opera"), "rated": "R"}
    book = Item(ItemId("books:1"), "books", "Heat 2", "", fields)
    assert known.wanted_of(item, 1.0).tolist() == pytest.approx(own.tolist())
    assert known.wanted_of(book, 1.0).tolist() == pytest.approx(own.tolist())
    assert not known.wanted_of(replace(book, fields={"kind": "opera"}), 1.0).any()


def test_only_the_rarest_values_of_an_item_are_compared() -> None:
    often = tuple(f"tag {number}" for number in range(MOST + 3))
    items = tuple(tagged(number, tags) for number, tags in enumerate([often, often[:3], often[:3]]))
    known = Attributes.of(Catalogue("things", items, (Field("tags", "category", "tag", many=True),), ("thing",)))
    assert len(known.categories) == MOST
    assert {known.numbers[tag] for tag in often[3:]} == set(known.categories[:, 0].tolist())


def test_who_is_named_in_two_fields_is_a_person() -> None:
    fields = (Field("tags", "category", "tag"), Field("host", "person", "host"))
    item = Item(ItemId("things:0"), "things", "A", "", {"tags": "Ann", "host": "ann"})
    known = Attributes.of(Catalogue("things", (item,), fields, ("thing",)))
    assert known.categories.size == 0
    assert totals(known.rarity, known.people).tolist() == pytest.approx([log(2 / 1.5)])


def test_an_era_fades_with_the_distance_and_an_unknown_date_is_of_none(content: Content) -> None:
    era = content.overlaps(history(heat=1.0))["era"]
    oldest_first = np.argsort([1995, 2004, 1975, 1971, 2009, 1949, 2001, 1921])
    place = oldest_first.tolist().index(HEAT)
    assert era[HEAT] == pytest.approx(1.0)
    assert np.all(np.diff(era[oldest_first][: place + 1]) > 0)
    assert np.all(np.diff(era[oldest_first][place:]) < 0)
    # eight films in 48 slices: the next one is six or seven slices away
    assert exp(-((7 / 3) ** 2) / 2) <= era[COLLATERAL] + era[oldest_first[place + 1]] <= 2 * exp(-((6 / 3) ** 2) / 2)
    undated = replace(films().items[JAWS], fields={"genres": ("horror",)})
    items = (*films().items[:JAWS], undated, *films().items[JAWS + 1 :])
    other = Content(replace(films(), items=items), content.centred)
    assert other.overlaps(history(heat=1.0))["era"][JAWS] == 0


def test_a_taste_in_texts_leans_to_what_was_liked_and_away_from_what_was_not(content: Content) -> None:
    said = content.taste(history(heat=1.0, up=-1.0)).mean(content.features)
    assert said.argmax() == HEAT
    assert said.argmin() == UP
    abroad = content.taste(history(), [(films().items[HEAT], content.centred[HEAT], 1.0)])
    assert np.allclose(abroad.weights, content.taste(history(heat=1.0)).weights, atol=1e-5)


def test_every_term_has_a_name(content: Content) -> None:
    assert set(content.overlaps(history(heat=1.0))) == set(TERMS) - {"taste"}


def tagged(number: int, tags: tuple[str, ...]) -> Item:
    values: dict[str, Value] = {"tags": tags}
    return Item(ItemId(f"things:{number}"), "things", f"Thing {number}", "", values)
