"""Columns that belong together become one: `Star1 … Star4`, and yes/no columns named after values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from recommender.importing.cells import flag
from recommender.importing.facts import Column, text_of
from recommender.importing.lexicon import Lexicon, header_of
from recommender.importing.table import Cell

_NUMBERED = re.compile(r"(.*?[^\W\d_])[ _.#-]?(\d{1,2})(?:([ _.-].+))?")
_PREFIXES = frozenset((
    "is", "on", "has", "available", "streaming", "genre", "genres", "stream", "watch", "tag", "platform", "service",
    "provider",
))  # fmt: skip
_VOCABULARIES = {"streaming": 2, "genre": 3, "mood": 3, "diet": 2, "cuisine": 3}
"""Vocabulary → how many yes/no columns it takes to make a field of them."""


def families(columns: Sequence[Column], lexicon: Lexicon) -> list[Column]:
    """The merged columns only; their `sources` say which ones they replace."""
    return [*_numbered(columns), *_flagged(columns, lexicon)]


def _numbered(columns: Sequence[Column]) -> list[Column]:
    stems: dict[str, list[Column]] = {}
    for column in columns:
        found = _NUMBERED.fullmatch(column.name)
        if found and column.present and _may_join(column):
            stems.setdefault(found[1] + (found[3] or ""), []).append(column)
    for column in columns:
        if column.name in stems and _may_join(column):
            stems[column.name].insert(0, column)
    return [_joined(stem, members) for stem, members in stems.items() if len(members) > 1]


def numbered_series(columns: Sequence[Column]) -> set[str]:
    """The names of number columns that come in series of three and more: `ratings_1 … ratings_5`."""
    stems: dict[str, list[str]] = {}
    for column in columns:
        found = _NUMBERED.fullmatch(column.name)
        if found and column.is_numeric:
            stems.setdefault(found[1], []).append(column.name)
    return {name for names in stems.values() if len(names) > 2 for name in names}


def _may_join(column: Column) -> bool:
    return not column.is_numeric and not column.flags_only and column.words < 6 and column.urls < 0.5


def _joined(stem: str, members: Sequence[Column]) -> Column:
    cells = tuple(joined_cells(row) for row in zip(*(column.cells for column in members), strict=True))
    return Column(stem, cells, tuple(column.name for column in members))


def joined_cells(cells: Iterable[Cell]) -> Cell:
    """The values of several cells of a row as one list, each once; None when there are none."""
    texts = [
        text for cell in cells if cell is not None for text in (cell if isinstance(cell, tuple) else (text_of(cell),))
    ]
    return tuple(dict.fromkeys(texts)) or None


def _flagged(columns: Sequence[Column], lexicon: Lexicon) -> list[Column]:
    able = [column for column in columns if column.flags_only]
    merged = []
    for vocabulary, least in _VOCABULARIES.items():
        values = {column.name: value for column in able if (value := _value_of(column, vocabulary, lexicon))}
        if len(set(values.values())) >= least:
            merged.append(_from_flags(vocabulary, [column for column in able if column.name in values], values))
            able = [column for column in able if column.name not in values]
    return [*merged, *_by_prefix(able)]


def _by_prefix(columns: Sequence[Column]) -> list[Column]:
    """`tag.cosy`, `tag.dark`, `tag.slow`: three of a prefix make a field, its values the rest of the names."""
    prefixes: dict[str, dict[str, str]] = {}
    for column in columns:
        prefix, dot, value = column.name.rpartition(".")
        if dot:
            prefixes.setdefault(prefix, {})[column.name] = value.replace("_", " ")
    return [
        _from_flags(prefix, [column for column in columns if column.name in values], values)
        for prefix, values in prefixes.items()
        if len(values) > 2
    ]


def _value_of(column: Column, vocabulary: str, lexicon: Lexicon) -> str:
    """The vocabulary's name for the value a yes/no column is called after; empty when it is called otherwise."""
    last = header_of(column.name.rpartition(".")[2]).words
    plain = column.name.rpartition(".")[2].replace("_", " ").strip()
    bare = " ".join(word for word in last if word not in _PREFIXES)
    for phrase in (plain, bare):
        lines = lexicon.lines(vocabulary, phrase) if phrase else []
        if lines:
            return lines[0][0]
    return ""


def _from_flags(name: str, columns: Sequence[Column], values: Mapping[str, str]) -> Column:
    cells = tuple(
        flagged_values({column.name: cell for column, cell in zip(columns, row, strict=True)}, values)
        for row in zip(*(column.cells for column in columns), strict=True)
    )
    sources = tuple(column.name for column in columns)
    title = {"streaming": "streaming_service", "genre": "genres"}.get(name, name)
    return Column(title, cells, sources, flags=dict(values))


def flagged_values(cells: Mapping[str, Cell], values: Mapping[str, str]) -> Cell:
    """The values whose column says yes; None when none does."""
    return tuple(dict.fromkeys(value for name, value in values.items() if flag(cells.get(name)))) or None
