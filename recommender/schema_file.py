"""catalogue.toml ⇄ `Schema`: what can be asked of a domain's items, and where in the operator's file it stands.

nouns = ["film", "movie"]

[columns]                    # only in imported catalogues
title = "Title"

[fields.runtime]
kind = "number"
unit = "min"
less = ["shorter", "quick"]
column = "Running Time min"  # only in imported catalogues
[fields.runtime.synonyms]
"≤ 100" = ["quick watch"]
[fields.runtime.zh]          # how the bot calls it in Chinese: label, question, and a table of values
label = "片长"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from recommender.errors import CatalogueError
from recommender.schema import Field, FieldKind, Wording


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field's values stand in the operator's file and how they are written there."""

    column: tuple[str, ...] = ()
    separator: str = ""
    """What stands between the values of one cell; empty: one value a cell."""
    decimal: str = "."
    """`.` or `,`."""
    day_first: bool = False
    """`12/06/1998` is in June."""
    scale: float = 1.0
    """Numbers are multiplied by it: 60 for hours that become minutes."""
    zero_unknown: bool = False
    """A zero says that nothing is known."""
    last_name_first: bool = False
    """`Washington, Denzel` is one name, and becomes `Denzel Washington`."""
    codes: str = ""
    """The vocabulary whose codes stand in the cells (`language`: `en`); its names take their place."""
    flags: Mapping[str, str] = field(default_factory=dict)
    """Yes/no column → the value an item has when it says yes."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of the operator's file make an item; empty where there is none."""

    id: str = ""
    title: str = ""
    text: tuple[str, ...] = ()
    image_url: str = ""
    url: str = ""
    popularity: str = ""
    aliases: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """Looked at and left out."""


@dataclass(frozen=True, slots=True)
class Schema:
    domain: str
    fields: tuple[Field, ...]
    nouns: tuple[str, ...] = ()
    columns: Columns = field(default_factory=Columns)
    sources: Mapping[str, Source] = field(default_factory=dict)
    """By field name."""


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file, with its name for error messages."""

    path: Path
    name: str
    values: Mapping[str, Any]

    def wrong(self, key: str, remedy: str) -> CatalogueError:
        where = f"{self.name}.{key}" if self.name else key
        return CatalogueError(f"{self.path}: {where} = {self.values.get(key)!r} is wrong: {remedy}")


_TEXTS = ("text", "aliases", "ignored", "column", "order", "names", "more", "less", "nouns")
_FLAGS = ("many", "shown", "day_first", "last_name_first", "zero_unknown")
LANGUAGES = ("zh",)
"""Those that a field can be worded in, each in a table of that name; its own words are English."""
_FIELD_KEYS = (*(f.name for f in fields(Field) if f.name not in ("name", "wording")), *LANGUAGES)
_WORDING_KEYS = tuple(f.name for f in fields(Wording))
_SOURCE_KEYS = tuple(f.name for f in fields(Source))
_COLUMN_KEYS = tuple(f.name for f in fields(Columns))


def read_schema(path: Path, domain: str) -> Schema:
    """Raises `CatalogueError` that names the file, the key, the value and the remedy."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}; import the catalogue again") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path} is not TOML: {error}; correct that line or import with --fresh") from error
    return _schema(_Table(path, "", document), domain)


def _schema(top: _Table, domain: str) -> Schema:
    _known(top, ("nouns", "columns", "fields"))
    columns = _table(top, "columns")
    _known(columns, _COLUMN_KEYS)
    tables = [_table(_table(top, "fields"), name) for name in _table(top, "fields").values]
    for table in tables:
        _known(table, (*_FIELD_KEYS, *_SOURCE_KEYS))
    return Schema(
        domain=domain,
        fields=tuple(_field(table) for table in tables),
        nouns=_checked(top, ("nouns",)).get("nouns", ()),
        columns=Columns(**_checked(columns, _COLUMN_KEYS)),
        sources={table.name.partition(".")[2]: Source(**_checked(table, _SOURCE_KEYS)) for table in tables},
    )


def _field(table: _Table) -> Field:
    name = table.name.partition(".")[2]
    if not name.isidentifier():
        raise CatalogueError(f"{table.path}: the field name {name!r} is wrong: use letters, digits and underscores")
    values = _checked(table, _FIELD_KEYS)
    if values.get("kind") not in get_args(FieldKind):
        raise table.wrong("kind", f"use one of {', '.join(get_args(FieldKind))}")
    wording = {language: values.pop(language) for language in LANGUAGES if language in values}
    return Field(name=name, wording=wording, **{"label": name.replace("_", " "), **values})


def _table(parent: _Table, key: str) -> _Table:
    value = parent.values.get(key, {})
    if not isinstance(value, dict):
        raise parent.wrong(key, f"write a table, [{key}]")
    return _Table(parent.path, f"{parent.name}.{key}" if parent.name else key, value)


def _known(table: _Table, keys: tuple[str, ...]) -> None:
    for key in table.values:
        if key not in keys:
            raise table.wrong(key, f"no such key; use {', '.join(keys)}")


def _checked(table: _Table, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: _value(table, key) for key in keys if key in table.values}


def _value(table: _Table, key: str) -> Any:
    if key == "synonyms":
        return {name: _texts(_table(table, key), name) for name in _table(table, key).values}
    if key in LANGUAGES:
        return _wording(_table(table, key))
    if key in ("flags", "values"):
        return {name: str(text) for name, text in _table(table, key).values.items()}
    if key in _TEXTS:
        return _texts(table, key)
    if key in _FLAGS:
        return _of_type(table, key, bool, "write true or false")
    if key == "scale":
        return float(_of_type(table, key, (int, float), "write a number"))
    return _of_type(table, key, str, "write a text in quotes")


def _wording(table: _Table) -> Wording:
    _known(table, _WORDING_KEYS)
    return Wording(**_checked(table, _WORDING_KEYS))


def _of_type(table: _Table, key: str, kind: type | tuple[type, ...], remedy: str) -> Any:
    if not isinstance(table.values[key], kind):
        raise table.wrong(key, remedy)
    return table.values[key]


def _texts(table: _Table, key: str) -> tuple[str, ...]:
    value = table.values[key]
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise table.wrong(key, 'write a list of texts, ["…", "…"]')
    return tuple(value)
