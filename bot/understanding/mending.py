"""Slips of the keyboard: a word that nobody knows, one letter away from a word of the catalogue or of asking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.knowledge import Knowledge
from bot.understanding.matching import base_forms
from bot.understanding.text import Text, read_tokens
from bot.understanding.tokens import Token

_SHORTEST = 4
_SAFE = 6
"""Words shorter than this must lack a letter, have one too many or two swapped: `lamb` is no slip for `lamp`."""


def mended(text: Text, known: Knowledge, shelves: Collection[Knowledge]) -> Text:
    """The text with its slips put right (`rmoance`, `plesae`); the person's own spelling stays to be quoted."""
    tokens = [_mended(token, text, at, known, shelves) for at, token in enumerate(text.tokens)]
    changed = any(one is not other for one, other in zip(tokens, text.tokens, strict=True))
    return read_tokens(tuple(tokens), text.cues) if changed else text


def _mended(token: Token, text: Text, at: int, known: Knowledge, shelves: Collection[Knowledge]) -> Token:
    word = token.norm
    if len(word) < _SHORTEST or not (word.isalpha() and word.isascii()):
        return token
    if token.after_quote or any(word in other.written for other in (known, *shelves)):
        return token
    if any(base in known.written for base in base_forms(word)):
        return token
    near = process.extract(word, known.spellings, scorer=OSA.distance, score_cutoff=1, limit=None)
    best = _likeliest(word, [candidate for candidate, *_ in near], known)
    named = token.capital and text.mixed_case and not text.begins_sentence(at)
    sure = not named or (best in known.telling and len(word) >= _SAFE)
    return replace(token, norm=best) if best and sure else token


def _likeliest(word: str, near: Sequence[str], known: Knowledge) -> str:
    """Swapped letters first, then words of the catalogue."""
    slips = [candidate for candidate in near if _is_slip(word, candidate)]
    return min(slips, key=lambda slip: (not _swapped(word, slip), slip not in known.telling), default="")


def _is_slip(word: str, meant: str) -> bool:
    if _swapped(word, meant):
        return True
    inflected = word in (meant + "s", meant + "d") or meant in (word + "s", word + "d")
    if inflected or min(len(word), len(meant)) < _SHORTEST or len(meant) <= _SHORTEST or word[0] != meant[0]:
        return False
    return len(word) != len(meant) or len(word) >= _SAFE


def _swapped(word: str, meant: str) -> bool:
    return len(word) == len(meant) and sorted(word) == sorted(meant)
