"""One value, one spelling: `drama`, `Drama` and `DRAMA` become the form that is used most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from recommender.schema_file import Schema

Record = dict[str, Any]


def with_one_spelling(records: Sequence[Record], schema: Schema) -> list[Record]:
    forms = {
        entry.name: _forms(records, entry.name) for entry in schema.fields if entry.kind in ("category", "person")
    }
    return [{**record, "fields": _respelt(record["fields"], forms)} for record in records]


def _forms(records: Sequence[Record], name: str) -> dict[str, str]:
    """Written form → the form to use, for the written forms that change."""
    counts = Counter(text for record in records for text in _texts(record["fields"].get(name)))
    best: dict[str, str] = {}
    for text, _ in counts.most_common():
        best.setdefault(text.casefold(), text)
    return {text: best[text.casefold()] for text in counts if best[text.casefold()] != text}


def _texts(value: object) -> list[str]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _respelt(fields: Mapping[str, Any], forms: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {name: _value(value, forms.get(name)) for name, value in fields.items()}


def _value(value: object, forms: Mapping[str, str] | None) -> object:
    if not forms:
        return value
    if isinstance(value, list):
        return list(dict.fromkeys(forms.get(text, text) for text in value))
    return forms.get(value, value) if isinstance(value, str) else value
