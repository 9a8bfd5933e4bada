"""Words, pairs of words and pieces of words of a text, as hashes: what is left to go by when meaning fails."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from recommender.schema import Vector

Hashes = NDArray[np.uint32]
PIECES = (3, 4)
"""Lengths of pieces; spaces between words count."""
HAN_PIECES = (1, 2, 3)
MOST_CHARACTERS = 400
"""A longer text is cut: what it is about is said by then."""
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_HAN = re.compile(r"[\u2e80-\u9fff]+")


def pieces(text: str) -> Hashes:
    """The distinct hashes, sorted. Case, width of letters and length of numbers do not matter.

    Chinese has no spaces between words: runs of one to three characters take the place of words.
    """
    return np.unique(np.fromiter(map(crc32, _named(text)), dtype=np.uint32))


def weighed(text: str, known: Hashes, rarity: Vector) -> tuple[NDArray[np.intp], Vector]:
    """Places of the text's pieces among the known ones, and their inverse document frequencies, at unit length."""
    found = pieces(text)
    places = np.searchsorted(known, found)
    # Both are sorted, so that only the last ones can lie beyond.
    places = places[places < len(known)]
    places = places[known[places] == found[: len(places)]]
    weights = rarity[places]
    return places, weights / np.float32(np.sqrt(weights @ weights) or 1.0)


def _named(text: str) -> Iterator[bytes]:
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold()
    words = ["0" if word.isdigit() else word for word in _WORD.findall(plain)]
    line = f" {' '.join(words)} "
    names = [f"w{word}" for word in words]
    names += [f"p{first} {second}" for first, second in zip(["<", *words], [*words, ">"], strict=True)]
    names += [f"c{piece}" for piece in _runs(line, PIECES)]
    names += [f"h{piece}" for run in _HAN.findall(line) for piece in _runs(run, HAN_PIECES)]
    return (name.encode() for name in names)


def _runs(line: str, lengths: tuple[int, ...]) -> Iterator[str]:
    return (line[start : start + length] for length in lengths for start in range(len(line) - length + 1))
