"""Which items speak of something, by the words of their title, description and categories."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue

_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]", re.IGNORECASE)
_PLURAL = 4
"""Shorter words (`gas`) keep their last letter."""


def mentioning(catalogue: Catalogue, phrases: Iterable[str]) -> NDArray[np.bool_]:
    """Rows that have every word of one of the phrases, in the singular or the plural, shape (n,)."""
    mask = np.zeros(len(catalogue.items), dtype=np.bool_)
    for phrase in phrases:
        words = [_pattern(word) for word in _WORD.findall(phrase.casefold())]
        if words:
            rows = (all(word.search(text) for word in words) for text in catalogue.descriptions)
            mask |= np.fromiter(rows, dtype=np.bool_, count=len(mask))
    return mask


def _pattern(word: str) -> re.Pattern[str]:
    """Chinese is written without spaces: there every occurrence counts."""
    if not word.isascii():
        return re.compile(re.escape(word))
    stem = word[:-1] if word.endswith("s") and len(word) >= _PLURAL else word
    return re.compile(rf"\b{re.escape(stem)}(?:s|es)?\b")
