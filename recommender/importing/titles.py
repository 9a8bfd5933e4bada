"""Titles as catalogues write them → titles as people say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from recommender.importing.facts import text_of
from recommender.importing.table import Cell, Row, Table

_YEAR = re.compile(r"(.*\S)\s*\((\d{4})(?:[-–]\d{0,4})?\)")
_ARTICLE = re.compile(r"(.+), (The|A|An|Le|La|Les|L'|Der|Die|Das|El|Il)")
_SERIES = re.compile(r"(.+?)\s*\([^()]*#[^()]*\)")


def title_of(cell: Cell) -> str:
    """`Matrix, The` → `The Matrix`; empty when the cell is."""
    text = text_of(cell[0] if isinstance(cell, tuple) and cell else cell) if cell is not None else ""
    found = _ARTICLE.fullmatch(text)
    return f"{found[2]}{'' if found[2].endswith(chr(39)) else ' '}{found[1]}" if found else text


def other_titles(title: str, cells: Sequence[Cell]) -> list[str]:
    """The title without `(Series, #1)`, and what stands in the columns of other titles."""
    found = _SERIES.fullmatch(title)
    texts = [found[1]] if found else []
    for cell in cells:
        texts += cell if isinstance(cell, tuple) else [title_of(cell)]
    return [text for text in dict.fromkeys(texts) if text and text.casefold() != title.casefold()]


def with_years_apart(table: Table, title: str) -> Table:
    """Where titles end with `(1995)` throughout, the year becomes a column, unless there is one."""
    titles = [title_of(cell) for cell in table.column(title) if cell is not None]
    dated = sum(bool(_YEAR.fullmatch(text)) for text in titles)
    if not titles or dated < 0.8 * len(titles):
        return table
    has_year = "year" in map(str.casefold, table.columns)
    columns = table.columns if has_year else (*table.columns, "year")
    return replace(table, columns=columns, rows=tuple(_apart(row, title, keep=has_year) for row in table.rows))


def _apart(row: Row, title: str, *, keep: bool) -> Row:
    found = _YEAR.fullmatch(title_of(row.cells.get(title)))
    if not found:
        return row
    year: dict[str, Cell] = {} if keep else {"year": int(found[2])}
    return replace(row, cells={**row.cells, title: found[1], **year})
