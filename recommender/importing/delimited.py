"""CSV and its relatives → rows, whatever the delimiter."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from dataclasses import dataclass

from recommender.errors import CatalogueError
from recommender.importing.table import Problem, RawRow

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class Delimited:
    rows: tuple[RawRow, ...]
    bad: tuple[Problem, ...]
    delimiter: str
    """Its name: `comma`."""


def read_delimited(text: str) -> Delimited:
    """The first record names the columns. Records with more or fewer cells than that are bad.

    Raises `CatalogueError` when the text is no table at all.
    """
    csv.field_size_limit(sys.maxsize)
    if text.casefold().startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    delimiter = _sniff(text)
    records = _records(text, delimiter)
    if not records:
        raise CatalogueError("the file is empty: give one with a header line and one line an item")
    header = _header(records[0][1])
    rows, bad = [], []
    for number, (line, cells) in enumerate(records[1:], start=1):
        place = f"row {number} (line {line})"
        trimmed = _fitted(cells, len(header))
        if trimmed is None:
            bad.append(_wrong_count(place, cells, len(header)))
        else:
            rows.append(RawRow(place, dict(zip(header, trimmed, strict=True))))
    return Delimited(tuple(rows), tuple(bad), _DELIMITERS[delimiter])


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """(line where it begins, cells) of every record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    records, begins = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CatalogueError(f"line {reader.line_num} is no CSV: {error}; check its quotes") from error
    return records


def _sniff(text: str) -> str:
    """The delimiter that cuts the first records into equally many cells, and into most of them."""
    sample = text[:200_000]

    def fitness(delimiter: str) -> tuple[float, int]:
        try:
            counts = Counter(len(cells) for _, cells in _records(sample, delimiter)[:200])
        except CatalogueError:
            return (0.0, 0)
        width, agreeing = max(counts.items(), key=lambda pair: pair[1], default=(1, 0))
        return (round(agreeing / max(1, counts.total()), 1) if width > 1 else 0.0, width)

    return max(_DELIMITERS, key=fitness)


def _header(cells: list[str]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column_{number}"
        names.append(name if name not in names else f"{name}_{number}")
    return names


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """Spreadsheets leave out or add empty cells at the end; that alone makes no record bad."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells if len(cells) == width else None


def _wrong_count(place: str, cells: list[str], width: int) -> Problem:
    return Problem(
        place,
        what=f"it has {len(cells)} cells, the header has {width} (it begins {', '.join(cells)[:50]!r})",
        remedy="quote the cell that contains the delimiter, or add what is missing",
    )
