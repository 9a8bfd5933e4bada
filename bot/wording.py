"""What fields, their values and items are called in a person's language.

A catalogue says it itself (`Field.wording`), or has words of that language among those that people use for a field
or a value: the first of them is taken. Otherwise things are called as the catalogue writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from recommender.catalogue import Catalogue
from recommender.schema import Field, Item, Wording

SCRIPTS: Mapping[str, re.Pattern[str]] = {"zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")}
"""Letters that only words of that language have; the catalogue's own words, English, need none."""
_NONE = Wording()
Entry = TypeVar("Entry")


def label(field: Field, language: str) -> str:
    """`running time`, `片长`."""
    foreign = (
        field.wording.get(language, _NONE).label or first_of(field.names, language) if language in SCRIPTS else ""
    )
    return foreign or field.label or field.name.replace("_", " ")


def question(field: Field, language: str) -> str:
    """What to ask to learn of this field; empty when nobody has worded it in that language."""
    return field.wording.get(language, _NONE).question or ("" if language in SCRIPTS else field.question)


def word(field: Field, value: str, language: str) -> str:
    """`comedy`, `喜剧`; whatever the case that a wish has the value in."""
    if language not in SCRIPTS:
        return value
    return _of(field.wording.get(language, _NONE).values, value) or (
        first_of(_of(field.synonyms, value) or (), language) or value
    )


def _of(table: Mapping[str, Entry], value: str) -> Entry | None:
    if (found := table.get(value)) is not None:
        return found
    folded = value.casefold()
    return next((entry for key, entry in table.items() if key.casefold() == folded), None)


def noun(catalogue: Catalogue, language: str) -> str:
    """What people call one of the items; empty when nobody has said so in that language."""
    if language in SCRIPTS:
        return first_of(catalogue.nouns, language)
    return next((each for each in catalogue.nouns if not _in_a_script(each)), "")


def comparative(words: Iterable[str], language: str) -> str:
    """The first of a field's `more` or `less` in that language."""
    known = tuple(words)
    return first_of(known, language) or next(iter(known), "")


def title(item: Item, language: str) -> str:
    """For a card: the usual title in the language and the original one, `寻子遇仙记 (The Kid)`."""
    own = translated(item, language)
    return f"{own} ({item.title})" if own else item.title


def translated(item: Item, language: str) -> str:
    """The title in that language, when it is the first of the other titles; empty when there is none."""
    if language not in SCRIPTS or is_in(item.title, language):
        return ""
    return next((alias for alias in item.aliases[:1] if is_in(alias, language)), "")


def description(item: Item, language: str) -> str:
    return (item.text_zh if language == "zh" else "") or item.text


def is_work(catalogue: Catalogue) -> bool:
    """Films and books are somebody's work, and their titles are set apart where a language does so: `《活着》`."""
    return any(field.kind == "person" for field in catalogue.fields)


def first_of(words: Iterable[str], language: str) -> str:
    """The first word of that language; empty when there is none."""
    return next((each for each in words if is_in(each, language)), "")


def is_in(text: str, language: str) -> bool:
    script = SCRIPTS.get(language)
    return script.search(text) is not None if script else not _in_a_script(text)


def _in_a_script(text: str) -> bool:
    """Is it a text of a language with letters of its own?"""
    return any(script.search(text) for script in SCRIPTS.values())
