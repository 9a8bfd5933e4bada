"""What a column is: the usual field its name says, if its cells agree, else what its cells look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recommender.importing.age_ratings import are_age_ratings
from recommender.importing.facts import Column
from recommender.importing.lexicon import Concept, Lexicon
from recommender.schema import FieldKind

_AMBIGUOUS = frozenset(
    ("rating", "age", "classification", "rated", "maturity", "age group", "tv rating", "suitable for")
)
_TELLING = frozenset(("genre", "country", "language", "streaming", "content_rating"))
"""A value that all items share is worth a field in these: `an English film` is then understood."""
_TAGGED_WORDS = 12
MOST_CATEGORIES = 0.6
"""Where more of a column's entries than this are distinct, it tells items apart and groups nothing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`kind` None: the column is left out."""

    kind: FieldKind | None
    reason: str
    concept: Concept | None = None


def decide(column: Column, lexicon: Lexicon) -> Decision:
    if not column.present or (column.coverage < 0.01 and len(column.present) < 20):
        return Decision(None, "almost always empty")
    meanings = lexicon.meanings(column.header)
    exact = bool(meanings) and column.header.phrase in meanings[0].headers
    if junk := _junk(column, lexicon, exact=exact, usual=exact and meanings[0].values in _TELLING):
        return Decision(None, junk)
    if meanings and meanings[0].name == "added":
        return Decision(None, "says when the record was made")
    for concept in meanings:
        for kind in concept.kinds:
            if kind == "category" and concept.name == "category" and _knows(column, lexicon, "genre"):
                return Decision("category", "its values are usual for genre", lexicon.concepts["genre"])
            if _agrees(column, kind, concept):
                return Decision(kind, f"the name says {concept.label or concept.name}", concept)
    return _by_looks(column, lexicon)


def _junk(column: Column, lexicon: Lexicon, *, exact: bool, usual: bool) -> str:
    words = column.header.words
    if column.urls > 0.7:
        return "web addresses"
    if column.share(lambda text: "@" in text and "." in text and " " not in text) > 0.7:
        return "e-mail addresses"
    if len(column.counts) == 1 and len(column.present) > 5 and column.coverage > 0.9 and not usual:
        return "always the same"
    if exact:
        return ""
    if words and (words[-1] in lexicon.columns["keys"] or words[0] in ("unnamed", "isbn", "image", "thumbnail")):
        return "keys, links or pictures"
    if len(column.present) > 20 and column.uniqueness > 0.98 and column.tokens > 0.9 and not column.is_numeric:
        return "looks like keys"
    values = column.texts
    if len(values) > 20 and values in (_counted(len(values), 0), _counted(len(values), 1)):
        return "just counts the rows"
    return ""


def _counted(size: int, start: int) -> list[str]:
    return [str(number) for number in range(start, start + size)]


def _agrees(column: Column, kind: FieldKind, concept: Concept) -> bool:
    """Whether the cells can be of the kind that the column's name promises."""
    present = len(column.present)
    match kind:
        case "number":
            return _mostly(len(column.measures), column) and not _is_flagged(column)
        case "date":
            return _mostly(len(column.dates), column)
        case "flag":
            return len(column.flags_found) == present and len(column.counts) <= 4
        case "person":
            return not column.is_numeric and column.length < 400 and column.words < 60
        case "text":
            return not column.is_numeric
        case _:
            return _is_category(column, concept)


def _mostly(read: int, column: Column) -> bool:
    """Most cells can be read, or the others are all the same few words (`N/R`)."""
    present = len(column.present)
    words = {text for text in column.texts if not any(map(str.isdigit, text))}
    return read >= 0.8 * present or (len(words) <= 3 and read > max(3, 0.5 * present))


def _is_category(column: Column, concept: Concept) -> bool:
    if concept.name == "content_rating":
        certain = column.header.phrase in concept.headers and column.header.phrase not in _AMBIGUOUS
        return are_age_ratings(column.counts, named_so=certain or "age" in column.header.words)
    return (not column.is_numeric or concept.name == "colour") and column.words <= _TAGGED_WORDS


def _is_flagged(column: Column) -> bool:
    return {text.casefold() for text in column.counts} <= {"true", "false"}


def _by_looks(column: Column, lexicon: Lexicon) -> Decision:
    present = len(column.present)
    if len(column.flags_found) == present and 1 <= len(column.counts) <= 4 and not column.is_list:
        return Decision("flag", "only yes and no")
    if not column.is_list and _are_years_or_dates(column):
        return Decision("date", "looks like dates")
    if not column.is_list and len(column.measures) >= 0.9 * present:
        return Decision("number", "looks like numbers")
    if are_age_ratings(column.counts, named_so=False):
        return Decision("category", "looks like content ratings", lexicon.concepts.get("content_rating"))
    if column.words > _TAGGED_WORDS or column.length > 90:
        return Decision("text", "long texts")
    if column.people > 0.8 and len(column.counts) >= 10:
        return Decision("person", "looks like people's names")
    return _grouping(column, lexicon)


def _are_years_or_dates(column: Column) -> bool:
    if column.is_numeric:
        years = [text for text in column.texts if re.fullmatch(r"(1[89]|20)\d\d(\.0)?", text)]
        return len(years) >= 0.97 * len(column.texts) and len(column.counts) > 3 and not column.header.unit
    return len(column.dates) >= 0.9 * len(column.present)


def _grouping(column: Column, lexicon: Lexicon) -> Decision:
    """A category if values come back, or if they are ones of a known vocabulary."""
    for concept in lexicon.concepts.values():
        if concept.values in _TELLING - {"content_rating"} and _knows(column, lexicon, concept.values):
            return Decision("category", f"its values are usual for {concept.label}", concept)
    lists = column.is_list or _splits(column)
    if lists or column.uniqueness <= MOST_CATEGORIES or len(column.counts) < 12:
        return Decision("category", "values come back")
    return Decision("text", "hardly a value comes back")


def _splits(column: Column) -> bool:
    parts = [part.strip() for text in column.texts for part in re.split(r"[|;,]", text)]
    return len(parts) > 1.5 * len(column.texts) and len(set(parts)) < 0.5 * len(parts)


def _knows(column: Column, lexicon: Lexicon, vocabulary: str) -> bool:
    parts = [part.strip() for text in column.entries[:400] for part in re.split(r"[|;,]", text) if part.strip()]
    known = {part for part in set(parts) if lexicon.lines(vocabulary, part)}
    return len(known) >= 3 and sum(part in known for part in parts) > 0.7 * len(parts)
