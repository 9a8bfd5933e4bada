"""What the crowd says of known items is carried to new ones: they are ranked from the minute they are imported."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from recommender.carry import Carry, likeness
from recommender.catalogue import Catalogue
from recommender.collaborative import matrices
from recommender.collaborative.crowd import Collaborative
from recommender.head import Head
from recommender.interactions import Interactions
from recommender.pipeline import Policy, rank
from recommender.schema import Feedback, Field, Item, ItemId, Profile, RankRequest, SlateId, UserId, Value
from recommender.shelf import Shelf
from recommender.trained import Trained, placed

GENRES = ("crime", "romance")
FIELDS = (Field("genres", "category", many=True), Field("year", "date"), Field("runtime", "number"))
HEAD = Head(("ease", "popular"), np.array([[0, 1, 1, 0], [0.5, 0, 0, 0]], dtype=np.float32))
EACH = 12
"""Known films of a genre."""


def film(genre: str, number: int | str) -> Item:
    fields: dict[str, Value] = {"genres": (genre,), "year": "1999", "runtime": 100.0}
    return Item(ItemId(f"movies:{genre}-{number}"), "movies", f"{genre} {number}", fields=fields)


def shelf(*new: Item) -> Shelf:
    """Twelve films a genre and new ones at the front; a text says no more than the genre, and noise."""
    items = (*new, *(film(genre, number) for genre, number in product(GENRES, range(EACH))))
    vectors = np.random.default_rng(0).normal(0, 0.2, (len(items), 16)).astype(np.float32)
    for row, item in enumerate(items):
        vectors[row, GENRES.index(item.id.split(":")[1].split("-")[0])] += 1
    return Shelf.of(Catalogue("movies", items, FIELDS, ("film",)), vectors)


def log() -> Interactions:
    """Forty people, each for one genre, of which they had half; the first films of a genre are had by most."""
    rng = np.random.default_rng(1)
    items = [film(genre, number).id for genre, number in product(GENRES, range(EACH))]
    events = [
        (user, GENRES.index(GENRES[user % 2]) * EACH + number)
        for user in range(40)
        for number in np.flatnonzero(rng.random(EACH) < np.linspace(0.9, 0.3, EACH))
    ]
    users, rows = np.array(events, dtype=np.int32).T
    worth, times = np.ones(len(users), dtype=np.float32), np.arange(len(users), dtype=np.float64)
    return Interactions(users, rows, worth, times, tuple(map(str, range(40))), tuple(items))


@pytest.fixture(scope="module")
def trained() -> Trained:
    crowd = Collaborative.fit(log())
    return Trained(HEAD, crowd, log().item_ids, np.zeros(0, dtype=np.float32))


def shown(trained: Trained, full: Shelf, liked: str, k: int = 4) -> list[str]:
    """Ids of a list for someone who liked three films of a genre."""
    ana = UserId("talk:ana")
    events = tuple(Feedback(ana, SlateId(""), film(liked, number).id, "like", 1.0) for number in range(3))
    seen = frozenset(event.item for event in events)
    shelves = {"movies": replace(full, model=placed(trained, "1", full.content))}
    slate = rank(
        RankRequest(Profile(ana, events=events), "movies", exclude=seen, k=k), shelves, Policy(tail=0, new=0)
    )
    return [str(ranked.item.id) for ranked in slate.items]


def crowd_on(full: Shelf, trained: Trained) -> Collaborative:
    crowd = placed(trained, "1", full.content).crowd
    assert isinstance(crowd, Collaborative)
    return crowd


def test_a_new_item_is_recommended_at_once_to_those_who_like_its_kind(trained: Trained) -> None:
    full = shelf(film("crime", "new"), film("romance", "new"))
    for genre, other in (GENRES, GENRES[::-1]):
        ids = shown(trained, full, genre, k=8)
        assert f"movies:{genre}-new" in ids
        assert f"movies:{other}-new" not in ids


def test_a_new_item_is_expected_to_be_as_popular_as_its_kind(trained: Trained) -> None:
    full = shelf(film("crime", "new"))
    counts = crowd_on(full, trained).events
    assert counts[1:].min() < counts[0] < counts[1:].max()


def test_what_is_known_keeps_its_scores(trained: Trained) -> None:
    full = shelf(film("crime", "new"))
    extended = crowd_on(full, trained)
    history = log().history(0)
    shifted = replace(history, rows=history.rows + 1)
    for name, score in trained.crowd.terms(history).items():
        if name in {"ease", "popular", "age"}:
            assert extended.terms(shifted)[name][1:] == pytest.approx(score, abs=1e-5)


def test_a_large_matrix_keeps_what_is_expected_of_new_items(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shelf(film("crime", "new"), film("romance", "new"))
    history = log().history(0)
    shifted = replace(history, rows=history.rows + 2)
    whole = crowd_on(full, trained).terms(shifted)["ease"]
    monkeypatch.setattr(matrices, "DENSE", 10)
    monkeypatch.setattr(matrices, "KEPT", 24)
    assert crowd_on(full, trained).terms(shifted)["ease"] == pytest.approx(whole, abs=1e-5)


def test_what_left_the_catalogue_and_what_is_new_can_be_everything(trained: Trained) -> None:
    full = shelf()
    strangers = replace(trained, item_ids=tuple(f"other:{number}" for number in range(2 * EACH)))
    crowd = crowd_on(full, strangers)
    assert crowd.new is not None
    assert len(crowd.new) == 2 * EACH
    assert not crowd.terms(log().history(0))["ease"].any()


def test_likeness_is_greatest_with_oneself_and_needs_no_field() -> None:
    full = shelf()
    bare = Catalogue("movies", tuple(replace(item, fields={}) for item in full.catalogue.items), (), ("film",))
    rows = np.arange(2 * EACH)
    for content in (full.content, replace(full.content, catalogue=bare)):
        kernel = likeness(content, rows, rows)
        assert np.diag(kernel) == pytest.approx(1, abs=1e-4)
        assert kernel.max() <= 1.0001
        assert kernel[0, 1:EACH].mean() > kernel[0, EACH:].mean()


def test_without_new_items_nothing_is_carried() -> None:
    carry = Carry.of(shelf().content, np.full(2 * EACH, 5, dtype=np.float32))
    assert carry(np.ones((3, 2 * EACH), dtype=np.float32)).shape == (3, 0)
