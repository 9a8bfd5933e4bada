"""The figures of each slice, from scores to the verdict."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.gate import decide
from recommender.interactions import Interactions
from recommender.slices import measured, reach, slices

ITEMS = 300


def test_reach_counts_places_among_what_is_unknown() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.7, 0.1])
    known = np.array([True, False, False, False, False])
    everywhere = np.ones(5, dtype=np.bool_)
    assert reach(scores, known, np.array([1], np.int32), everywhere) == 1.0
    assert reach(scores, known, np.array([2], np.int32), everywhere) == pytest.approx(1 / np.log2(3))
    assert reach(scores, known, np.array([3], np.int32), everywhere) == pytest.approx(1 / np.log2(4))
    assert np.isnan(reach(scores, known, np.array([3], np.int32), ~everywhere))


def test_a_model_that_pushes_the_tail_down_is_found_out_by_its_scores() -> None:
    """From scores to the verdict."""
    rng = np.random.default_rng(4)
    users, popularity = 300, 1 / np.arange(1, ITEMS + 1)
    taken = rng.choice(ITEMS, (users, 20), p=popularity / popularity.sum())
    train = log_of(taken)
    known = np.zeros((users, ITEMS), dtype=np.bool_)
    known[np.arange(users)[:, None], taken] = True
    targets = [rng.choice(np.flatnonzero(~known[user]), 6, replace=False).astype(np.int32) for user in range(users)]
    now = popularity + 0.02 * rng.normal(size=(users, ITEMS))
    better = now.copy()
    for user, wanted in enumerate(targets):
        now[user, wanted] += 0.05
        better[user, wanted] += 0.06
    suppressed = better - 0.3 * (np.arange(ITEMS) >= ITEMS // 5)
    figures = [measured(scores.astype(np.float32), known, targets, train) for scores in (better, suppressed, now)]
    events = np.full(users, 20)
    old = (figures[0].overall, figures[2].overall)
    assert decide(slices(figures[0], figures[2], events, old)).accepted
    verdict = decide(slices(figures[1], figures[2], events, old))
    assert "long tail" in [each.name for each in verdict.slices if each.standing == "worse"]


def log_of(taken: NDArray[np.int64]) -> Interactions:
    users, each = taken.shape
    return Interactions(
        np.repeat(np.arange(users, dtype=np.int32), each),
        taken.ravel().astype(np.int32),
        np.ones(users * each, np.float32),
        np.arange(users * each, dtype=np.float64),
        tuple(f"u{user}" for user in range(users)),
        tuple(f"movies:{item}" for item in range(ITEMS)),
    )
