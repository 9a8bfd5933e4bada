"""Rows → the records of items.jsonl, and what is wrong with the others."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recommender.importing.cells import measure
from recommender.importing.facts import text_of
from recommender.importing.table import Cell, Problem, Row, Table
from recommender.importing.titles import other_titles, title_of
from recommender.importing.values import OddCell, Reader, reader
from recommender.schema_file import Columns, Schema

Record = dict[str, Any]
RATED_WEIGHT = 0.5
"""Where only a rating tells how known an item is, it counts this much."""


@dataclass(frozen=True, slots=True)
class Records:
    records: tuple[Record, ...]
    bad: tuple[Problem, ...]
    """Rows that cannot be items."""
    odd: tuple[Problem, ...]
    """Single cells that were left empty."""
    repeated: int = 0
    """Rows left out because an earlier one is the very same."""


def make_records(table: Table, schema: Schema) -> Records:
    """A row is bad when it has no title or another row's id; a cell that its field cannot hold is left empty."""
    readers = _readers(schema)
    records, bad, odd = [], [], []
    seen: set[int] = set()
    ids: dict[str, str] = {}
    for row in table.rows:
        fingerprint = hash(tuple(sorted((name, cell) for name, cell in row.cells.items() if cell is not None and True)) if False else tuple((name, row.cells.get(name)) for name in table.columns))
        if fingerprint in seen:
            continue
        seen.add(fingerprint)
        title = title_of(row.cells.get(schema.columns.title))
        own_id = _own_id(row, schema.columns)
        problem = _problem(row, schema.columns, title, own_id, ids)
        if problem:
            bad.append(problem)
            continue
        fields, slips = _fields(row, readers)
        odd += slips
        own_id = own_id or _free(_slug(title, fields, schema), ids)
        ids[own_id] = row.place
        records.append(_record(row, schema.columns, own_id, title, fields))
    _unify(records, schema)
    _popularise(records, table, schema)
    return Records(tuple(records), tuple(bad), tuple(odd), len(table.rows) - len(seen))
