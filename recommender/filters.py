"""Exact filters: which items satisfy a set of preferences.

An item whose value is unknown satisfies no positive wish (nobody can promise it) and every negative one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.mentioning import mentioning
from recommender.schema import TEXT, Field, Preference

Mask = NDArray[np.bool_]


def satisfying(catalogue: Catalogue, preferences: Iterable[Preference]) -> Mask:
    """Rows where every preference holds, shape (n,); a preference on a field that is not there holds nowhere."""
    mask = np.ones(len(catalogue.items), dtype=np.bool_)
    for preference in preferences:
        mask &= holds(catalogue, preference)
    return mask


def holds(catalogue: Catalogue, preference: Preference) -> Mask:
    """Rows where one preference holds, shape (n,)."""
    field = catalogue.field_by_name.get(preference.field)
    if field is None and preference.field == TEXT:
        found = mentioning(catalogue, texts(preference.value))
    elif field is None:
        found = np.zeros(len(catalogue.items), dtype=np.bool_)
    elif field.kind == "text" or preference.op == "contains":
        found = _containing(catalogue, field, preference)
    elif preference.field in catalogue.numbers and not isinstance(preference.value, tuple):
        found = _comparing(catalogue, field, preference)
    elif field.kind in ("number", "date") and isinstance(preference.value, tuple):
        found = _among(catalogue, field, preference.value)
    else:
        found = _having(catalogue, preference)
    return ~found if preference.polarity == "avoid" else found


def _having(catalogue: Catalogue, preference: Preference) -> Mask:
    mask = np.zeros(len(catalogue.items), dtype=np.bool_)
    postings = catalogue.postings.get(preference.field, {})
    if preference.op == "one of":
        held = np.zeros(len(catalogue.items), dtype=np.intp)
        for value in texts(preference.value):
            held[postings.get(value.casefold(), [])] += 1
        once: Mask = held == 1
        return once
    for value in texts(preference.value):
        rows = postings.get(value.casefold())
        # An empty index would mean every row, not none.
        if rows is not None:
            mask[rows] = True
    return ~mask if preference.op == "≠" else mask


def _containing(catalogue: Catalogue, field: Field, preference: Preference) -> Mask:
    words = [value.casefold() for value in texts(preference.value)]
    return np.array(
        [
            any(word in text.casefold() for word in words for text in texts(item.fields.get(field.name)))
            for item in catalogue.items
        ],
        dtype=np.bool_,
    )


def _comparing(catalogue: Catalogue, field: Field, preference: Preference) -> Mask:
    column = catalogue.numbers[preference.field]
    bound = _bound(field, preference)
    # A year is an interval: `= 1995` is all of it, `> 1995` begins with 1996.
    end = bound + 1 if field.kind == "date" and bound == int(bound) else bound
    with np.errstate(invalid="ignore"):
        match preference.op:
            case "<":
                return column < bound
            case "≥":
                return column >= bound
            case "≤":
                return column < end if end > bound else column <= bound
            case ">":
                return column >= end if end > bound else column > bound
            case "≠":
                return ~np.isnan(column) & ~_equal(column, bound, end)
            case _:
                return _equal(column, bound, end)


def _among(catalogue: Catalogue, field: Field, values: tuple[str, ...]) -> Mask:
    """Any of several numbers; of dates, any of several years."""
    column = catalogue.numbers[field.name]
    wanted = np.array([float(value) for value in values])
    return np.isin(np.floor(column) if field.kind == "date" else column, wanted)


def _equal(column: NDArray[np.float64], bound: float, end: float) -> Mask:
    return (column >= bound) & (column < end) if end > bound else np.isclose(column, bound)


def _bound(field: Field, preference: Preference) -> float:
    """The preference's value on the field's scale; NaN, equal to nothing, when it has no place there."""
    if field.order and isinstance(preference.value, str):
        folded = [value.casefold() for value in field.order]
        value = preference.value.casefold()
        return float(folded.index(value)) if value in folded else float("nan")
    return float(preference.value) if isinstance(preference.value, (bool, int, float)) else float("nan")
