"""The nearest items are the nearest, whichever way they are looked for and whatever a filter leaves."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module, util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.filters import Mask
from recommender.retrieve import LARGE, ByteIndex, Index, Nearest, PlainIndex, vector_index
from recommender.schema import Vector
from recommender.shelf import unit

ROWS, DIMENSIONS = 3_000, 48
SHARES = (None, 0.01, 0.1, 0.22, 0.5, 0.99)
Build = Callable[[Vector], Index]


def plain(vectors: Vector) -> Index:
    return PlainIndex(vectors)


def by_bytes(vectors: Vector) -> Index:
    faiss = import_module("faiss")
    return ByteIndex(PlainIndex(vectors, faiss), faiss)


def in_place(vectors: Vector) -> Index:
    return PlainIndex(vectors, import_module("faiss"))


def with_faiss(build: Build) -> object:
    return pytest.param(build, marks=pytest.mark.skipif(not util.find_spec("faiss"), reason="faiss is not installed"))


each = pytest.mark.parametrize("build", [plain, with_faiss(in_place), with_faiss(by_bytes)])


def random_vectors(rows: int, seed: int = 1) -> Vector:
    return unit(np.random.default_rng(seed).standard_normal((rows, DIMENSIONS), dtype=np.float32))


def some(share: float, seed: int = 3) -> Mask:
    return np.random.default_rng(seed).random(ROWS) < share


VECTORS = random_vectors(ROWS)
QUERY = random_vectors(1, seed=2)[0]


@cache
def built(build: Build) -> Index:
    return build(VECTORS)


def right(found: Nearest, vectors: Vector, query: Vector, k: int, allowed: Mask | None = None) -> bool:
    """Whether brute force in double precision finds none that are nearer; single precision tells 1e-6 apart."""
    rows = np.arange(len(vectors)) if allowed is None else np.flatnonzero(allowed)
    scores = vectors.astype(np.float64) @ query.astype(np.float64)
    return (
        len(found.rows) == min(k, len(rows))
        and set(found.rows.tolist()) <= set(rows.tolist())
        and len(set(found.rows.tolist())) == len(found.rows)
        and np.allclose(found.scores, scores[found.rows], atol=1e-6)
        and np.allclose(found.scores, -np.sort(-scores[rows])[:k], atol=1e-6)
        and bool((np.diff(found.scores) <= 0).all())
    )


@each
@settings(deadline=None)  # the first call builds the index
@given(seed=st.integers(100, 10_000), k=st.integers(1, 300), share=st.sampled_from(SHARES))
def test_the_nearest_are_those_of_brute_force(build: Build, seed: int, k: int, share: float | None) -> None:
    query = random_vectors(1, seed)[0]
    allowed = None if share is None else some(share, seed)
    assert right(built(build).nearest(query, k, allowed), VECTORS, query, k, allowed)


@each
def test_the_nearest_among_neighbours_closer_than_8_bits_can_tell_are_found_all_the_same(build: Build) -> None:
    crowd = unit(QUERY + 0.1 * random_vectors(ROWS))
    assert right(build(crowd).nearest(QUERY, 10), crowd, QUERY, 10)


@each
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_filter_that_allows_fewer_than_wanted_gives_what_there_is(build: Build, count: int) -> None:
    allowed = np.zeros(ROWS, dtype=np.bool_)
    allowed[[2_999, 0, 1_500][:count]] = True
    found = built(build).nearest(QUERY, 10, allowed)
    assert len(found.rows) == len(found.scores) == count
    assert right(found, VECTORS, QUERY, 10, allowed)


@each
@pytest.mark.parametrize("k", [ROWS - 1, ROWS, ROWS + 5])
def test_all_can_be_asked_for(build: Build, k: int) -> None:
    assert right(built(build).nearest(QUERY, k), VECTORS, QUERY, k)


@each
def test_a_filter_that_allows_everything_changes_nothing(build: Build) -> None:
    everything = np.ones(ROWS, dtype=np.bool_)
    found, expected = built(build).nearest(QUERY, 20, everything), built(build).nearest(QUERY, 20)
    assert found.rows.tolist() == expected.rows.tolist()
    assert found.scores.tolist() == expected.scores.tolist()


@each
@pytest.mark.parametrize("share", [0.02, 0.1, 0.22, 0.6, 1.0])
def test_equal_items_stand_in_the_order_of_the_catalogue(build: Build, share: float) -> None:
    repeated: Vector = np.tile(VECTORS[:7], (ROWS // 7 + 1, 1))[:ROWS]
    allowed = some(share)
    found = build(repeated).nearest(VECTORS[4], 5, allowed)
    assert found.rows.tolist() == [row for row in np.flatnonzero(allowed).tolist() if row % 7 == 4][:5]
    assert len(set(found.scores.tolist())) == 1


@each
def test_an_item_has_the_same_score_with_and_without_a_filter(build: Build) -> None:
    found = built(build).nearest(QUERY, 20)
    for share in (0.02, 0.1, 0.22, 0.6):
        allowed = some(share)
        allowed[found.rows] = True
        again = built(build).nearest(QUERY, 20, allowed)
        assert (again.scores == found.scores).all()


@each
def test_a_query_of_zeros_ranks_by_the_catalogue(build: Build) -> None:
    nothing = np.zeros(DIMENSIONS, dtype=np.float32)
    assert built(build).nearest(nothing, 3).rows.tolist() == [0, 1, 2]


@each
def test_items_without_a_vector_yet_score_nothing(build: Build) -> None:
    vectors = VECTORS.copy()
    vectors[::2] = 0
    found = build(vectors).nearest(QUERY, ROWS, some(0.04))
    assert (found.scores[found.rows % 2 == 0] == 0).all()
    assert not build(np.zeros_like(vectors)).nearest(QUERY, 5).scores.any()


@each
def test_the_score_of_every_item_can_be_had(build: Build) -> None:
    assert np.allclose(built(build).scores(QUERY), VECTORS.astype(np.float64) @ QUERY, atol=1e-6)


@each
@pytest.mark.parametrize("share", [0.02, 0.22, 1.0])
def test_a_query_or_filter_of_another_size_is_refused(build: Build, share: float) -> None:
    with pytest.raises((ValueError, AssertionError)):
        built(build).nearest(np.append(QUERY, QUERY), 5, some(share))
    with pytest.raises((ValueError, AssertionError)):
        built(build).nearest(QUERY, 5, np.append(some(share), some(share)))


@each
def test_several_threads_may_ask_at_once(build: Build) -> None:
    queries = random_vectors(200, seed=5)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda query: built(build).nearest(query, 10, some(0.5)), queries))
    assert all(right(one, VECTORS, query, 10, some(0.5)) for one, query in zip(found, queries, strict=True))


def test_an_empty_catalogue_has_nothing_near() -> None:
    index = vector_index(np.zeros((0, DIMENSIONS), dtype=np.float32))
    assert index.nearest(QUERY, 10).rows.tolist() == []
    assert index.nearest(QUERY, 10, np.zeros(0, dtype=np.bool_)).rows.tolist() == []


def test_nothing_is_copied_for_a_small_catalogue() -> None:
    index = vector_index(VECTORS)
    assert isinstance(index, PlainIndex)
    assert index.vectors is VECTORS


@pytest.mark.parametrize("share", [None, 0.01, 0.04, 0.2])
def test_a_large_catalogue_is_searched_as_exactly(share: float | None) -> None:
    vectors = random_vectors(LARGE)
    allowed = None if share is None else np.random.default_rng(4).random(LARGE) < share
    found = vector_index(vectors).nearest(QUERY, 25, allowed)
    assert right(found, vectors, QUERY, 25, allowed)
