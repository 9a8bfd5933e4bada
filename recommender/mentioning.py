"""Which items speak of something, by the words of their title, description and categories."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue

Mask = NDArray[np.bool_]
_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]", re.IGNORECASE)
_PLURAL = 4
"""Shorter words (`gas`) keep their last letter."""
_MOST = 500
"""Words whose rows are kept in a catalogue: looking through 10,000 descriptions takes some 10 ms."""


def mentioning(catalogue: Catalogue, phrases: Iterable[str]) -> Mask:
    """Rows that have every word of one of the phrases, in the singular or the plural, shape (n,)."""
    found = np.zeros(len(catalogue.items), dtype=np.bool_)
    for phrase in phrases:
        words = _WORD.findall(phrase.casefold())
        if words:
            found |= np.all([_speaking_of(catalogue, word) for word in words], axis=0)
    return found


def _speaking_of(catalogue: Catalogue, word: str) -> Mask:
    kept = catalogue.mentions
    if word not in kept:
        if len(kept) >= _MOST:
            kept.clear()
        kept[word] = _searched(catalogue, word)
    return kept[word]


def _searched(catalogue: Catalogue, word: str) -> Mask:
    """Chinese is written without spaces: there every occurrence counts."""
    stem = word[:-1] if word.endswith("s") and len(word) >= _PLURAL else word
    whole = re.compile(rf"\b{re.escape(stem)}(?:s|es)?\b") if word.isascii() else None
    rows = (stem in text and (whole is None or whole.search(text) is not None) for text in catalogue.descriptions)
    return np.fromiter(rows, dtype=np.bool_, count=len(catalogue.items))
