"""Values of categories that have a rank: `PG-13 or lower`, `nothing above PG-13`, `R or higher`."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.understanding.amounts import begins_amount
from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import ValueSpan
from bot.understanding.text import Text
from recommender.schema import Op

_BETWEEN = frozenset({"a", "an", "the", "rated", "rating", "of", "movies", "films", "movie", "film", "is"})
_OPS = ("<", "≤", ">", "≥")
_TIMES = frozenset({"on", "after", "before", "since", "until", "till", "by", "prior to"})


def with_ranks(text: Text, known: Knowledge, spans: list[ValueSpan]) -> list[ValueSpan]:
    """The spans, those of ranked categories widened by the comparison that stands before or behind."""
    return [_compared(text, span) if known.facts[span.field].field.order else span for span in spans]


def _compared(text: Text, span: ValueSpan) -> ValueSpan:
    end = span.end
    while end < len(text.words) and text.words[end] in _BETWEEN and not text.tokens[end].gap.strip():
        end += 1
    behind = _at(text, end, reverse=False)
    if behind:
        return _as(span, behind[0], span.first, behind[1])
    first = span.first
    while first > 0 and text.words[first - 1] in _BETWEEN and not text.tokens[first].after_stop:
        first -= 1
    before = _at(text, first, reverse=True)
    return _as(span, before[0], before[1], span.end) if before else span


def _at(text: Text, at: int, *, reverse: bool) -> tuple[str, int] | None:
    """(operator, far end) of the comparison that ends or begins at the position."""
    lexicon = text.cues.rank if reverse else text.cues.behind
    for size in (4, 3, 2, 1):
        first, end = (at - size, at) if reverse else (at, at + size)
        if first < 0:
            continue
        ops = [str(op) for op in lexicon.entries.get(" ".join(text.words[first:end]), ()) if op in _OPS]
        if ops and " ".join(text.words[first:end]) not in _TIMES and (reverse or not begins_amount(text, end)):
            return ops[0], first if reverse else end
    return None


def _as(span: ValueSpan, op: str, first: int, end: int) -> ValueSpan:
    meanings = tuple(replace(meaning, op=cast("Op", op)) for meaning in span.meanings)
    return ValueSpan(first, end, meanings)
