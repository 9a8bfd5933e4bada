"""Slips of the keyboard: a word that nobody knows, one letter away from a word of the catalogue or of asking."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.knowledge import Knowledge
from bot.understanding.matching import base_forms
from bot.understanding.text import Text, read_tokens
from bot.understanding.tokens import Token

_SHORTEST, _SHORT, _SAFE, _LONG, _SURE = 4, 5, 6, 7, 8
"""Letters of a word: the shorter it is, the more of its neighbours are other words (`lamb` is no slip for `lamp`)."""
_ENDINGS = ("s", "es", "d", "ed", "ing", "ings", "er", "ers", "or", "y", "ly", "al", "ish")
_SAME_TWICE = re.compile(r"(.)\1+")


def mended(text: Text, known: Knowledge, shelves: Collection[Knowledge]) -> Text:
    """The text with its slips put right (`rmoance`, `plesae`); the person's own spelling stays to be quoted."""
    tokens = [_mended(token, text, at, known, shelves) for at, token in enumerate(text.tokens)]
    changed = any(one is not other for one, other in zip(tokens, text.tokens, strict=True))
    return read_tokens(tuple(tokens), text.cues) if changed else text


def _mended(token: Token, text: Text, at: int, known: Knowledge, shelves: Collection[Knowledge]) -> Token:
    word = token.norm
    if len(word) < _SHORTEST or not (word.isalpha() and word.isascii() and token.text[:1].isascii() and token.text):
        return token
    if (
        token.after_quote
        or word in known.cues.words["no_slip"]
        or any(word in other.written for other in (known, *shelves))
    ):
        return token
    if _inflects(word, known) or any(base in known.written for base in base_forms(word)):
        return token
    near = process.extract(word, known.spellings, scorer=OSA.distance, score_cutoff=1, limit=None)
    best = _likeliest(word, [candidate for candidate, *_ in near], known)
    named = token.capital and text.mixed_case and not text.begins_sentence(at)
    sure = not named or (best in known.telling and len(word) >= _SAFE)
    return replace(token, norm=best) if best and sure else token


def _likeliest(word: str, near: Sequence[str], known: Knowledge) -> str:
    """Swapped letters first, then words of the catalogue."""
    slips = [meant for meant in near if _is_slip(word, meant, telling=meant in known.telling)]
    return min(slips, key=lambda slip: (not _swapped(word, slip), slip not in known.telling), default="")


def _is_slip(word: str, meant: str, *, telling: bool) -> bool:
    """One letter away is enough for long words of the catalogue; other words must look more like a slip."""
    if _swapped(word, meant) or _SAME_TWICE.sub(r"\1", word) == _SAME_TWICE.sub(r"\1", meant):
        return len(word) != len(meant) + 1 or not word.endswith(meant[-1] * 2)
    at_end = word[: len(meant) - 1] == meant[:-1] or meant == word[:-1]
    if word[0] != meant[0] or (at_end and not (telling and len(meant) >= _SURE)):
        return False
    if len(word) == len(meant):
        return telling and len(word) >= _LONG
    return len(meant) >= (_SHORT if telling else _LONG if len(word) > len(meant) else _SAFE)


def _inflects(word: str, known: Knowledge) -> bool:
    """`started`, `waiting`, `buys`: a form of a word that is known."""
    stems = [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)]
    return any(len(stem) > 2 and (stem in known.written or stem + "e" in known.written) for stem in stems)


def _swapped(word: str, meant: str) -> bool:
    return len(word) == len(meant) and sorted(word) == sorted(meant)
