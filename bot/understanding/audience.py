"""`kids`: a family film, or only who is in the room."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.context import Context
from bot.understanding.spans import ValueSpan

_FAR = 4


def without_audience(context: Context, values: Sequence[ValueSpan]) -> list[ValueSpan]:
    """The values without those that only say who watches: `too violent for kids, R at most`, `is it ok for kids?`."""
    rated = any(context.known.facts[span.field].field.order and not _is_young(context, span) for span in values)
    return [span for span in values if not _is_young(context, span) or (not rated and _asks_for_kind(context, span))]


def _is_young(context: Context, span: ValueSpan) -> bool:
    words = [word for word in context.words[span.first : span.end] if word not in ("for", "the")]
    return len(words) == 1 and words[0] in context.cues.words["young"]


def _asks_for_kind(context: Context, span: ValueSpan) -> bool:
    """`kids movies`, `something for the kids`, `kids` alone."""
    text, words = context.text, context.words
    if text.preceded_by(span.first, context.known.leads[span.field]):
        return True
    if context.noun_at(span.end) or context.asks_about(span.field) or len(words) <= 2:
        return True
    start = text.before(span.end - 1, context.cues.words["owners"] | {"the", "some", "all"})
    judged = "too" in words[max(0, start - _FAR) : start]
    asked = words[0] in ("is", "are", "would", "can") and words[1:2] not in (("there",), ("you",), ("i",), ("we",))
    return start > 0 and words[start - 1] in ("for", "no", "and", "or", "love", "hate") and not (judged or asked)
