"""A record of any depth → flat cells, named by dotted paths."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from recommender.importing.cells import clean
from recommender.importing.table import Cell

_NAME_KEYS = (
    "name", "title", "label", "value", "text", "displayname", "englishname", "fullname", "providername", "service",
    "term", "slug",
)  # fmt: skip
_ID_KEY = re.compile(r"_?id|.*_id|.*id|iso_.*|unit|code|slug|url|link|logo.*|.*_path|priority|display_priority|type")
_SOURCE_KEYS = ("source", "name", "key", "type", "site")
_SCORE_KEYS = ("value", "score", "rating")
_KEPT_JOBS = {
    "director": "director",
    "author": "author",
    "writer": "writer",
    "screenplay": "writer",
    "creator": "creator",
}


def flat(record: Mapping[str, Any]) -> dict[str, Cell]:
    """Nested objects become `outer.inner`; lists of objects become the names in them."""
    cells: dict[str, Cell] = {}
    for name, cell in _cells("", record):
        if name not in cells or cells[name] is None:
            cells[name] = cell
    return cells


def _cells(path: str, value: object) -> Iterator[tuple[str, Cell]]:
    value = _parsed(value)
    if isinstance(value, Mapping):
        yield from _object_cells(path, value)
    elif isinstance(value, list):
        yield from _list_cells(path, value)
    elif isinstance(value, str):
        yield path, clean(value) or None
    elif isinstance(value, (bool, int, float)) and value == value:  # noqa: PLR0124  NaN differs from itself
        yield path, value
    else:
        yield path, None


def _object_cells(path: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    keys = list(value)
    if path and len(keys) == 1 and keys[0].startswith("$"):  # MongoDB's {"$numberInt": "1994"}
        yield from _cells(path, value[keys[0]])
        return
    if path and _is_named_thing(value):
        unit = value.get("unit")
        yield from _cells(path, f"{_name(value)} {unit}" if isinstance(unit, str) else _name(value))
        return
    for key, inner in value.items():
        yield from _cells(f"{path}.{key}" if path else str(key), inner)


def _is_named_thing(value: Mapping[str, Any]) -> bool:
    """A name with its keys at most: `{"id": 18, "name": "Drama"}`, `{"value": 95, "unit": "min"}`."""
    others = [str(key).casefold() for key in value if str(key).casefold() not in _NAME_KEYS]
    return _name(value) is not None and all(_ID_KEY.fullmatch(key) for key in others)


def _list_cells(path: str, values: list[Any]) -> Iterator[tuple[str, Cell]]:
    objects = [value for value in values if isinstance(value, Mapping)]
    if not objects:
        texts = [clean(str(value)) for value in values if isinstance(value, (str, int, float))]
        yield path, (tuple(dict.fromkeys(text for text in texts if text)) or None) if clean("".join(texts)) else None
    elif any(_job(value) for value in objects):
        yield from _crew_cells(path, objects)
    elif all(_score(value) for value in objects):
        for source, score in filter(None, map(_score, objects)):
            yield f"{path}.{source}", score
    else:
        names = [clean(str(name)) for name in map(_name, objects) if name is not None]
        yield path, tuple(dict.fromkeys(name for name in names if name)) or None


def _name(value: Mapping[str, Any]) -> str | int | float | None:
    """What an object is called, or holds when it is a single value; None when no key says it."""
    lowered = {str(key).casefold().replace("_", ""): inner for key, inner in value.items()}
    first, last = lowered.get("firstname"), lowered.get("lastname")
    if isinstance(first, str) and isinstance(last, str):
        return f"{first} {last}"
    found = next((lowered[key] for key in _NAME_KEYS if key in lowered), None)
    return found if isinstance(found, (str, int, float)) else None


def _job(value: Mapping[str, Any]) -> str:
    return str(value.get("job") or "") if _name(value) is not None else ""


def _crew_cells(path: str, people: list[Mapping[str, Any]]) -> Iterator[tuple[str, Cell]]:
    """A film crew's list: the few jobs that people ask for, each as a column of names."""
    by_job: dict[str, list[str]] = {}
    for person in people:
        kept = _KEPT_JOBS.get(_job(person).casefold())
        if kept:
            by_job.setdefault(kept, []).append(str(_name(person)))
    for job, names in by_job.items():
        yield f"{path}.{job}", tuple(dict.fromkeys(names))


def _score(value: Mapping[str, Any]) -> tuple[str, Cell] | None:
    """`{"Source": "Rotten Tomatoes", "Value": "93%"}` is a cell under `Rotten Tomatoes`."""
    lowered = {str(key).casefold(): inner for key, inner in value.items()}
    source = next((lowered[key] for key in _SOURCE_KEYS if isinstance(lowered.get(key), str)), "")
    score = next((lowered[key] for key in _SCORE_KEYS if isinstance(lowered.get(key), (str, int, float))), None)
    return (source, score) if source and score is not None and len(lowered) == 2 else None


def _parsed(value: object) -> object:
    """Lists and objects that were printed into a text: `[{'id': 18, 'name': 'Drama'}]`, `["a", "b"]`."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text.startswith(("[", "{")) or not text.endswith(("]", "}")) or len(text) < 3:
        return value
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        parsed = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _bare_list(text) if text[0] == "[" else value
    return list(parsed) if isinstance(parsed, (list, tuple, set)) else parsed if isinstance(parsed, dict) else value


def _bare_list(text: str) -> object:
    """`[Drama, Crime]` without quotes."""
    inner = text[1:-1]
    return [part.strip(" '\"") for part in inner.split(",")] if "," in inner and "{" not in inner else text
