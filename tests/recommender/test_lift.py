"""What first likes say of later ones, and heads that climb for the top of the list."""

from __future__ import annotations

import numpy as np

from recommender.collaborative.lift import Lift
from recommender.head import WIDTH, Head
from recommender.history import History
from recommender.interactions import Interactions
from recommender.training.climbing import climbed
from recommender.training.making import make_examples
from recommender.training.requests import newcomers

PEOPLE, FAMOUS, OTHERS = 60, 4, 24


def likes() -> Interactions:
    """All like the same four items first, then items of one of two halves of the others."""
    rng = np.random.default_rng(0)
    rows = []
    for user in range(PEOPLE):
        half = FAMOUS + np.arange(OTHERS).reshape(2, -1)[user % 2]
        for step, item in enumerate([*range(FAMOUS), *rng.permutation(half)[:6].tolist()]):
            rows.append((user, item, 1.0, float(step)))
    users, items, worth, times = zip(*rows, strict=True)
    size = FAMOUS + OTHERS
    return Interactions(
        np.array(users, dtype=np.int32),
        np.array(items, dtype=np.int32),
        np.array(worth, dtype=np.float32),
        np.array(times),
        tuple(f"u{user}" for user in range(PEOPLE)),
        tuple(f"movies:{item}" for item in range(size)),
    ).in_order()


def after(*rows: int) -> History:
    count = len(rows)
    return History(
        np.array(rows, dtype=np.int32), np.ones(count, dtype=np.float32), np.arange(count, dtype=np.float64), 99.0
    )


def test_what_is_liked_first_is_liked_most_but_not_later() -> None:
    terms = Lift.fit(likes()).terms(after())
    assert set(np.argsort(-terms["liked"])[:FAMOUS].tolist()) == set(range(FAMOUS))
    assert not set(np.argsort(-terms["later"])[:FAMOUS].tolist()) & set(range(FAMOUS))


def test_a_like_lifts_its_own_half() -> None:
    terms = Lift.fit(likes(), shrinkage=5.0).terms(after(FAMOUS))
    gain = (terms["lift"] - terms["later"])[FAMOUS + 1 :]
    assert gain[: OTHERS // 2 - 1].mean() > gain[OTHERS // 2 - 1 :].mean() + 0.5


def test_without_likes_the_lift_is_what_is_liked_later() -> None:
    lift = Lift.fit(likes())
    disliked = History(np.array([5], dtype=np.int32), np.array([-1], dtype=np.float32), np.zeros(1), 0.0)
    for history in (after(), disliked):
        terms = lift.terms(history)
        np.testing.assert_array_equal(terms["lift"], terms["later"])


def test_it_comes_back_from_arrays_and_follows_other_numbers() -> None:
    lift = Lift.fit(likes())
    size = len(lift.liked)
    moved = Lift.of(lift.arrays()).renumbered(np.arange(size)[::-1].astype(np.int64), size)
    np.testing.assert_allclose(
        moved.terms(after(size - 1 - FAMOUS))["lift"], lift.terms(after(FAMOUS))["lift"][::-1], rtol=1e-3
    )


def test_a_climbed_head_is_never_worse_and_finds_what_is_turned_to_later() -> None:
    log, names = likes(), ("liked", "later", "lift")
    lift = Lift.fit(log)
    asked = newcomers(log, (0, 1, 4), 0, 8, "earliest")
    examples = make_examples(asked, lift.terms, names, lift.liked, 0)
    popular = np.zeros((3, WIDTH), dtype=np.float32)
    popular[0, 0] = 0.3
    head = climbed(Head(names, popular), examples)
    best = np.argsort(-head.score(examples.terms[0], 0))[:FAMOUS]
    assert not set(best.tolist()) & set(range(FAMOUS))
    assert np.array_equal(climbed(head, examples).weights, head.weights)


def test_the_earliest_likes_are_given_in_their_order() -> None:
    asked = newcomers(likes(), (1, 4), 0, 8, "earliest")
    assert [each.history.rows.tolist() for each in asked[:2]] == [[0], [0, 1, 2, 3]]
