"""One value, one spelling: `drama`, `Drama` and `DRAMA`, `Snack` and `Snacks` become the form that is used most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recommender.schema import Field
from recommender.schema_file import Schema

Record = dict[str, Any]
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
_SHORTEST = 3
MOST_MERGED = 5
"""Of the merged values of a field, this many are told."""


def with_one_spelling(records: Sequence[Record], schema: Schema) -> tuple[list[Record], tuple[str, ...]]:
    """The records with one spelling a value, and what was merged, one sentence for each field."""
    forms = {entry.name: _forms(records, entry) for entry in schema.fields if entry.kind in ("category", "person")}
    respelt = [{**record, "fields": _respelt(record["fields"], forms)} for record in records]
    return respelt, tuple(_told(name, changed) for name, changed in forms.items() if changed)


def merged_forms(counts: Counter[str], *, people: bool) -> dict[str, str]:
    """Written form → the commonest one of the same value, for the forms that change."""
    best: dict[str, str] = {}
    keys = (
        {text: text.casefold() for text in counts} if people else _singular({text: _folded(text) for text in counts})
    )
    for text, _ in counts.most_common():
        best.setdefault(keys[text], text)
    return {text: best[key] for text, key in keys.items() if best[key] != text}


def _folded(text: str) -> str:
    """The same for values that differ in case or hyphens only."""
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def _singular(folded: Mapping[str, str]) -> dict[str, str]:
    """Plurals stand for the singular where that is a value, too: `News` and `Series` stay what they are."""
    known = set(folded.values())
    return {text: next((one for one in _singulars(value) if one in known), value) for text, value in folded.items()}


def _singulars(plural: str) -> Iterator[str]:
    for ending, singular in _PLURALS:
        if plural.endswith(ending) and not plural.endswith("ss"):
            stem = plural.removesuffix(ending) + singular
            if len(stem) >= _SHORTEST and stem != "new":
                yield stem


def _forms(records: Sequence[Record], field: Field) -> dict[str, str]:
    counts = Counter(text for record in records for text in _texts(record["fields"].get(field.name)))
    return merged_forms(counts, people=field.kind == "person" or bool(field.order))


def _told(name: str, forms: Mapping[str, str]) -> str:
    pairs = [f"{written!r} as {used!r}" for written, used in forms.items()]
    more = f" and {len(pairs) - MOST_MERGED} more" if len(pairs) > MOST_MERGED else ""
    return f"{name}: {', '.join(pairs[:MOST_MERGED])}{more}, since they are one value"


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
