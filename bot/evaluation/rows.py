"""One message and what it means, as a line of a file: `{"text", "language", "intent", "preferences", "items"}`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from bot.errors import BadLine
from recommender.schema import Op, Polarity


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish as a person noted it."""

    field: str
    value: str | float | bool | tuple[str, ...]
    op: str = ""
    """Empty where it was not noted."""
    polarity: str = ""
    """Empty where it was not noted."""


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    language: str = ""
    intent: str | None = None
    preferences: tuple[Wanted, ...] | None = None
    """None: nobody noted them, so they are not judged."""
    items: tuple[str, ...] | None = None
    """Ids or titles, a year in brackets where there are several of a title; None: not judged."""


def read_rows(file: Path) -> Iterator[Row]:
    """The rows of a JSON Lines file; empty lines are passed over. Raises `BadLine` naming line, field and remedy."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLine(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _row(_object(line))
            except BadLine as error:
                raise BadLine(f"{file}, line {number}: {error}") from error


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLine(f"no JSON ({error}); write one object a line") from error
    if not isinstance(found, dict):
        raise BadLine(f'write an object like {{"text": "a thriller"}}, not {type(found).__name__}')
    return found


def _row(said: Mapping[str, Any]) -> Row:
    text = said.get("text")
    if not isinstance(text, str):
        raise BadLine(f"text = {text!r} must be the message, a string")
    return Row(
        text,
        _word(said, "language"),
        _word(said, "intent") or None,
        None if said.get("preferences") is None else tuple(map(_wanted, _list(said, "preferences"))),
        None if said.get("items") is None else tuple(map(_item, _list(said, "items"))),
    )


def _word(said: Mapping[str, Any], name: str) -> str:
    word = said.get(name)
    if word is not None and not isinstance(word, str):
        raise BadLine(f"{name} = {word!r} must be a string")
    return word or ""


def _list(said: Mapping[str, Any], name: str) -> list[Any]:
    found = said[name]
    if not isinstance(found, list):
        raise BadLine(f"{name} = {found!r} must be a list")
    return found


def _wanted(said: Any) -> Wanted:
    if not isinstance(said, dict) or not isinstance(said.get("field"), str) or "value" not in said:
        raise BadLine(f'preferences: {said!r} must be like {{"field": "genres", "op": "=", "value": "horror"}}')
    op, polarity = _word(said, "op"), _word(said, "polarity")
    if op and op not in get_args(Op):
        raise BadLine(f"op = {op!r} must be one of {', '.join(get_args(Op))}")
    if polarity and polarity not in get_args(Polarity):
        raise BadLine(f"polarity = {polarity!r} must be want or avoid")
    value = said["value"]
    if isinstance(value, list) and value and all(isinstance(each, (str, int, float)) for each in value):
        return Wanted(said["field"], tuple(map(str, value)), op, polarity)
    if not isinstance(value, (str, int, float)):
        raise BadLine(f"value = {value!r} of {said['field']} must be a string, a number, or a list of strings")
    return Wanted(said["field"], value, op, polarity)


def _item(said: Any) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, dict) and isinstance(said.get("id") or said.get("title"), str):
        year = f" ({said['year']})" if said.get("year") and not said.get("id") else ""
        return f"{said.get('id') or said['title']}{year}"
    raise BadLine(f"items: {said!r} must be an id or a title")
