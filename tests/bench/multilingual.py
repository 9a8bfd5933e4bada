"""Chinese and English questions to the demo store's books, by encoder.

Known item: each book's Chinese description asks for that book among all 310, whose texts are English only; recall
at 1 and 10. Wishes: every pair of a mood and a genre or theme that at least five books have, in the words that the
catalogue has for them (`温暖的科幻小说`); share of the first ten that have both, with the texts that each encoder is
given. `words` is BM25 alone, which knows the catalogue's Chinese words for values: what serves Chinese without an
encoder for it. Times are of one text after another on one thread.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import perf_counter

import numpy as np

from bot.settings import load_settings
from bot.wording import word
from recommender.catalogue import Catalogue, texts
from recommender.encoder import ENGLISH, Encoder
from recommender.encoders import MINILM, NANO_E5, open_encoder
from recommender.lexical import index
from recommender.load import load_demo
from recommender.schema import Vector
from recommender.vectors import catalogue_vectors
from tests.bench.table import Row

FOLDER = Path(tempfile.gettempdir()) / "chat-rec-bench" / "multilingual"
LEAST, TOP, TIMED = 5, 10, 40
Scored = Callable[[Sequence[str]], Vector]
"""Questions → a score of every book, shape (questions, books)."""


@dataclass(frozen=True)
class EnglishTexts:
    """An encoder that is given no Chinese text of an item."""

    encoder: Encoder
    languages: frozenset[str] = ENGLISH

    @property
    def name(self) -> str:
        return self.encoder.name

    @property
    def dimensions(self) -> int:
        return self.encoder.dimensions

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vector:
        return self.encoder.encode(texts, progress)

    def encode_queries(self, texts: Sequence[str]) -> Vector:
        return self.encoder.encode_queries(texts)


def measure() -> list[Row]:
    books = load_demo("books")
    encoders = [open_encoder(name, load_settings().encoder_dir) for name in (MINILM, NANO_E5)]
    return [
        *(_known_items(books, encoder) for encoder in encoders),
        *(
            _wishes(books, language, _by(encoder, books), encoder.name)
            for encoder, language in product(encoders, ("zh", "en"))
        ),
        *(_wishes(books, language, _by_words(books), "words") for language in ("zh", "en")),
        *(_time(books, encoder) for encoder in encoders),
    ]


def _by(encoder: Encoder, books: Catalogue) -> Scored:
    vectors = catalogue_vectors(books, encoder, [FOLDER / "-".join(sorted(encoder.languages))])
    return lambda questions: encoder.encode_queries(questions) @ vectors.T


def _by_words(books: Catalogue) -> Scored:
    lexical = index(books)
    return lambda questions: np.stack([lexical.scores(question) for question in questions])


def _known_items(books: Catalogue, encoder: Encoder) -> Row:
    untold = replace(books, items=tuple(replace(item, text_zh="") for item in books.items))
    scores = _by(EnglishTexts(encoder), untold)([item.text_zh for item in books.items])
    better = (scores > scores.diagonal()[:, None]).sum(axis=1)
    at = [float((better < cut).mean()) for cut in (1, TOP)]
    return Row(f"Chinese description → its book, {encoder.name}", f"{at[0]:.3f} / {at[1]:.3f}", note="recall@1 / @10")


def _wishes(books: Catalogue, language: str, scored: Scored, by: str) -> Row:
    asked = dict(questions(books, language))
    first = np.argsort(-scored(list(asked)), axis=1, kind="stable")[:, :TOP]
    share = [
        len(fitting & set(rows)) / min(TOP, len(fitting))
        for fitting, rows in zip(asked.values(), first.tolist(), strict=True)
    ]
    return Row(f"Mood and genre or theme, {language}, {by}", f"{np.mean(share):.3f}", note=f"{len(asked)} questions")


def questions(books: Catalogue, language: str) -> Iterator[tuple[str, set[int]]]:
    """Questions and the rows of the books that fit them."""
    fields = books.field_by_name
    fitting: dict[str, set[int]] = defaultdict(set)
    for row, item in enumerate(books.items):
        for other in ("genres", "themes"):
            for mood, value in product(texts(item.fields.get("moods")), texts(item.fields.get(other))):
                first, second = word(fields["moods"], mood, language), word(fields[other], value, language)
                fitting[_asked(first, second, other, language)].add(row)
    return ((question, rows) for question, rows in sorted(fitting.items()) if len(rows) >= LEAST)


def _asked(mood: str, value: str, field: str, language: str) -> str:
    if language == "zh":
        return f"{mood}的{value}书" if field == "genres" else f"{mood}的、关于{value}的书"
    return f"a {mood} {value} book" if field == "genres" else f"a {mood} book about {value}"


def _time(books: Catalogue, encoder: Encoder) -> Row:
    said = [question for question, _ in questions(books, "zh")][:TIMED]
    encoder.encode_queries(said[:2])
    took = []
    for text in said:
        begun = perf_counter()
        encoder.encode_queries([text])
        took.append(perf_counter() - begun)
    return Row(
        f"Read one Chinese question, {encoder.name}",
        f"{np.median(took) * 1000:.1f} ms",
        note=f"median of {len(took)}",
    )
