"""Lists are the best of all items, whatever ties there are."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.evaluation.metrics import top


@pytest.mark.parametrize("seed", range(8))
def test_the_list_is_that_of_a_whole_sort(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, known = rng.integers(0, 6, 40).astype(np.float32), rng.random(40) < 0.1 * seed
    order = [item for item in np.argsort(-scores, kind="stable").tolist() if not known[item]]
    assert top(scores, known).tolist() == (order + [-1] * 10)[:10]


def test_what_is_no_number_is_in_no_list() -> None:
    scores = np.array([0.5, np.nan, 0.9, np.nan], dtype=np.float32)
    assert top(scores, np.zeros(4, dtype=np.bool_), 3).tolist() == [2, 0, -1]
