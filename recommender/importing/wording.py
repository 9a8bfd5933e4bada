"""The words of a field: synonyms of its values, from the lexicon's vocabularies and from the values themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from recommender.importing.age_ratings import spoken_forms
from recommender.importing.lexicon import Lexicon, folded_value
from recommender.schema import Field

_TAILS = re.compile(r"\s+(movies?|films?|tv shows?|tv|shows?|series|books?|features?)$", re.IGNORECASE)
_LOCALE = re.compile(r"[a-z]{2}-[a-z]{2}", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"\b(on|of|for|by|and|the)$|^$", re.IGNORECASE)
_WATCHERS = frozenset(("kids", "children", "childrens", "children's"))
"""They say who watches, not what: `too violent for the kids` asks for no family film."""
_SPEAKABLE = frozenset(("sf", "ya", "ai", "tv", "uk", "usa", "lp"))
_SPLIT = re.compile(r"\s*(?:/|&|\+|,|\band\b)\s*")
MOST_VALUES = 1200
"""Beyond this many distinct values a vocabulary is looked up for the most frequent ones only."""


def synonyms(lexicon: Lexicon, vocabulary: str, values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Other words for each value, the most frequent values first in `values`.

    A word that is itself a value of the field is nobody's synonym; one word may stand for several values.
    """
    taken = {folded_value(value) for value in values}
    found: dict[str, tuple[str, ...]] = {}
    for value in values[:MOST_VALUES]:
        words = [word for word in _words(lexicon, vocabulary, value) if folded_value(word) not in taken]
        words = [word for word in _distinct(words) if _is_speakable(word, vocabulary)]
        if words:
            found[value] = tuple(words)
    return _with_compounds(lexicon, vocabulary, values, found)


def _words(lexicon: Lexicon, vocabulary: str, value: str) -> Iterator[str]:
    if vocabulary == "content_rating":
        yield from spoken_forms(value)
    whole = _lines_of(lexicon, vocabulary, value)
    yield from whole
    if whole or not vocabulary:
        return
    bare = _TAILS.sub("", value)
    if bare != value and not _ENDS_OPEN.search(bare):
        yield from (bare, *_lines_of(lexicon, vocabulary, bare))
    for part in _SPLIT.split(bare):
        if part and part != bare and (len(part) > 2 or part in _SPEAKABLE):
            yield from (part, *_lines_of(lexicon, vocabulary, part))


def _lines_of(lexicon: Lexicon, vocabulary: str, value: str) -> list[str]:
    words = [value.casefold().replace("-", " "), value.casefold().replace(" ", "-")] if "-" in value else []
    for name, others in lexicon.lines(vocabulary, value):
        words += [name, *others]
    return [word for word in words if folded_value(word) != folded_value(value) or word in words[:2]]


def _is_speakable(word: str, vocabulary: str) -> bool:
    """Short codes (`is`, `no`, `us`) recognise data; in a sentence they are other words."""
    if vocabulary == "language" and _LOCALE.fullmatch(word):
        return False
    if vocabulary == "genre" and word.casefold() in _WATCHERS:
        return False
    shortest = 4 if vocabulary in ("language", "country") else 3
    return not word.isascii() or len(word) >= shortest or word.casefold() in _SPEAKABLE


def _with_compounds(
    lexicon: Lexicon, vocabulary: str, values: Sequence[str], found: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """`rom-com` under both romance and comedy where no value says it alone."""
    by_line = {name: value for value in values for name, _ in lexicon.lines(vocabulary, value)}
    for compound, parts in lexicon.compounds.get(vocabulary, {}).items():
        if compound not in by_line and all(part in by_line for part in parts):
            words = (compound, *lexicon.vocabularies[vocabulary].get(compound, ()))
            for part in parts:
                held = found.get(by_line[part], ())
                found[by_line[part]] = _distinct((*held, *words))
    return found


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, whatever its case."""
    return tuple({word.casefold(): word for word in reversed(tuple(words))}.values())[::-1]


def without_clashes(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Comparatives that are also a value's name or synonym elsewhere (`family-friendly`) stay with the value."""
    taken = {word.casefold() for field in fields if not field.order for word in _value_words(field)}
    return tuple(
        replace(
            field,
            more=tuple(word for word in field.more if word.casefold() not in taken),
            less=tuple(word for word in field.less if word.casefold() not in taken),
        )
        for field in fields
    )


def _value_words(field: Field) -> Iterator[str]:
    if field.kind == "category":
        for value, words in field.synonyms.items():
            yield from (value, *words)
