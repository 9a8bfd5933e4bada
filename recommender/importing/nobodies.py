"""People's names that are none: a scraped cast holds `the`, `and`, `voices of`, `nominee)`, `Action`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from recommender.importing.lexicon import Lexicon
from recommender.importing.table import Problem
from recommender.schema_file import Schema

Record = dict[str, Any]
_LINKS = frozenset((
    "a", "an", "the", "and", "or", "of", "with", "by", "in", "on", "at", "to", "for", "from", "as", "between",
    "about", "feat", "featuring", "starring", "various", "others",
))  # fmt: skip
_ROLES = frozenset(("cast", "narrator", "writer", "director", "producer", "voices", "himself", "herself", "self"))
MOST_LOWER = 0.5
"""Where more of a column's names than this begin in lower case, that is how it writes names."""


def without_nobodies(
    records: Sequence[Record], places: Sequence[str], schema: Schema, lexicon: Lexicon
) -> tuple[list[Record], list[Problem]]:
    """The records without the names that are nobody's, and each of those with its place."""
    fields = [entry.name for entry in schema.fields if entry.kind == "person"]
    wrong = {name: _nobodies(records, name, lexicon) for name in fields}
    told: list[Problem] = []
    kept: list[Record] = []
    for record, place in zip(records, places, strict=True):
        values = dict(record["fields"])
        for name in fields:
            slips = [text for text in _texts(values.get(name)) if text in wrong[name]]
            told += [
                Problem(place, wrong[name][text], "it is left out; correct it if it matters", name, text)
                for text in slips
            ]
            if slips:
                _drop(values, name, slips)
        kept.append({**record, "fields": values})
    return kept, told


def _drop(values: dict[str, Any], name: str, slips: Sequence[str]) -> None:
    left = [text for text in _texts(values[name]) if text not in slips]
    if left:
        values[name] = left
    else:
        del values[name]


def _nobodies(records: Sequence[Record], name: str, lexicon: Lexicon) -> Mapping[str, str]:
    """Name → why it is nobody's."""
    counts = Counter(text for record in records for text in _texts(record["fields"].get(name)))
    lower = sum(text[:1].islower() for text in counts) > MOST_LOWER * len(counts)
    found = {text: _why(text, count, lexicon, lower=lower) for text, count in counts.items()}
    return {text: why for text, why in found.items() if why}


def _why(text: str, count: int, lexicon: Lexicon, *, lower: bool) -> str:
    """Empty for a name. `lower`: the column writes names in small letters."""
    words = text.casefold().strip(" .:,").split()
    if not any(map(str.isalpha, text)) or (len(text) == 1 and text.isascii()):
        return "it has no name in it"
    if text.count("(") != text.count(")") or text.endswith(":"):
        return "it is a piece of a longer text"
    if len(words) == 1 and words[0] in _LINKS | _ROLES:
        return "it is no name"
    if text[:1].isupper() and lexicon.line("genre", text):
        return "it is a genre, not a person"
    if not lower and _is_fragment(text, words, count):
        return "it is a piece of a sentence"
    return ""


def _is_fragment(text: str, words: Sequence[str], count: int) -> bool:
    """In small letters throughout, and one word, or joined by small words, or not seen again as `bell hooks` is."""
    if not text[:1].islower() or not re.fullmatch(r"[a-z0-9\W]+", text):
        return False
    if len(words) == 1:
        return text.isalpha()
    return any(word in _LINKS for word in words) or (count == 1 and "." not in text)


def _texts(value: object) -> list[str]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
