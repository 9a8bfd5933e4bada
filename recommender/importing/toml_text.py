"""`Schema` → the text of an editable catalogue.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

from recommender.schema import Field, Wording
from recommender.schema_file import Columns, Schema, Source

_HEAD = """\
# What can be asked of the catalogue `{domain}`, and the words people use for it. Edit freely: a re-import keeps
# this file (unless --fresh is given). Every key is described in recommender/schema.py under Field.
#   kind       category, number, date, person, text or flag
#   names      words that name the field;  more/less: words that ask for a larger/smaller value
#   order      categories with a rank, lowest first
#   question   what the bot asks to learn a wish; "" = never asked
#   synonyms   other words for a value; for numbers and dates a comparison: "≤ 100" = ["quick watch"]
"""
_WIDTH = 110


def toml_text(schema: Schema) -> str:
    lines = [_HEAD.format(domain=schema.domain), *_pair("nouns", schema.nouns)]
    columns = _filled(schema.columns)
    if columns:
        lines += ["", "[columns]", *(line for pair in columns.items() for line in _pair(*pair))]
    for field in schema.fields:
        lines += _field_lines(field, schema.sources.get(field.name, Source()))
    return "\n".join(lines) + "\n"


def _field_lines(field: Field, source: Source) -> Iterator[str]:
    path = f"fields.{_key(field.name)}"
    yield from ("", f"[{path}]")
    yield from _pair("kind", field.kind)
    yield from _pair("label", field.label)
    for name, value in (_filled(field) | _filled(source)).items():
        if name not in ("name", "kind", "label", "synonyms", "flags", "wording"):
            yield from _pair(name, value)
    if not field.shown:
        yield "shown = false"
    for name, table in (("flags", source.flags), ("synonyms", field.synonyms)):
        if table:
            yield f"[{path}.{name}]"
            yield from (line for pair in table.items() for line in _pair(*pair))
    for language, wording in field.wording.items():
        yield from _wording_lines(f"{path}.{language}", wording)


def _wording_lines(path: str, wording: Wording) -> Iterator[str]:
    yield f"[{path}]"
    yield from (line for key in ("label", "question") for line in _pair(key, getattr(wording, key)))
    if wording.values:
        yield f"[{path}.values]"
        yield from (line for pair in wording.values.items() for line in _pair(*pair))


def _filled(values: Field | Source | Columns) -> dict[str, object]:
    """The attributes that differ from what an absent key means; `shown`, true when absent, is not among them."""
    given = {entry.name: getattr(values, entry.name) for entry in fields(values) if entry.name != "shown"}
    return {name: value for name, value in given.items() if value and (value is True or value not in (".", 1.0))}


def _pair(key: str, value: object) -> Iterator[str]:
    written = _written(value)
    if isinstance(value, tuple) and len(value) == 1 and key in ("column", "text"):
        written = _written(value[0])
    line = f"{_key(key)} = {written}"
    if not isinstance(value, tuple) or len(line) <= _WIDTH:
        yield line
        return
    yield f"{_key(key)} = ["
    yield from (f"    {row}" for row in _rows([_written(entry) for entry in value]))
    yield "]"


def _rows(entries: list[str]) -> Iterator[str]:
    row = ""
    for entry in entries:
        if row and len(row) + len(entry) > _WIDTH - 6:
            yield row.rstrip()
            row = ""
        row += f"{entry}, "
    yield row.rstrip()


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (int, float)):
        return repr(value)
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's too, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)
