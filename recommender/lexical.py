"""BM25 over titles, descriptions, categories and people, with the per-term impacts worked out in advance.

Robertson & Zaragoza, The Probabilistic Relevance Framework (2009), with the +1 inside the logarithm
that keeps the weight of frequent words positive; k1 = 1.2, b = 0.75.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.schema import Field, Item

K1, B = 1.2, 0.75
_WORD = re.compile(r"[0-9a-z]+(?:['’][a-z]+)?")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    size: int
    impacts: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]
    """Word → rows and what the word adds to their scores."""

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 of every item, shape (n,); 0 where no word of the query occurs."""
        scores = np.zeros(self.size, dtype=np.float32)
        for word in set(words(query)):
            found = self.impacts.get(word)
            if found is not None:
                scores[found[0]] += found[1]
        return scores

    def weighted(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """The same for words that count more or less, shape (n,)."""
        scores = np.zeros(self.size, dtype=np.float32)
        for word, weight in query.items():
            found = self.impacts.get(word)
            if found is not None:
                scores[found[0]] += np.float32(weight) * found[1]
        return scores


def words(text: str) -> list[str]:
    """Case-folded words, plurals cut to singular in the plainest way, and the pairs of Chinese characters."""
    return [*_latin(text), *(gram for run in _HAN.findall(text) for gram in _pairs(run))]


def _latin(text: str) -> list[str]:
    return [_singular(word) for word in _WORD.findall(text.casefold())]


def _pairs(run: str) -> list[str]:
    """Most Chinese words have two characters, and nothing stands between them; a character alone is itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _han(text: str) -> list[str]:
    """The pairs, and each character for whoever asks for one alone."""
    return [gram for run in _HAN.findall(text) for gram in (*_pairs(run), *(run if len(run) > 1 else ""))]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def index(catalogue: Catalogue) -> LexicalIndex:
    return indexed(counted(catalogue))


def counted(catalogue: Catalogue) -> list[Counter[str]]:
    """How often each item has each word."""
    chinese = {field.name: _chinese_words(field) for field in catalogue.fields}
    return [Counter((*_latin(_everything(item)), *_han(_in_chinese(item, chinese)))) for item in catalogue.items]


def indexed(counts: Sequence[Mapping[str, float]]) -> LexicalIndex:
    """One document an item; counts may be fractions.

    Each script goes by the lengths of its own texts: a Chinese description makes no English one longer.
    """
    han = [{word: often for word, often in count.items() if _HAN.match(word)} for count in counts]
    latin = [{word: often for word, often in count.items() if not _HAN.match(word)} for count in counts]
    return LexicalIndex(len(counts), _impacts(latin) | _impacts(han))


def _impacts(counts: Sequence[Mapping[str, float]]) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
    mean = max(float(lengths.mean()), 1e-6) if len(lengths) else 1.0
    rows: dict[str, list[int]] = {}
    frequencies: dict[str, list[float]] = {}
    for row, count in enumerate(counts):
        for word, frequency in count.items():
            rows.setdefault(word, []).append(row)
            frequencies.setdefault(word, []).append(frequency)
    return {
        word: _impact(np.array(at, dtype=np.int32), np.array(frequencies[word], dtype=np.float64), lengths, mean)
        for word, at in rows.items()
    }


def _impact(
    rows: NDArray[np.int32], frequency: NDArray[np.float64], lengths: NDArray[np.float32], mean: float
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    rarity = np.log(1 + (len(lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
    saturated = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * lengths[rows] / mean))
    return rows, (rarity * saturated).astype(np.float32)


def _chinese_words(field: Field) -> dict[str, str]:
    """Value → all Chinese words for it."""
    worded = field.wording["zh"].values if "zh" in field.wording else {}
    found = {
        value: {word for word in (worded.get(value, ""), *field.synonyms.get(value, ())) if _HAN.search(word)}
        for value in (*worded, *field.synonyms)
    }
    return {value: " ".join(sorted(named)) for value, named in found.items() if named}


def _in_chinese(item: Item, chinese: Mapping[str, Mapping[str, str]]) -> str:
    """Titles, description, and the values by their Chinese names."""
    named = (
        chinese[name].get(text, "")
        for name, value in item.fields.items()
        if name in chinese and not isinstance(value, (bool, float))
        for text in texts(value)
    )
    return " ".join((item.title, *item.aliases, item.text_zh, item.text, *named))


def _everything(item: Item) -> str:
    values = [text for value in item.fields.values() if not isinstance(value, (bool, float)) for text in texts(value)]
    return " ".join((item.title, *item.aliases, item.text, *values))
