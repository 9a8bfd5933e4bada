"""Vectors are made once for each text, whatever happens to the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.encoder import ENGLISH, Progress
from recommender.schema import Vector
from recommender.vectors import cached_vectors, catalogue_vectors, describe
from tests.catalogues import films


class CountingEncoder:
    """Vectors from the letters of a text; keeps what it was asked to encode."""

    name = "letters"
    dimensions = 384
    languages = ENGLISH

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        self.asked += texts
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        vectors[:, :8] = [[text.count(letter) + 0.5 for letter in "aeioust "] for text in texts]
        if progress:
            progress(len(texts))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vector:
        return self.encode(texts)


@pytest.fixture
def letters() -> CountingEncoder:
    return CountingEncoder()


def test_vectors_stand_in_the_order_of_the_items(tmp_path: Path, letters: CountingEncoder) -> None:
    vectors = catalogue_vectors(films(), letters, [tmp_path])
    expected = letters.encode([describe(item, films()) for item in films().items])
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, expected, atol=1e-3)


def test_nothing_is_encoded_twice(tmp_path: Path, letters: CountingEncoder) -> None:
    first = catalogue_vectors(films(), letters, [tmp_path])
    letters.asked.clear()
    again = catalogue_vectors(films(), letters, [tmp_path])
    assert letters.asked == []
    assert (first == again).all()


def test_only_a_changed_description_is_encoded_anew(tmp_path: Path, letters: CountingEncoder) -> None:
    catalogue_vectors(films(), letters, [tmp_path])
    letters.asked.clear()
    changed = replace(films().items[2], text="Something in the water.")
    catalogue = replace(films(), items=(*films().items[:2], changed, *films().items[3:]))
    assert not cached_vectors(catalogue, letters, [tmp_path])[1]
    catalogue_vectors(catalogue, letters, [tmp_path])
    assert letters.asked == [describe(changed, catalogue)]


def test_items_in_another_order_keep_their_vectors(tmp_path: Path, letters: CountingEncoder) -> None:
    first = catalogue_vectors(films(), letters, [tmp_path])
    turned = replace(films(), items=films().items[::-1])
    assert (catalogue_vectors(turned, letters, [tmp_path]) == first[::-1]).all()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", b"\x00" * 100])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, letters: CountingEncoder, damage: bytes) -> None:
    first = catalogue_vectors(films(), letters, [tmp_path])
    (file,) = tmp_path.rglob("*.npz")
    file.write_bytes(damage)
    assert (catalogue_vectors(films(), letters, [tmp_path]) == first).all()


def test_a_cache_cut_short_is_made_anew(tmp_path: Path, letters: CountingEncoder) -> None:
    first = catalogue_vectors(films(), letters, [tmp_path])
    (file,) = tmp_path.rglob("*.npz")
    file.write_bytes(file.read_bytes()[:-60])
    assert (catalogue_vectors(films(), letters, [tmp_path]) == first).all()


def test_a_second_folder_is_read_but_never_written(tmp_path: Path, letters: CountingEncoder) -> None:
    mine, shared = tmp_path / "mine", tmp_path / "shared"
    catalogue_vectors(films(), letters, [shared])
    letters.asked.clear()
    catalogue_vectors(films(), letters, [mine, shared])
    assert letters.asked == []
    assert not mine.exists()


def test_the_cache_alone_gives_what_it_has_and_says_whether_it_is_all(
    tmp_path: Path, letters: CountingEncoder
) -> None:
    vectors, complete = cached_vectors(films(), letters, [tmp_path])
    assert not complete
    assert not vectors.any()
    made = catalogue_vectors(films(), letters, [tmp_path])
    vectors, complete = cached_vectors(films(), letters, [tmp_path])
    assert complete
    assert (vectors == made).all()


def test_an_empty_catalogue_has_no_vectors(tmp_path: Path, letters: CountingEncoder) -> None:
    assert catalogue_vectors(replace(films(), items=()), letters, [tmp_path]).shape == (0, 384)
