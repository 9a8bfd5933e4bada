"""BM25 over titles, descriptions, categories and people, with the per-term impacts worked out in advance.

Robertson & Zaragoza, The Probabilistic Relevance Framework (2009), with the +1 inside the logarithm
that keeps the weight of frequent words positive; k1 = 1.2, b = 0.75.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.schema import Item

K1, B = 1.2, 0.75
_WORD = re.compile(r"[0-9a-z]+(?:['’][a-z]+)?|[\u4e00-\u9fff]")


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


def words(text: str) -> list[str]:
    """Case-folded words, plurals cut to singular in the plainest way; every Chinese character is a word."""
    return [_singular(word) for word in _WORD.findall(text.casefold())]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def index(catalogue: Catalogue) -> LexicalIndex:
    counts = [Counter(words(_everything(item))) for item in catalogue.items]
    lengths = np.array([count.total() for count in counts], dtype=np.float32)
    mean = float(lengths.mean()) if len(lengths) else 1.0
    rows: dict[str, list[int]] = {}
    frequencies: dict[str, list[int]] = {}
    for row, count in enumerate(counts):
        for word, frequency in count.items():
            rows.setdefault(word, []).append(row)
            frequencies.setdefault(word, []).append(frequency)
    impacts = {
        word: _impact(np.array(at, dtype=np.int32), np.array(frequencies[word]), lengths, mean)
        for word, at in rows.items()
    }
    return LexicalIndex(len(counts), impacts)


def _impact(
    rows: NDArray[np.int32], frequency: NDArray[np.int64], lengths: NDArray[np.float32], mean: float
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    rarity = np.log(1 + (len(lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
    saturated = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * lengths[rows] / mean))
    return rows, (rarity * saturated).astype(np.float32)


def _everything(item: Item) -> str:
    values = [text for value in item.fields.values() if not isinstance(value, (bool, float)) for text in texts(value)]
    return " ".join((item.title, *item.aliases, item.text, *values))
