"""JSON and JSON Lines of any shape → rows: wherever in the document the records are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from recommender.errors import CatalogueError
from recommender.importing.table import Problem, RawRow

Rows = tuple[tuple[RawRow, ...], tuple[Problem, ...]]


def read_json(text: str) -> Rows:
    """Raises `CatalogueError` where it is no JSON, or no list of records can be found in it."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise CatalogueError(
            f"line {error.lineno}, column {error.colno}: {error.msg}; "
            "correct it there, or write one JSON object a line and call the file .jsonl"
        ) from error
    records = _records(document)
    if records is None:
        raise CatalogueError("no list of records is in it: give [{…}, {…}] or one object a line")
    return _rows((f"row {number}", record) for number, record in enumerate(records, start=1))


def read_json_lines(text: str) -> Rows:
    return _rows(_lines(text))


def looks_like_json_lines(text: str) -> bool:
    first, _, rest = text.strip().partition("\n")
    return first.startswith("{") and first.rstrip().endswith("}") and rest.lstrip().startswith("{")


def _lines(text: str) -> Iterator[tuple[str, object]]:
    number = 0
    for line_number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            number += 1
            place = f"row {number} (line {line_number})"
            try:
                yield place, json.loads(line)
            except json.JSONDecodeError as error:
                yield place, error


def _rows(records: Iterator[tuple[str, object]]) -> Rows:
    rows, bad = [], []
    for place, record in records:
        if isinstance(record, dict):
            rows.append(RawRow(place, record))
        elif isinstance(record, json.JSONDecodeError):
            what = f"it is no JSON ({record.msg} at column {record.colno})"
            bad.append(Problem(place, what, "write one complete JSON object on the line"))
        else:
            what = f"it is {json.dumps(record, ensure_ascii=False)[:60]}, not an object"
            bad.append(Problem(place, what, 'write {"title": …, …}'))
    return tuple(rows), tuple(bad)


def _records(document: Any) -> list[Any] | None:
    if isinstance(document, list):
        return _with_header(document)
    if not isinstance(document, dict):
        return None
    return _split(document) or _by_column(document) or _by_id(document) or _longest_list(document)


def _with_header(rows: list[Any]) -> list[Any]:
    """`[["title", "year"], ["Heat", 1995]]` has its header in the first row."""
    if len(rows) > 1 and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, rows[0]), row, strict=False)) for row in rows[1:]]
    return rows


def _split(document: dict[str, Any]) -> list[Any] | None:
    """`{"columns": […], "data": [[…], …]}`."""
    columns, data = document.get("columns"), document.get("data")
    if not (isinstance(columns, list) and isinstance(data, list) and all(isinstance(row, list) for row in data)):
        return None
    return [dict(zip(map(str, columns), row, strict=False)) for row in data]


def _by_column(document: dict[str, Any]) -> list[Any] | None:
    """`{"title": {"0": …}, "year": {"0": …}}` or `{"title": […], "year": […]}`."""
    values = list(document.values())
    if len(values) < 2:
        return None
    if all(isinstance(value, dict) for value in values):
        keys = list(values[0])
        if (
            len(keys) < 2
            or not all(key.isdigit() for key in keys)
            or any(set(value) != set(keys) for value in values)
        ):
            return None
        return [{name: document[name][key] for name in document} for key in keys]
    if all(isinstance(value, list) for value in values) and len({len(value) for value in values}) == 1:
        if any(isinstance(cell, dict) for cell in values[0]):
            return None
        return [dict(zip(document, cells, strict=True)) for cells in zip(*values, strict=True)]
    return None


def _by_id(document: dict[str, Any]) -> list[Any] | None:
    """`{"tt1": {…}, "tt2": {…}}`: the key becomes the id of a record that has none."""
    if len(document) < 2 or not all(isinstance(value, dict) for value in document.values()):
        return None
    shared = set.intersection(*(set(value) for value in document.values()))
    every = set().union(*document.values())
    if len(document) < 5 and len(shared) < len(every) / 2:
        return None
    return [{"id": key, **value} for key, value in document.items()]


def _longest_list(document: Mapping[str, Any], depth: int = 4) -> list[Any] | None:
    found: list[Any] | None = None
    for value in document.values():
        candidate = None
        if isinstance(value, list) and any(isinstance(entry, (dict, list)) for entry in value):
            candidate = _with_header(value)
        elif isinstance(value, dict) and depth:
            candidate = _split(value) or _by_column(value) or _by_id(value) or _longest_list(value, depth - 1)
        if candidate and len(candidate) > len(found or ()):
            found = candidate
    return found
