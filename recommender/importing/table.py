"""The operator's file as rows of flat cells, and what is wrong with some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from recommender.importing.cells import UNKNOWN

Cell = str | int | float | bool | tuple[str, ...] | None
"""What stands in one row under one column; None where nothing does."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, said so that the operator can mend it."""

    place: str
    """`row 17 (line 18)`."""
    what: str
    remedy: str
    field: str = ""
    value: str = ""

    def told(self, file: str) -> str:
        named = f", {self.field} = {shortened(self.value)!r}" if self.field else ""
        return f"{file}, {self.place}{named}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Row:
    place: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` in the file's order; a row need not have all of them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bad: tuple[Problem, ...] = ()
    """Rows that could not be read at all."""
    notes: tuple[str, ...] = ()
    """What the reader took for granted: encoding, delimiter, shape."""

    def column(self, name: str) -> list[Cell]:
        return [row.cells.get(name) for row in self.rows]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as read, cells not yet flat."""

    place: str
    record: Mapping[str, object] = field(default_factory=dict)


def without_unknowns(table: Table, title: str) -> Table:
    """Cells that say `unknown` are empty, but for titles."""
    return replace(table, rows=tuple(replace(row, cells=_known(row.cells, title)) for row in table.rows))


def _known(cells: Mapping[str, Cell], title: str) -> dict[str, Cell]:
    return {
        name: None if isinstance(cell, str) and name != title and cell.casefold() in UNKNOWN else cell
        for name, cell in cells.items()
    }


def shortened(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
