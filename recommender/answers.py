"""What people may answer when they are asked about a field, and which items each answer leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.schema import Field, Preference

Rows = NDArray[np.intp]
Said = tuple[Preference, ...]
"""An answer as the wishes that it says; a decade is two of them."""

ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 9.0)
"""Bounds that people name, times any power of ten: at most 20 dollars, at most 90 minutes."""
DECADE = 10.0
STEPS = ((5.0, 0.5), (10.0, 1.0), (float("inf"), 10.0))
"""Scores up to 5 are asked for in halves of a star, up to 10 in stars, beyond in tens."""


@dataclass(frozen=True)
class Answers:
    """The answers laid flat: one entry for each item that an answer leaves, e entries in all."""

    said: Callable[[int], Said]
    """The answer of a number; raises `IndexError` where answers join two values of a category."""
    number: NDArray[np.int64]
    """The answer, shape (e,)."""
    row: Rows
    """The item, shape (e,)."""
    share: NDArray[np.float64]
    """The chance that whoever wants the item gives this answer, in [0, 1], shape (e,); 0: it is left, no more."""
    ordered: bool = False
    """The answers have an order of their own, that of their numbers: decades, prices."""


def answers(catalogue: Catalogue, field: Field, rows: Rows) -> Answers:
    """What may be said of the field by people who want one of the rows."""
    if field.order or field.kind == "number":
        return _bounds(catalogue, field, rows)
    if field.kind in ("date", "flag"):
        return _groups(catalogue, field, rows)
    pairs = field.kind == "category" and field.many
    return _pairs(catalogue, field, rows) if pairs else values(catalogue, field, rows)


def bound(field: Field, value: float) -> float:
    """The bound that somebody names who wants an item of this value: the next round number."""
    if field.order:
        return value
    if at_least(field):
        step = next(step for top, step in STEPS if value <= top)
        return float(np.floor(value / step) * step)
    if value <= 0:
        return value
    power = 10.0 ** np.floor(np.log10(value))
    return float(next((each * power for each in ROUND if each * power >= value), 10 * power))


def at_least(field: Field) -> bool:
    """Is a number a lower bound? Of scores; of prices, lengths and ages it is the most that is fine."""
    return field.unit == "stars"


def values(catalogue: Catalogue, field: Field, rows: Rows) -> Answers:
    """One of the values of a category or of people; of an item that has several, any of them with equal chance."""
    number, row = _of_rows(catalogue, field, rows)
    count = np.bincount(row, minlength=len(catalogue.items))
    names = tuple(catalogue.postings[field.name])
    return Answers(lambda each: (Preference(field.name, "=", names[each]),), number, row, 1.0 / count[row])


def _pairs(catalogue: Catalogue, field: Field, rows: Rows) -> Answers:
    """Two of the item's values, `a crime drama`, any two with equal chance; the only one, where it has one."""
    number, row = _of_rows(catalogue, field, rows)
    order = np.argsort(row, kind="stable")
    number, row = number[order].astype(np.int64), row[order]
    count = np.bincount(row, minlength=len(catalogue.items))
    parts = [(number, row, (count[row] == 1).astype(np.float64))]
    size = len(catalogue.postings[field.name])
    for apart in range(1, int(count.max(initial=1))):
        same = row[apart:] == row[:-apart]
        first, second, both = number[:-apart][same], number[apart:][same], row[apart:][same]
        pair = size + np.minimum(first, second) * size + np.maximum(first, second)
        parts.append((pair, both, 2.0 / (count[both] * (count[both] - 1))))
    numbers, found, shares = zip(*parts, strict=True)
    return Answers(().__getitem__, np.concatenate(numbers), np.concatenate(found), np.concatenate(shares))


def _of_rows(catalogue: Catalogue, field: Field, rows: Rows) -> tuple[NDArray[np.int64], Rows]:
    """The number of each value of the rows, beside its row."""
    possible = np.zeros(len(catalogue.items), dtype=np.bool_)
    possible[rows] = True
    number, row = catalogue.value_rows[field.name]
    kept = possible[row]
    return number[kept].astype(np.int64), row[kept].astype(np.intp)


def _groups(catalogue: Catalogue, field: Field, rows: Rows) -> Answers:
    """Decades, or yes and no."""
    column = catalogue.numbers[field.name][rows]
    rows, column = rows[np.isfinite(column)], column[np.isfinite(column)]
    width = DECADE if field.kind == "date" else 1.0
    starts, number = np.unique(np.floor(column / width) * width, return_inverse=True)
    wishes = tuple(_group(field, float(start)) for start in starts)
    return Answers(wishes.__getitem__, number.astype(np.int64), rows, np.ones(len(rows)), ordered=True)


def _group(field: Field, start: float) -> Said:
    if field.kind == "flag":
        return (Preference(field.name, "=", bool(start)),)
    return (Preference(field.name, "≥", start), Preference(field.name, "≤", start + DECADE - 1))


def _bounds(catalogue: Catalogue, field: Field, rows: Rows) -> Answers:
    """A bound leaves everything on its side, but is named by those alone to whose item it is the nearest."""
    column = catalogue.numbers[field.name][rows]
    rows, column = rows[np.isfinite(column)], column[np.isfinite(column)]
    values, place = np.unique(column, return_inverse=True)
    named = np.array([bound(field, float(value)) for value in values])[place]
    edges = np.unique(named)
    left = column >= edges[:, None] if at_least(field) else column <= edges[:, None]
    number, entry = np.nonzero(left)
    share = (named[entry] == edges[number]).astype(np.float64)
    wishes = tuple((_bound_wish(field, float(edge)),) for edge in edges)
    return Answers(wishes.__getitem__, number.astype(np.int64), rows[entry], share, ordered=True)


def _bound_wish(field: Field, edge: float) -> Preference:
    return Preference(field.name, "≥" if at_least(field) else "≤", field.order[int(edge)] if field.order else edge)
