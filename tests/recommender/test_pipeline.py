"""Ranking: filters hold, exclusions hold, and the reasons are the terms that moved the score."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from recommender.pipeline import rank
from recommender.schema import Feedback, Preference, Profile, RankRequest, Slate, SlateId, UserId, Verb
from recommender.shelf import Shelf
from recommender.vectors import catalogue_vectors
from tests.catalogues import film, films
from tests.recommender.test_vectors import CountingEncoder

ANA = UserId("talk:ana")


@pytest.fixture
def shelves(tmp_path: Path) -> Mapping[str, Shelf]:
    catalogue = films()
    return {"movies": Shelf.of(catalogue, catalogue_vectors(catalogue, CountingEncoder(), [tmp_path]))}


def opinion(title: str, verb: Verb) -> Feedback:
    return Feedback(ANA, SlateId(""), film(title), verb, 1.0)


def titles(slate: Slate) -> list[str]:
    return [ranked.item.title for ranked in slate.items]


def test_a_newcomer_gets_the_best_known_first(shelves: Mapping[str, Shelf]) -> None:
    slate = rank(RankRequest(Profile(ANA), "movies", k=3), shelves)
    assert titles(slate)[0] == "Heat"
    assert slate.matched == 8
    assert "popular" in {reason.term for reason in slate.items[0].reasons}


def test_hard_wishes_hold_and_are_told(shelves: Mapping[str, Shelf]) -> None:
    wish = Preference("genres", "=", "comedy")
    slate = rank(RankRequest(Profile(ANA), "movies", constraints=(wish,)), shelves)
    assert set(titles(slate)) == {"Up", "Amelie", "The Kid"}
    assert all("comedy" in [reason.value for reason in ranked.reasons] for ranked in slate.items)


def test_a_soft_wish_leans_and_does_not_exclude(shelves: Mapping[str, Shelf]) -> None:
    wish = Preference("genres", "=", "comedy", strength="soft")
    slate = rank(RankRequest(Profile(ANA), "movies", constraints=(wish,), k=8), shelves)
    assert set(titles(slate)[:3]) & {"Up", "Amelie", "The Kid"}
    assert len(slate.items) == 8


def test_what_is_excluded_never_comes_but_counts_as_matched(shelves: Mapping[str, Shelf]) -> None:
    request = RankRequest(
        Profile(ANA),
        "movies",
        constraints=(Preference("genres", "=", "comedy"),),
        exclude=frozenset({film("Up"), film("Amelie"), film("The Kid")}),
    )
    slate = rank(request, shelves)
    assert (slate.items, slate.matched) == ((), 3)


def test_likeness_is_told_with_the_rarest_thing_in_common(shelves: Mapping[str, Shelf]) -> None:
    slate = rank(RankRequest(Profile(ANA), "movies", like=(film("Heat"),)), shelves)
    assert "Heat" not in titles(slate)
    first = slate.items[titles(slate).index("Collateral")].reasons[0]
    assert (first.term, first.items) == ("like", (film("Heat"),))


def test_taste_moves_the_list_towards_what_was_liked(shelves: Mapping[str, Shelf]) -> None:
    fan = Profile(ANA, events=(opinion("Heat", "like"), opinion("Up", "dislike")))
    exclude = frozenset({film("Heat"), film("Up")})
    of_fan = rank(RankRequest(fan, "movies", exclude=exclude, k=6), shelves)
    foe = Profile(ANA, events=(opinion("Heat", "dislike"), opinion("Up", "like")))
    of_foe = rank(RankRequest(foe, "movies", exclude=exclude, k=6), shelves)
    assert titles(of_fan).index("Collateral") < titles(of_foe).index("Collateral")


def test_the_same_request_gives_the_same_list(shelves: Mapping[str, Shelf]) -> None:
    request = RankRequest(Profile(ANA), "movies", query_text="thriller", k=5)
    assert titles(rank(request, shelves)) == titles(rank(request, shelves))
