"""What was found where in a message. `first` and `end` are token positions, `end` exclusive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.understanding.fields import Sense
from bot.understanding.values import Meaning
from recommender.schema import ItemId, Op


@dataclass(frozen=True, slots=True)
class Span:
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue(Span):
    tag: str


@dataclass(frozen=True, slots=True)
class TitleSpan(Span):
    item: ItemId
    quote: str


@dataclass(frozen=True, slots=True)
class ValueSpan(Span):
    meanings: tuple[Meaning, ...]
    """Of one field; several where the phrase stands for several values."""

    @property
    def field(self) -> str:
        return self.meanings[0].field


@dataclass(frozen=True, slots=True)
class AmountSpan(Span):
    field: str
    tests: tuple[tuple[Op, float | tuple[str, ...]], ...]
    """All must hold."""
    bare: bool = False
    """Said without a comparison."""


@dataclass(frozen=True, slots=True)
class FieldSpan(Span):
    field: str
    sense: Sense


@dataclass(frozen=True, slots=True)
class ReferenceSpan(Span):
    items: tuple[ItemId, ...]
    kind: Literal["ordinal", "pronoun", "value", "rest"] = "ordinal"


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.first < other.end and other.first < span.end for other in others)


def covered(spans: Iterable[Span]) -> set[int]:
    """The token positions inside the spans."""
    return {position for span in spans for position in range(span.first, span.end)}
