"""Comparisons with an item's field, evaluated from the item alone: `year >= 1995`, `genres has one of war, drama`.

Nothing of the product decides here, so that a filter's mistake cannot hide itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from recommender.schema import Item

_COMPARISON = re.compile(
    r"(?P<field>[\w]+) (?P<op><=|>=|!=|=|<|>|has one of|has|lacks|one of|contains|known|unknown)(?: (?P<value>.+))?$"
)
_ORDERED: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    field: str
    op: str
    value: str

    def holds(self, item: Item) -> bool:
        """An unknown value is not like anything: only `lacks`, `!=` and `unknown` hold."""
        values = values_of(item, self.field)
        wanted = [part.strip().casefold() for part in self.value.split(",")]
        match self.op:
            case "has" | "=" if not _numeric(self.value):
                return self.value.casefold() in values
            case "has one of" | "one of":
                return any(value in values for value in wanted)
            case "lacks":
                return not any(value in values for value in wanted)
            case "!=" if not _numeric(self.value):
                return self.value.casefold() not in values
            case "contains":
                return any(self.value.casefold() in value for value in values)
            case "known" | "unknown":
                return bool(values) == (self.op == "known")
        return self._compares(values)

    def _compares(self, values: list[str]) -> bool:
        numbers = [_number(value) for value in values]
        bound = float(self.value)
        if self.op in ("=", "!="):
            return any(abs(number - bound) < 1e-9 for number in numbers) == (self.op == "=")
        return any(_ORDERED[self.op](number, bound) for number in numbers)


def parse_comparison(text: str) -> Comparison:
    """Raises `ValueError` for anything that is no comparison."""
    found = _COMPARISON.match(text)
    if not found:
        raise ValueError(f"{text!r} is no comparison: write FIELD OP VALUE")
    return Comparison(found["field"], found["op"], found["value"] or "")


def values_of(item: Item, field: str) -> list[str]:
    """The item's values as folded text; `title`, `domain`, `id` and `text` can be asked for like fields."""
    if field in ("title", "domain", "id", "text"):
        return [str(getattr(item, field)).casefold()]
    value = item.fields.get(field)
    if value is None:
        return []
    if isinstance(value, tuple):
        return [text.casefold() for text in value]
    return [("yes" if value else "no") if isinstance(value, bool) else str(value).casefold()]


def _numeric(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def _number(text: str) -> float:
    """A number, or the year of a date; NaN, which compares with nothing, for any other text."""
    found = re.match(r"-?\d+(\.\d+)?", text)
    if not found:
        return float("nan")
    return float(found[0])
