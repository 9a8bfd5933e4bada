"""Item × item matrices: what is looked up does not depend on how the matrix is kept."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.collaborative.matrices import ItemMatrix

SIZE = 12


def whole() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(SIZE, SIZE)).astype(np.float32)


def uneven() -> ItemMatrix:
    """Some items have left, so that rows have different numbers of entries."""
    places = np.arange(SIZE, dtype=np.int64)
    places[4] = -1
    return ItemMatrix.of(whole(), kept=5).renumbered(places, SIZE)


@pytest.mark.parametrize("matrix", [ItemMatrix.of(whole()), ItemMatrix.of(whole(), kept=5), uneven()])
def test_sums_and_single_entries_are_those_of_the_whole_matrix(matrix: ItemMatrix) -> None:
    entries = matrix.rows(0, SIZE)
    rows, weights = np.array([7, 2, 4], dtype=np.int32), np.array([1.0, 0.5, -2.0], dtype=np.float32)
    assert np.allclose(matrix.summed(rows, weights), weights @ entries[rows], atol=1e-6)
    others = np.array([9, 0, 4, 11])
    assert np.array_equal(matrix.towards(rows, others), entries[rows][:, others])


def test_nobody_without_events_is_told_anything() -> None:
    nothing = np.array([], dtype=np.int32)
    matrix = ItemMatrix.of(whole(), kept=5)
    assert not matrix.summed(nothing, nothing.astype(np.float32)).any()
    assert matrix.towards(nothing, np.array([1, 2])).shape == (0, 2)


@pytest.mark.parametrize("matrix", [ItemMatrix.of(whole()), ItemMatrix.of(whole(), kept=5), uneven()])
def test_a_file_keeps_the_entries_to_three_digits(matrix: ItemMatrix) -> None:
    again = ItemMatrix.of_arrays(matrix.arrays())
    np.testing.assert_allclose(again.rows(0, SIZE), matrix.rows(0, SIZE), rtol=1 / 4000)
    np.testing.assert_array_equal(again.columns, matrix.columns)
    assert ("columns" in matrix.arrays()) != matrix.is_whole


def test_rows_of_a_large_matrix_are_picked_block_by_block() -> None:
    large = np.random.default_rng(3).normal(size=(1200, 1200)).astype(np.float32)
    np.testing.assert_array_equal(ItemMatrix.of(large).rows(990, 1010), large[990:1010])
