"""The unit of a column of numbers, and the factor that brings its values there."""

from __future__ import annotations

from collections import Counter

from recommender.importing.cells import MINUTES
from recommender.importing.facts import Column
from recommender.importing.lexicon import Concept


def unit_families(column: Column) -> list[str]:
    """The units that no factor joins, the most frequent first; a rare one is a slip."""
    joined: Counter[str] = Counter()
    for unit, count in column.units.items():
        joined["min" if unit in MINUTES else unit] += count
    written = {unit: count for unit, count in joined.items() if unit}
    rest = sum(written.values())
    return [unit for unit, count in Counter(written).most_common() if count > 0.03 * rest][: 1 if "" in joined else 3]


def unit_of(column: Column, concept: Concept | None, written: str) -> tuple[float, str]:
    """(factor to the field's unit, unit): as written in the cells or the header, else what is usual."""
    usual = concept.unit if concept else ""
    named = column.header.unit
    if usual == "min":
        return (1.0 if written else _minutes_scale(column, named)), "min"
    if written:
        return 1.0, written
    if named in MINUTES:
        return MINUTES[named], "min"
    if named:
        return 1.0, named
    if concept and concept.group == "rating":
        top = max((value.value for value in column.measures), default=0.0)
        return 1.0, "stars" if top <= 5 else "%" if top > 10 and "tomato" in column.header.phrase else ""
    return 1.0, usual


def _minutes_scale(column: Column, named: str) -> float:
    """Bare running times of 1.75 are hours, of 6300 seconds."""
    if named:
        return MINUTES.get(named, 1.0)
    values = sorted(value.value for value in column.measures)
    middle = values[len(values) // 2] if values else 0.0
    return 60.0 if middle < 6 and any(value % 1 for value in values) else 1 / 60 if middle > 1500 else 1.0
