"""Figures of rankings, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.evaluation.metrics import (
    coverage,
    hit_rate,
    long_tail,
    ndcg,
    paired_ratio,
    recall,
    tail_share,
    top,
)
from recommender.interactions import Interactions

RANKING = np.array([[3, 1, 4], [0, 2, -1]], dtype=np.int32)
TARGETS = [np.array([1, 4, 9], dtype=np.int32), np.array([5], dtype=np.int32)]


def test_ndcg_is_the_gain_by_the_best_possible() -> None:
    second, third = 1 / np.log2(3), 1 / np.log2(4)
    assert ndcg(RANKING, TARGETS) == pytest.approx([(second + third) / (1 + second + third), 0])


def test_the_best_list_has_an_ndcg_of_one_however_many_are_wanted() -> None:
    lists = np.array([[0, 1, 2], [0, 5, 6]], dtype=np.int32)
    assert ndcg(lists, [np.arange(8, dtype=np.int32), np.array([0], dtype=np.int32)]) == pytest.approx([1, 1])


def test_recall_and_hit_rate() -> None:
    assert recall(RANKING, TARGETS) == pytest.approx([2 / 3, 0])
    assert hit_rate(RANKING, TARGETS).tolist() == [1, 0]


def test_coverage_counts_what_anybody_is_shown() -> None:
    assert coverage(RANKING, 10) == 0.5
    assert coverage(np.full((2, 3), -1, dtype=np.int32), 10) == 0


def test_the_long_tail_is_all_but_the_most_popular_fifth() -> None:
    items = np.repeat(np.arange(10, dtype=np.int32), np.arange(10, 0, -1))
    size = len(items)
    log = Interactions(
        np.arange(size, dtype=np.int32),
        items,
        np.ones(size, dtype=np.float32),
        np.arange(size, dtype=np.float64),
        tuple(str(user) for user in range(size)),
        tuple("abcdefghij"),
    )
    tail = long_tail(log)
    assert np.flatnonzero(~tail).tolist() == [0, 1]
    assert tail_share(RANKING, tail) == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_the_top_leaves_out_what_is_known_and_breaks_ties_by_number() -> None:
    scores = np.array([0.5, 0.9, 0.5, 0.1], dtype=np.float32)
    assert top(scores, np.array([False, True, False, False]), 3).tolist() == [0, 2, 3]
    assert top(scores, np.array([True, True, True, False]), 3).tolist() == [3, -1, -1]
    assert top(scores, np.ones(4, dtype=np.bool_), 6).tolist() == [-1] * 6


def test_a_paired_ratio_is_sure_of_itself_where_everybody_gains_the_same() -> None:
    theirs = np.random.default_rng(1).uniform(0.1, 0.9, 200)
    same = paired_ratio(1.2 * theirs, theirs)
    assert (same.value, same.low, same.high) == pytest.approx((1.2, 1.2, 1.2))
    noisy = paired_ratio(np.random.default_rng(2).permutation(theirs), theirs)
    assert noisy.low < 1 < noisy.high


@pytest.mark.parametrize("seed", range(8))
def test_the_list_is_that_of_a_whole_sort(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, known = rng.integers(0, 6, 40).astype(np.float32), rng.random(40) < 0.1 * seed
    order = [item for item in np.argsort(-scores, kind="stable").tolist() if not known[item]]
    assert top(scores, known).tolist() == (order + [-1] * 10)[:10]


def test_what_is_no_number_is_in_no_list() -> None:
    scores = np.array([0.5, np.nan, 0.9, np.nan], dtype=np.float32)
    assert top(scores, np.zeros(4, dtype=np.bool_), 3).tolist() == [2, 0, -1]
