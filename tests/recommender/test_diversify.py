"""A list is not five times the same."""

from __future__ import annotations

import numpy as np

from recommender.stages.diversify import diversify

SCORES = np.array([1.0, 0.99, 0.98, 0.5, 0.1], dtype=np.float32)
TWINS = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, -1]], dtype=np.float32)


def test_the_best_comes_first() -> None:
    assert diversify(SCORES, TWINS, 3)[0] == 0


def test_something_different_goes_before_a_twin_when_difference_counts() -> None:
    assert diversify(SCORES, TWINS, 2, balance=0.5) == [0, 3]


def test_with_balance_one_the_order_of_the_scores_stays() -> None:
    assert diversify(SCORES, TWINS, 4, balance=1.0) == [0, 1, 2, 3]


def test_nothing_comes_twice_and_no_more_than_there_is() -> None:
    order = diversify(SCORES, TWINS, 9)
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert diversify(SCORES[:0], TWINS[:0], 3) == []


def test_equal_scores_do_not_divide_by_zero() -> None:
    assert len(diversify(np.ones(3, dtype=np.float32), TWINS[:3], 3)) == 3
