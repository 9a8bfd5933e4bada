"""The operator's file → `Table`: encoding, kind of file, rows, flat cells."""

from __future__ import annotations

import gzip
from pathlib import Path

from recommender.errors import CatalogueError
from recommender.importing.delimited import read_delimited
from recommender.importing.documents import looks_like_json_lines, read_json, read_json_lines
from recommender.importing.flatten import flat
from recommender.importing.table import Problem, RawRow, Row, Table

_JSON_LINES = (".jsonl", ".ndjson", ".jsonlines")
_NO_TEXT = {
    b"PK\x03\x04": "a spreadsheet or zip archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
}


def read_table(path: Path) -> Table:
    """Raises `CatalogueError` when no rows can be read; single unreadable rows come back in `Table.bad`."""
    text, notes = decoded(path)
    try:
        rows, bad, shape = _read(path.name.removesuffix(".gz"), text)
    except CatalogueError as error:
        raise CatalogueError(f"{path}: {error}") from error
    flat_rows = [Row(row.place, flat(row.record)) for row in rows]
    filled = [row for row in flat_rows if any(cell is not None for cell in row.cells.values())]
    if len(filled) < len(flat_rows):
        notes = (*notes, f"{len(flat_rows) - len(filled)} blank rows are left out")
    columns = dict.fromkeys(name for row in filled for name in row.cells)
    return Table(tuple(columns), tuple(filled), bad, (shape, *notes))


def decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """The file's text, and what a reader should know of how it was read. Raises `CatalogueError` when it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}; check the path") from error
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise CatalogueError(f"{path} is no gzip file: {error}") from error
    for start, kind in _NO_TEXT.items():
        if data.startswith(start):
            raise CatalogueError(f"{path} is {kind}: save it as CSV or JSON first")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), ("read as UTF-16",)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise CatalogueError(f"{path} is no text (byte {error.start}): give CSV or JSON") from error
        line = data.count(b"\n", 0, error.start) + 1
        note = f"it is not UTF-8 (line {line}), so it was read as Windows-1252; check accents"
        return data.decode("cp1252", errors="replace"), (note,)


def _read(name: str, text: str) -> tuple[tuple[RawRow, ...], tuple[Problem, ...], str]:
    if not text.strip():
        raise CatalogueError("the file is empty: give one with at least one item")
    start = text.lstrip()[0]
    if name.endswith(_JSON_LINES) or (start == "{" and looks_like_json_lines(text)):
        rows, bad = read_json_lines(text)
        return rows, bad, "JSON Lines"
    if name.endswith(".json") or start in "[{":
        rows, bad = read_json(text)
        return rows, bad, "JSON"
    table = read_delimited(text)
    return table.rows, table.bad, f"delimited by {table.delimiter}"
