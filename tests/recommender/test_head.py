"""The fusion head: what it makes of terms and context, and that it can say what every term did."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.head import WIDTH, Head, Hidden, context

NAMES = ("popular", "ease", "near")
Floats = NDArray[np.float32]


def linear(seed: int = 0) -> Head:
    return Head(NAMES, np.random.default_rng(seed).normal(size=(3, WIDTH)).astype(np.float32))


def deep(seed: int = 0, hidden: int = 4) -> Head:
    rng = np.random.default_rng(seed)
    shapes = [(3, hidden), (WIDTH, hidden), (hidden,)]
    layer = Hidden(*(rng.normal(size=shape).astype(np.float32) for shape in shapes))
    return Head(NAMES, linear(seed).weights, layer)


def terms(items: int = 50) -> Floats:
    return np.random.default_rng(1).normal(size=(items, 3)).astype(np.float32)


BOTH = pytest.mark.parametrize("head", [linear(), deep()], ids=["linear", "mlp"])


def test_context_tells_how_much_is_known_from_nothing_to_much() -> None:
    known = context(np.array([0, 5, 10_000]))
    assert known[0].tolist() == [1, 0, 0, 0]
    np.testing.assert_allclose(known[1], [1, 5 / 6, 1 / 2, 5 / 35], rtol=1e-6)
    assert (known[2] > 0.99).all()


def test_a_linear_head_adds_the_terms_weighted_by_context() -> None:
    head, given = linear(), terms()
    expected = [sum(x * (head.weights[f] @ context(7)) for f, x in enumerate(row)) for row in given]
    np.testing.assert_allclose(head.score(given, 7), expected, rtol=1e-4, atol=1e-5)


def test_a_hidden_layer_adds_what_its_units_make_of_terms_and_context_together() -> None:
    head, given = deep(), terms()
    assert head.hidden is not None
    units = np.maximum(given @ head.hidden.terms + context(7) @ head.hidden.context, 0)
    np.testing.assert_allclose(
        head.score(given, 7), linear().score(given, 7) + units @ head.hidden.out, rtol=1e-4, atol=1e-5
    )


@BOTH
def test_a_term_moved_an_item_by_exactly_what_the_score_loses_without_it(head: Head) -> None:
    given = terms()
    moved = head.moved(given, 12)
    for place in range(len(NAMES)):
        without = given.copy()
        without[:, place] = 0
        np.testing.assert_allclose(
            moved[:, place], head.score(given, 12) - head.score(without, 12), rtol=1e-4, atol=1e-5
        )


@BOTH
def test_a_group_moved_an_item_by_what_the_score_loses_without_all_of_its_terms(head: Head) -> None:
    given = terms()
    moved = head.moved(given, 12, [(0, 2), (1,)])
    without = given.copy()
    without[:, [0, 2]] = 0
    np.testing.assert_allclose(moved[:, 0], head.score(given, 12) - head.score(without, 12), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(moved[:, 1], head.moved(given, 12)[:, 1], rtol=1e-4, atol=1e-5)


@BOTH
def test_silent_terms_move_nothing(head: Head) -> None:
    given = terms()
    given[:, 1] = 0
    assert not head.moved(given, 3)[:, 1].any()


@BOTH
def test_scores_do_not_depend_on_how_the_terms_lie_in_memory(head: Head) -> None:
    given = terms()
    np.testing.assert_allclose(head.score(given, 3), head.score(np.asfortranarray(given), 3), rtol=1e-5, atol=1e-6)


@BOTH
def test_a_head_survives_its_file(head: Head) -> None:
    again = Head.of(head.names, head.arrays())
    assert again.score(terms(), 4).tolist() == head.score(terms(), 4).tolist()
    assert (again.hidden is None) == (head.hidden is None)


def test_a_head_picks_its_own_terms_and_takes_those_that_are_missing_as_silent() -> None:
    given = terms()
    found = linear().picked(("near", "taste", "popular"), given)
    assert found[:, 0].tolist() == given[:, 2].tolist()
    assert not found[:, 1].any()
    assert found[:, 2].tolist() == given[:, 0].tolist()
