"""Text as tokens that remember where they stood.

Letters are folded (case, accents, apostrophes) so that text and catalogue meet; hyphens and other
punctuation are no tokens but stay visible as the `gap` before the next one. Chinese, Japanese and
Korean characters are tokens of their own, since nothing separates their words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|\d+(?:[.,]\d+)*|[^\W\d_{_CJK}]+(?:['’ʼ`][^\W\d_{_CJK}]+)*|[<>]=?|[≤≥=$€£¥+%#&/]")
_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "ð": "d", "þ": "th"})
_ABBREVIATIONS = frozenset({"mr", "mrs", "ms", "dr", "st", "vs", "jr", "sr", "vol", "pt"})
_CONTRACTED = frozenset(["what", "who", "it", "that", "let", "there", "here", "how", "where", "when", "he", "she"])
_APOSTROPHES = re.compile("['’ʼ`]")
_SENTENCE_END = re.compile(r"[.;!?。！？；\n]|\s[-–—]\s|—|:\s")
_COMMA = re.compile(r"[,，、(]")
_WIDE = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05, 0xFF0B)
}
_LONGEST_NUMBER = 15
"""Doubles are exact up to here, and nobody counts further."""
_QUOTES = '"“”«»「」《》„'


@dataclass(frozen=True, slots=True)
class Token:
    norm: str
    """Folded: lower case, no accents, no apostrophes; `&` is `and`, `1,000` is `1000`."""
    text: str
    start: int
    end: int
    gap: str
    """What stands between the token before (or the start of the text) and this one."""

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def glossed(self) -> bool:
        """Is it a cue of another script, given in English?"""
        return self.norm.isascii() and (not self.text or "\u3400" <= self.text[0] <= "\u9fff")

    @property
    def after_comma(self) -> bool:
        return _has_comma(self.gap)

    @property
    def after_stop(self) -> bool:
        """A sentence, or a part as good as one, ended before this token."""
        return _has_stop(self.gap)

    @property
    def after_quote(self) -> bool:
        return any(quote in self.gap for quote in _QUOTES) or self.gap.endswith((" '", " ‘"))


@lru_cache(maxsize=1024)
def _has_comma(gap: str) -> bool:
    return bool(_COMMA.search(gap))


@lru_cache(maxsize=1024)
def _has_stop(gap: str) -> bool:
    """Asked some hundred times a message, nearly always of a single space."""
    return bool(_SENTENCE_END.search(gap))


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens in the order of the text; offsets count in the NFC form."""
    composed = unicodedata.normalize("NFC", text).translate(_WIDE)
    tokens: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(composed):
        word = match.group()
        norm = _norm(word)
        if not norm:  # letters that fold to nothing, such as fillers of Hangul
            continue
        gap = composed[before : match.start()]
        if tokens and gap.startswith(".") and _abbreviates(tokens[-1], word):
            gap = gap.replace(".", "", 1)
        tokens.append(Token(norm, word, match.start(), match.end(), gap))
        before = match.end()
    return tuple(tokens)


def _abbreviates(token: Token, following: str) -> bool:
    """`Dr. Strange`, `J. Edgar`: a full stop that ends no sentence. `Rated R. Under …` does."""
    initial = len(token.text) == 1 and token.capital and token.text not in "RGI" and following[:1].isupper()
    return token.norm in _ABBREVIATIONS or initial


def norms(text: str) -> list[str]:
    """Only the folded words: what the indexes are made of."""
    return list(filter(None, map(_norm, _TOKEN.findall(text))))


def joined_possessives(text: str) -> str:
    """`Schindler's List` as it is often typed: `Schindlers List`; the text itself where it has none."""
    return text.replace("'s", "s").replace("’s", "s")


def key(text: str) -> str:
    """The folded words with single spaces between."""
    return " ".join(norms(text))


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


@cache
def simplified() -> dict[int, str]:
    """Traditional character → the simplified one: the common ones (Big5 level 1), as OpenCC has them (Apache-2.0)."""
    traditional, plain = Path(__file__).with_name("traditional.txt").read_text("utf-8").split("\n\n")
    return {ord(one): other for one, other in zip(traditional, plain, strict=False) if one != "\n"}


def _norm(word: str) -> str:
    if word == "&":
        return "and"
    if word[0].isdecimal():
        return _number(word)
    if "\u3400" <= word[0] <= "\u9fff":
        return word.translate(simplified())
    folded = fold(word)
    stem, mark, rest = folded.partition("'") if "'" in folded else folded.partition("’")
    if mark and rest == "s" and stem not in _CONTRACTED:
        return stem
    return folded if folded.isalnum() else _APOSTROPHES.sub("", folded)


def _number(word: str) -> str:
    """In ASCII digits. One of more than `_LONGEST_NUMBER` characters counts nothing and is a word like any other."""
    if not word.isascii():
        word = "".join(str(unicodedata.decimal(char, char)) for char in word)
    if len(word) > _LONGEST_NUMBER:
        return f"n{word}"
    whole, comma, rest = word.partition(",")
    if comma and all(len(part) == 3 for part in rest.split(",")):
        return word.replace(",", "")
    return f"{whole}.{rest}" if comma and rest.isdigit() else word
