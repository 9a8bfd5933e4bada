"""How people's names are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PARTICLES = frozenset((
    "de", "da", "di", "du", "del", "della", "la", "le", "van", "von", "der", "den", "ter", "ten", "bin", "ibn", "al",
    "el", "y", "dos", "das", "jr.", "jr", "sr.",
))  # fmt: skip
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?-?){1,4}")
_COMPANY = re.compile(
    r"\b(inc|ltd|llc|pictures|films?|studios?|entertainment|productions?|press|books|publishing|company|corp|group|"
    r"media|records|university|united|republic|kingdom|new|south|north|islands?|fiction|action|drama|comedy)\b\.?",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\s*\([^)]*\)|\s+as\s+[A-Z].*$")
_PAIR = re.compile(r"\s+(?:&|and|und|et|y)\s+")
_BY = re.compile(r"^(?:directed |written |created )?by\s+", re.IGNORECASE)


def is_full_name(text: str) -> bool:
    """Two to five capitalised words, none of them a company's: `Gus Van Sant`, `J.R.R. Tolkien`."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 45 or any(sign.isdigit() for sign in text) or _COMPANY.search(text):
        return False
    return all(_is_name_word(word) for word in words)


def people_in(text: str) -> list[str]:
    """`Joel Coen & Ethan Coen` are two people; roles in brackets and after `as` go."""
    text = _BY.sub("", _ROLE.sub("", text)).strip(" ,;").removeprefix("and ")
    parts = _PAIR.split(text)
    if len(parts) > 1 and all(" " in part for part in parts):
        return [part.strip() for part in parts]
    return [text] if text else []


def with_suffixes(parts: Sequence[str]) -> list[str]:
    """`Robert Downey`, `Jr.` are one person that a comma took apart."""
    joined: list[str] = []
    for part in parts:
        if joined and part.casefold().rstrip(".") in _SUFFIXES:
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def first_name_first(text: str) -> str:
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else text


def is_last_name_first(text: str) -> bool:
    last, comma, first = text.partition(",")
    return (
        bool(comma)
        and "," not in first
        and len(last.split()) <= 2
        and 1 <= len(first.split()) <= 2
        and text[:1].isupper()
    )


def _is_name_word(word: str) -> bool:
    if word.casefold() in _PARTICLES or _INITIALS.fullmatch(word):
        return True
    return word[0].isupper() and word.replace("'", "").replace("’", "").replace("-", "").replace(".", "").isalpha()
