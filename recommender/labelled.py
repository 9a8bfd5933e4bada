"""Files of labelled texts, JSON Lines or CSV: `text` and `label`, which is null or empty for what is out of scope."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from recommender.errors import CatalogueError, ModelError
from recommender.heads import OUT_OF_SCOPE


def read_labelled(path: Path) -> tuple[list[str], list[str]]:
    """Texts, and their labels, `""` for what is out of scope. Raises `ModelError` naming line, column and remedy."""
    from recommender.importing.files import decoded

    try:
        text, _ = decoded(path)
    except CatalogueError as error:
        raise ModelError(str(error)) from error
    rows = list(_objects(path, text) if text.lstrip().startswith("{") else _cells(path, text))
    if not rows:
        raise ModelError(f'{path} holds no texts: give lines like {{"text": "any good thrillers?", "label": "ask"}}')
    return [_text(path, *row) for row in rows], [_label(path, *row) for row in rows]


def _objects(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ModelError(f"{path}, line {number} is no JSON: {error}") from error
        if not isinstance(row, dict):
            raise ModelError(f'{path}, line {number} is no object: give {{"text": …, "label": …}}')
        yield number, row


def _cells(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    delimiter = max(",\t;|", key=text.split("\n", 1)[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: Sequence[str] = reader.fieldnames or ()
    for wanted in ("text", "label"):
        if names and wanted not in names:
            raise ModelError(f"{path} has no column {wanted!r} but {', '.join(names)}: name one of them so")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise ModelError(f"{path}, line {reader.line_num} is no CSV: {error}; check its quotes") from error


def _text(path: Path, number: int, row: Mapping[str, Any]) -> str:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ModelError(f"{path}, line {number}: text is {text!r}: give what was said")
    return text


def _label(path: Path, number: int, row: Mapping[str, Any]) -> str:
    label = row.get("label", 0)
    if label is not None and not isinstance(label, str):
        found = "missing" if "label" not in row else repr(label)
        raise ModelError(f"{path}, line {number}: label is {found}: give a word, or null for out of scope")
    return (label or OUT_OF_SCOPE).strip()
