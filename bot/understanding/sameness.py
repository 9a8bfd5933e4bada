"""`by the same director`, `more with that actor`: wishes whose value is an item's own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.context import Context
from bot.understanding.spans import FieldSpan, ReferenceSpan, Span, TitleSpan
from recommender.catalogue import texts
from recommender.schema import ItemId, Preference

_SAME = frozenset({"same", "this", "that", "his", "her", "their"})


def same_as(
    context: Context, words: Sequence[FieldSpan], items: Sequence[TitleSpan | ReferenceSpan], at: float
) -> list[tuple[Span, Preference]]:
    """One wish for each field of people or categories that is said to be the same; where it is said."""
    found = []
    for word in words:
        item = _item_before(context, word, items)
        if item is None or item not in context.known.catalogue or not _is_same(context, word):
            continue
        values = texts(context.known.catalogue[item].fields.get(word.field))
        if values:
            span = Span(word.first - 1, word.end)
            source = context.text.quote(span.first, span.end)
            value, op = (values, "in") if len(values) > 1 else (values[0], "=")
            found.append((span, Preference(word.field, op, value, source=source, at=at)))  # type: ignore[arg-type]
    return found


def _is_same(context: Context, word: FieldSpan) -> bool:
    kind = context.known.facts[word.field].field.kind
    said = word.first > 0 and context.words[word.first - 1] in _SAME
    return said and word.sense == "name" and kind in ("category", "person")


def _item_before(context: Context, word: FieldSpan, items: Sequence[TitleSpan | ReferenceSpan]) -> ItemId | None:
    """The item said last before the word; else the one in focus, or the first shown."""
    before = [span for span in items if span.end <= word.first]
    if before:
        span = before[-1]
        return span.item if isinstance(span, TitleSpan) else span.items[0]
    return context.dialogue.focus or next(iter(context.dialogue.slate_items), None)
