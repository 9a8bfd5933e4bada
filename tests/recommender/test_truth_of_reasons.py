"""The reasons are true: an item's score is lower by a reason's weight without its terms, by the first one's most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from recommender.collaborative.crowd import Collaborative
from recommender.head import WIDTH, Head, Hidden
from recommender.model import Model, untrained
from recommender.pipeline import rank
from recommender.ranker import Scoring, opinions, score
from recommender.schema import Feedback, ItemId, Preference, Profile, RankRequest, Reason, SlateId, UserId, Verb
from recommender.shelf import Shelf, unit
from recommender.stages.explain import LEAST, SPOKEN, WELL_KNOWN
from tests.catalogues import cooking_shows
from tests.planted import planted

ANA = UserId("talk:ana")
TERMS = ("popular", "trend", "known", "ease", "ease recent", "follows", "near", "taste", "shared", "people", "era")
SHOWS = cooking_shows()
Kind = Literal["untrained", "linear", "mlp"]


@pytest.fixture(scope="module")
def crowd() -> Collaborative:
    return Collaborative.fit(planted([item.id for item in SHOWS.items], people=80))


@pytest.fixture(params=["untrained", "linear", "mlp"])
def shelves(request: pytest.FixtureRequest, crowd: Collaborative) -> Mapping[str, Shelf]:
    rng = np.random.default_rng(5)
    vectors = unit(rng.normal(size=(len(SHOWS.items), 16)).astype(np.float32))
    shelf = Shelf.of(SHOWS, vectors)
    return {"shows": replace(shelf, model=model(request.param, crowd, rng))}


def model(kind: Kind, crowd: Collaborative, rng: np.random.Generator) -> Model:
    if kind == "untrained":
        return untrained()
    weights = rng.uniform(0.1, 0.5, size=(len(TERMS), WIDTH)).astype(np.float32)
    shapes = (len(TERMS), 8), (WIDTH, 8), (8,)
    layer = Hidden(*(rng.normal(size=shape, scale=0.5).astype(np.float32) for shape in shapes))
    return Model("made", Head(TERMS, weights, layer if kind == "mlp" else None), crowd)


def of(events: int) -> RankRequest:
    """Somebody with so many opinions, good and bad, who asks for nothing."""
    verbs: tuple[Verb, ...] = ("like", "dislike", "more", "seen")
    said = tuple(
        Feedback(ANA, SlateId(""), ItemId(f"shows:{7 * number % 240}"), verbs[number % len(verbs)], float(number))
        for number in range(events)
    )
    return RankRequest(Profile(ANA, events=said), "shows", k=10, exclude=frozenset(each.item for each in said))


def telling(events: int) -> RankRequest:
    """The same, who says a lot about what is looked for."""
    query = np.random.default_rng(9).normal(size=16).astype(np.float32)
    return replace(
        of(events),
        query_text="dumplings and broth",
        query_vector=query / np.linalg.norm(query),
        like=(ItemId("shows:11"),),
        unlike=(ItemId("shows:12"),),
        constraints=(Preference("cuisine", "=", "Georgian", strength="soft"), Preference("episodes", "≤", 40.0)),
    )


REQUESTS = pytest.mark.parametrize(
    "request_",
    [of(0), of(1), of(12), of(60), telling(0), telling(12)],
    ids=["0", "1", "12", "60", "told 0", "told 12"],
)


def without(term: str, scoring: Scoring, row: int) -> float:
    """The row's score when nothing that is told by that name counts."""
    terms = scoring.terms[:, [row]].T.copy()
    terms[:, [SPOKEN.get(name, "together") == term for name in scoring.head.names]] = 0
    fused = scoring.head.score(terms, opinions(scoring.history, scoring.foreign))
    told = sum(float(share[row]) for name, share in scoring.told.items() if SPOKEN[name] != term)
    return told + scoring.scale * float(fused[0]) + float(scoring.averse[row])


def scored(request: RankRequest, shelves: Mapping[str, Shelf]) -> Scoring:
    shelf = shelves["shows"]
    allowed = np.ones(len(SHOWS.items), dtype=np.bool_)
    for wish in request.constraints:
        if wish.strength == "hard":
            known = shelf.catalogue.numbers[wish.field]
            allowed &= known <= float(wish.value) if isinstance(wish.value, float) else allowed
    allowed[[shelf.catalogue.rows[item] for item in (*request.exclude, *request.like)]] = False
    return score(request, shelves, allowed)


@REQUESTS
def test_a_reasons_weight_is_what_the_score_loses_without_its_terms(
    request_: RankRequest, shelves: Mapping[str, Shelf]
) -> None:
    scoring, told = scored(request_, shelves), 0
    for ranked in rank(request_, shelves).items:
        row = SHOWS.rows[ranked.item.id]
        assert ranked.score == pytest.approx(float(scoring.total[row]), abs=1e-4)
        for reason in weighed(ranked.reasons):
            lost = ranked.score - without(reason.term, scoring, row)
            assert lost == pytest.approx(reason.weight, abs=1e-3), (ranked.item.id, reason)
            told += 1
    assert told or not (request_.profile.events or request_.query_text)


@REQUESTS
def test_the_first_reason_is_the_one_without_which_most_is_lost(
    request_: RankRequest, shelves: Mapping[str, Shelf]
) -> None:
    scoring = scored(request_, shelves)
    for ranked in rank(request_, shelves).items:
        row = SHOWS.rows[ranked.item.id]
        lost: dict[str, float] = {
            term: ranked.score - without(term, scoring, row) for term in {*SPOKEN.values(), "together"}
        }
        reasons = weighed(ranked.reasons)
        named = [reason.term for reason in reasons]
        assert named == sorted(named, key=lambda term: -lost[term])
        silent = [term for term, weight in lost.items() if weight > LEAST + 1e-3 and term not in named]
        # What is not told has nothing that it could name: people are told of by an item that was liked.
        assert set(silent) <= {"popular", "together"}, (ranked.item.id, lost)
        assert "popular" not in silent or not well_known(scoring, row)
        assert "together" not in silent or not request_.profile.events


def weighed(reasons: tuple[Reason, ...]) -> list[Reason]:
    """Without the hard wishes that are met, which no score knows."""
    return [reason for reason in reasons if reason.weight]


def well_known(scoring: Scoring, row: int) -> bool:
    popular = [SPOKEN.get(name) == "popular" for name in scoring.head.names]
    return bool((scoring.terms[popular, row] >= WELL_KNOWN).any())
