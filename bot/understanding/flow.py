"""How a message goes on from the ones before: instead, also, again, never mind the year."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.spans import FieldSpan, Span, overlaps
from bot.understanding.text import Text

FIELD = "@"


def flow_tags(text: Text, spans: Sequence[Span]) -> frozenset[str]:
    """`replace`, `add`, `again`, `drop_all` where said outside of the spans."""
    found: set[str] = set()
    for first, end, tags in text.cues.flow.scan(text.words):
        if overlaps(Span(first, end), spans):
            continue
        phrase, following = " ".join(text.words[first:end]), text.words[end : end + 1]
        if phrase in ("instead", "rather") and following in (("of",), ("than",), ("not",)):
            continue
        if phrase == "too" and following and not text.tokens[end].gap.strip():
            continue
        if phrase in ("and", "plus", "rather", "wait") and not text.opens(first):
            continue
        found.update(tags)
    return frozenset(found)


def fields_dropped(
    text: Text, words: Sequence[FieldSpan], wished: frozenset[str]
) -> tuple[tuple[str, ...], list[Span]]:
    """Fields whose wishes are taken back (`any year is fine`, `forget the runtime`), and where that is said."""
    stop = text.cues.stop
    named = [word for word in words if word.sense == "name" and word.field not in wished]
    named = [word for word in named if not all(at in stop for at in text.words[word.first : word.end])]
    if not named:
        return (), []
    sequence, places, fields = _with_fields(text, named)
    dropped: list[str] = []
    spans: list[Span] = []
    for first, end, tags in text.cues.flow.scan(sequence):
        if "drop" in tags:
            dropped += [fields[at] for at in range(first, end) if at in fields]
            spans.append(Span(places[first], places[end] if end < len(places) else len(text.words)))
    return tuple(dict.fromkeys(dropped)), spans


def _with_fields(text: Text, named: Sequence[FieldSpan]) -> tuple[list[str], list[int], dict[int, str]]:
    """The words with each field's name replaced by one sign, where they stood, and which field it is."""
    starts = {word.first: word for word in named}
    sequence: list[str] = []
    places: list[int] = []
    fields: dict[int, str] = {}
    at = 0
    while at < len(text.words):
        if at in starts:
            fields[len(sequence)] = starts[at].field
            sequence.append(FIELD)
            places.append(at)
            at = starts[at].end
        else:
            if text.words[at] not in ("really", "just", "so", "please", "s"):
                sequence.append(text.words[at])
                places.append(at)
            at += 1
    return sequence, places, fields
