"""Pointing at what was shown: `the second one`, `#2`, `the last two`, `it`, `the western`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.turn import Dialogue
from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import ReferenceSpan, Span, ValueSpan, covered
from bot.understanding.text import CONNECTORS, Text
from recommender.catalogue import texts
from recommender.schema import ItemId

_COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "couple": 2}
_POINTERS = frozenset({"it", "that", "this", "one"})
_VERBS = frozenset(
    [
        "is",
        "was",
        "are",
        "were",
        "looks",
        "sounds",
        "seems",
        "sounded",
        "looked",
        "seemed",
        "doesnt",
        "does",
        "isnt",
        "wasnt",
    ]
)
_ENDS_POINTER = frozenset(
    [
        "and",
        "but",
        "too",
        "already",
        "before",
        "again",
        "instead",
        "so",
        "because",
        "or",
        "before",
        "please",
        "yet",
        "though",
        "by",
        "in",
        "on",
        "a",
        "an",
        "the",
        "more",
    ]
)
_POINTING_FRAMES = frozenset({"love", "hate", "like", "unlike", "seen", "about"})


def find_references(text: Text, known: Knowledge, taken: Iterable[Span], dialogue: Dialogue) -> list[ReferenceSpan]:
    """Ordinals, pronouns and `the rest`; empty while nothing was shown or spoken of."""
    blocked = covered(taken)
    shown = dialogue.slate_items
    found: list[ReferenceSpan] = []
    position = 0
    while position < len(text.words):
        span = None if position in blocked else _reference_at(text, known, position, shown, dialogue, found)
        if span:
            found.append(span)
        position = span.end if span else position + 1
    return found


def pointed_by_value(
    text: Text, known: Knowledge, values: Sequence[ValueSpan], dialogue: Dialogue
) -> tuple[ReferenceSpan, ValueSpan] | None:
    """`the western`, `the Kubrick one`, `the one with Tom Hanks`, when it picks exactly one shown item."""
    if not dialogue.slate_items or len(values) != 1:
        return None
    span = values[0]
    start = _description_start(text, known, span)
    if start is None:
        return None
    items = [item for item in dialogue.slate_items if _has(known, item, span)]
    if len(items) != 1:
        return None
    noun = known.nouns.longest_at(text.words, span.end)
    end = noun[0] if noun else span.end + (text.words[span.end : span.end + 1] == ("one",))
    return ReferenceSpan(start, end, tuple(items), "value"), span


def _description_start(text: Text, known: Knowledge, span: ValueSpan) -> int | None:
    before = text.words[: span.first]
    if before[-1:] == ("the",):
        noun = known.nouns.longest_at(text.words, span.end)
        followed = text.words[noun[0] if noun else span.end :]
        one = followed[:1] == ("one",)
        plural = noun is not None and noun[1][0]
        return span.first - 1 if (not plural and (one or noun or not followed)) else None
    for size in (1, 2, 3):
        if before[-size - 2 : -size] == ("the", "one"):
            return span.first - size - 2
    return None


def _has(known: Knowledge, item: ItemId, span: ValueSpan) -> bool:
    if item not in known.catalogue:
        return False
    fields = known.catalogue[item].fields
    return any(str(m.value).casefold() in map(str.casefold, texts(fields.get(m.field))) for m in span.meanings)


def _reference_at(  # noqa: PLR0913
    text: Text, known: Knowledge, at: int, shown: tuple[ItemId, ...], dialogue: Dialogue, found: list[ReferenceSpan]
) -> ReferenceSpan | None:
    if shown:
        span = (
            _rest(text, at, shown, found)
            or _ordinal(text, known, at, shown)
            or _numbered(text, at, shown, dialogue, found)
        )
        if span:
            return span
    return _pronoun(text, known, at, dialogue)


def _ordinal(text: Text, known: Knowledge, at: int, shown: tuple[ItemId, ...]) -> ReferenceSpan | None:
    words = text.words
    start = at + 1 if words[at] == "the" else at
    place, after = _place(text, start)
    if place is None:
        return None
    count = _COUNTS.get(words[after]) if after < len(words) else None
    if count:
        items = shown[-count:] if place < 0 else shown[:count]
        return ReferenceSpan(at, after + 1, items) if abs(place) == 1 else None
    noun = known.nouns.longest_at(words, after)
    one = words[after : after + 1] == ("one",)
    closed = after >= len(words) or words[after] in _ENDS_POINTER | _VERBS or bool(text.tokens[after].gap.strip())
    if not (one or noun or (closed and start > at) or (closed and at == 0) or _after_ordinal(text, at)):
        return None
    if place == -1 and words[start] == "last" and not (one or noun or start > at):
        return None
    index = place - 1 if place > 0 else place
    end = after + 1 if one else noun[0] if noun else after
    return ReferenceSpan(at, end, (shown[index],)) if -len(shown) <= index < len(shown) else None


def _place(text: Text, at: int) -> tuple[int | None, int]:
    words = text.words
    if at >= len(words):
        return None, at
    if words[at] in text.cues.ordinals:
        return text.cues.ordinals[words[at]], at + 1
    if (
        words[at].isdigit()
        and words[at + 1 : at + 2]
        and words[at + 1] in ("st", "nd", "rd", "th")
        and not text.tokens[at + 1].gap
    ):
        return int(words[at]), at + 2
    return None, at


def _after_ordinal(text: Text, at: int) -> bool:
    """`the first and third`."""
    while at > 0 and text.words[at - 1] in CONNECTORS:
        at -= 1
    return at > 0 and text.words[at - 1] in text.cues.ordinals


def _numbered(
    text: Text, at: int, shown: tuple[ItemId, ...], dialogue: Dialogue, found: list[ReferenceSpan]
) -> ReferenceSpan | None:
    words = text.words
    start = at
    if words[at] in ("#", "number", "option", "no", "nr", "num"):
        start = at + 1
    numeral = words[start] if start < len(words) else ""
    numbered = numeral.isdigit() or (start > at and numeral in text.cues.numbers)
    if not numbered:
        return None
    place = int(text.cues.numbers.get(numeral, 0)) or int(numeral)
    if not 1 <= place <= len(shown):
        return None
    marked = start > at and not (words[at] == "no" and not text.tokens[start].gap.startswith((".", " ")))
    if marked or _bare_number_means_item(text, at, dialogue, found):
        return ReferenceSpan(at, start + 1, (shown[place - 1],))
    return None


def _bare_number_means_item(text: Text, at: int, dialogue: Dialogue, found: list[ReferenceSpan]) -> bool:
    if dialogue.pending is not None and dialogue.pending.kind == "field":
        return False
    alone = all(word.isdigit() or word in text.cues.courtesy or word in CONNECTORS for word in text.words)
    follows = bool(found) and text.joined(found[-1].end, at)
    cue = text.frame_ending_at(at)
    pointed = cue is not None and cue.tag in _POINTING_FRAMES
    asked = at > 0 and text.words[at - 1] in (
        "why",
        "compare",
        "between",
        "shorter",
        "longer",
        "better",
        "about",
        "than",
    )
    listed = (
        text.words[at + 1 : at + 2] in (("or",), ("and",), ("vs",))
        and text.words[at + 2 : at + 3]
        and text.words[at + 2].isdigit()
    )
    return alone or follows or pointed or asked or bool(listed and at + 3 >= len(text.words))


def _rest(text: Text, at: int, shown: tuple[ItemId, ...], found: list[ReferenceSpan]) -> ReferenceSpan | None:
    words = text.words
    if words[at : at + 2] in (("the", "others"), ("the", "rest")) or words[at : at + 3] == ("the", "other", "ones"):
        named = {item for span in found for item in span.items}
        end = at + (3 if words[at + 1] == "other" else 2)
        return ReferenceSpan(at, end, tuple(item for item in shown if item not in named), "rest")
    if words[at] == "both" and len(shown) >= 2 and (len(shown) == 2 or words[at + 1 : at + 2] in ((), ("of",))):
        return ReferenceSpan(at, at + 1, shown[:2])
    if (
        words[at] == "all"
        and words[at + 1 : at + 3]
        and words[at + 1] == "of"
        and words[at + 2] in ("them", "these", "those")
    ):
        return ReferenceSpan(at, at + 3, shown)
    if (
        words[at] in ("them", "these", "those")
        and (cue := text.frame_ending_at(at))
        and cue.tag in ("love", "hate", "seen", "like", "unlike")
    ):
        return ReferenceSpan(at, at + 1, shown) if _closed(text, at + 1) else None
    return None


def _pronoun(text: Text, known: Knowledge, at: int, dialogue: Dialogue) -> ReferenceSpan | None:
    shown = dialogue.slate_items
    item = dialogue.focus or (shown[0] if shown else None)
    word = text.words[at]
    if item is None or word not in ("it", "that", "this", "its"):
        return None
    if word == "that" and dialogue.focus is None and len(shown) > 1:
        item = shown[0]
    after = text.words[at + 1 : at + 2]
    noun = known.nouns.longest_at(text.words, at + 1)
    if word in ("that", "this") and (after == ("one",) or (noun and not noun[1][0])):
        return ReferenceSpan(at, at + 2 if after == ("one",) else noun[0] if noun else at + 2, (item,), "pronoun")
    cue = text.frame_ending_at(at)
    pointed = cue is not None and cue.tag in _POINTING_FRAMES
    closed = _closed(text, at + 1)
    subject = text.begins_sentence(at) and bool(after) and after[0] in _VERBS
    if word in ("it", "its") or closed or subject or (pointed and closed):
        return ReferenceSpan(at, at + 1, (item,), "pronoun")
    return None


def _closed(text: Text, end: int) -> bool:
    return end >= len(text.words) or bool(text.tokens[end].gap.strip()) or text.words[end] in _ENDS_POINTER
