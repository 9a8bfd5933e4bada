"""Rows → the records of items.jsonl, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender.importing.facts import text_of
from recommender.importing.identity import free_id, slug
from recommender.importing.lexicon import Lexicon
from recommender.importing.nobodies import without_nobodies
from recommender.importing.popularity import popularities
from recommender.importing.spelling import with_one_spelling
from recommender.importing.table import Cell, Problem, Row, Table
from recommender.importing.titles import other_titles, title_of
from recommender.importing.values import OddCellError, Reader, named, newest_date, reader
from recommender.schema_file import Columns, Schema, Source

Record = dict[str, Any]
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Records:
    records: tuple[Record, ...]
    bad: tuple[Problem, ...]
    """Rows that cannot be items."""
    odd: tuple[Problem, ...]
    """Single cells that were left empty, in part or wholly, or read as something else."""
    repeated: int = 0
    """Rows without an id that repeat an earlier one to the letter, and were left out."""
    merged: tuple[str, ...] = ()
    """Values that were written in several ways, and how they are written now, one sentence for each field."""


@dataclass
class _Shelf:
    """What has been accepted so far."""

    rows: list[Row] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """Own id → the place it came from."""
    contents: set[tuple[Cell, ...]] = field(default_factory=set)

    def accept(self, row: Row, content: tuple[Cell, ...], record: Record) -> None:
        self.rows.append(row)
        self.records.append(record)
        self.contents.add(content)
        self.ids[record["id"]] = row.place


def make_records(table: Table, schema: Schema, lexicon: Lexicon) -> Records:
    """A row is bad when it has no title or another row's id; a cell that its field cannot hold is left empty."""
    readers = _readers(schema, table, lexicon)
    shelf = _Shelf()
    bad: list[Problem] = []
    odd: list[Problem] = []
    repeated = 0
    for row in table.rows:
        own_id = _own_id(row, schema.columns)
        content = tuple(row.cells.get(name) for name in table.columns)
        title = _title(row, schema.columns)
        if not own_id and content in shelf.contents:
            repeated += 1
        elif problem := _problem(row, schema.columns, title, shelf.ids.get(own_id, "")):
            bad.append(problem)
        else:
            fields, slips = _fields(row, readers)
            odd += slips
            own_id = own_id or free_id(slug(title, _year(fields, schema)), shelf.ids)
            identity = {"id": own_id, "title": title}
            shelf.accept(row, content, identity | _rest(row, schema.columns, title) | {"fields": fields})
    records, nobodies = without_nobodies(shelf.records, [row.place for row in shelf.rows], schema, lexicon)
    records, merged = with_one_spelling(records, schema)
    popular = popularities(shelf.rows, schema)
    finished = [{**record, "popularity": share} for record, share in zip(records, popular, strict=True)]
    return Records(tuple(finished), tuple(bad), (*odd, *nobodies), repeated, merged)


def _readers(schema: Schema, table: Table, lexicon: Lexicon) -> dict[str, Reader]:
    readers: dict[str, Reader] = {}
    used: set[tuple[str, ...]] = set()
    for entry in schema.fields:
        source = schema.sources.get(entry.name)
        if source and (source.column or source.flags):
            alone = source.column not in used
            newest = _newest(table, source) if entry.kind == "date" else ""
            read = reader(entry, source, alone=alone, newest=newest)
            readers[entry.name] = named(read, lexicon, source.codes) if source.codes else read
            used.add(source.column)
    return readers


def _newest(table: Table, source: Source) -> str:
    cells = [cell for name in source.column for cell in table.column(name) if cell is not None]
    return newest_date(cells, day_first=source.day_first)


def _own_id(row: Row, columns: Columns) -> str:
    cell = row.cells.get(columns.id) if columns.id else None
    return text_of(cell) if cell is not None and not isinstance(cell, tuple) else ""


def _problem(row: Row, columns: Columns, title: str, holder: str) -> Problem | None:
    if not title:
        known = next((text_of(cell) for cell in row.cells.values() if cell is not None), "")
        return Problem(
            row.place, f"it has no title (its first cell: {known[:40]!r})", "give it one", columns.title, ""
        )
    if holder:
        own_id = _own_id(row, columns)
        return Problem(row.place, f"{holder} has this id already", "give each row its own", columns.id, own_id)
    return None


def _fields(row: Row, readers: Mapping[str, Reader]) -> tuple[Fields, list[Problem]]:
    fields: Fields = {}
    slips = []
    for name, read in readers.items():
        try:
            value = read(row.cells)
        except OddCellError as error:
            value = error.instead
            remedy = f"it is {f'read as {value}' if value else 'left empty'}; correct it if it matters"
            slips.append(Problem(row.place, str(error), remedy, name, error.written))
        if value is not None:
            fields[name] = value
    return fields, slips


def _year(fields: Fields, schema: Schema) -> str:
    dates = [fields[entry.name] for entry in schema.fields if entry.kind == "date" and entry.name in fields]
    return str(dates[0]).split("-")[0] if dates else ""


def _title(row: Row, columns: Columns) -> str:
    """The title, else another one that the row brings."""
    titles = (title_of(row.cells.get(name)) for name in (columns.title, *columns.aliases))
    return next(filter(None, titles), "")


def _rest(row: Row, columns: Columns, title: str) -> Record:
    optional = {
        "aliases": other_titles(title, [row.cells.get(name) for name in columns.aliases]),
        "text": " ".join(filter(None, (_joined(row.cells.get(name)) for name in columns.text))),
        "image_url": _address(row.cells.get(columns.image_url)),
        "url": _address(row.cells.get(columns.url)),
    }
    return {name: value for name, value in optional.items() if value}


def _joined(cell: Cell) -> str:
    return " ".join(cell) if isinstance(cell, tuple) else "" if cell is None else str(cell)


def _address(cell: Cell) -> str:
    text = _joined(cell[:1] if isinstance(cell, tuple) else cell)
    return text if text.startswith(("http://", "https://")) else ""
