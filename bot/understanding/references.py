"""Pointing at what was shown: `the second one`, `#2`, `the last two`, `it`, `the western`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.understanding.context import Context
from bot.understanding.spans import ReferenceSpan, Span, TitleSpan, ValueSpan, covered
from bot.understanding.text import CONNECTORS, Text
from recommender.catalogue import texts
from recommender.schema import ItemId

_COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "couple": 2}
_NUMBER_SIGNS = ("#", "number", "option", "no", "nr", "num")
_POINTING_FRAMES = frozenset({"love", "hate", "like", "unlike", "seen", "about"})


def find_references(context: Context, taken: Iterable[Span]) -> list[ReferenceSpan]:
    """Ordinals, pronouns and `the rest`; empty while nothing was shown or spoken of."""
    spans = list(taken)
    blocked = covered(spans)
    titles = [span for span in spans if isinstance(span, TitleSpan)]
    found: list[ReferenceSpan] = []
    position = 0
    while position < len(context.words):
        span = None if position in blocked else _reference_at(context, position, found, titles)
        if span:
            found.append(span)
        position = span.end if span else position + 1
    return found


def ordinal_numerals(text: Text) -> list[Span]:
    """`2nd`: no amount; but `20th century` is one."""
    places = ((at, _place(text, at)) for at in range(len(text.words)) if text.words[at].isdigit())
    return [
        Span(at, after)
        for at, (place, after) in places
        if place is not None and text.words[after : after + 1] not in (("century",), ("c",))
    ]


def pointed_by_value(context: Context, values: Sequence[ValueSpan]) -> tuple[ReferenceSpan, ValueSpan] | None:
    """`the western`, `the Kubrick one`, `the one with Tom Hanks`, when it picks exactly one shown item."""
    if not context.dialogue.slate_items or len(values) != 1:
        return None
    span = values[0]
    start = _description_start(context, span)
    items = [item for item in context.dialogue.slate_items if _has(context, item, span)]
    if start is None or len(items) != 1:
        return None
    noun = context.noun_at(span.end)
    end = noun[0] if noun else span.end + (context.words[span.end : span.end + 1] == ("one",))
    return ReferenceSpan(start, end, tuple(items), "value"), span


def _description_start(context: Context, span: ValueSpan) -> int | None:
    words = context.words
    if words[: span.first][-1:] == ("the",):
        noun = context.noun_at(span.end)
        followed = words[noun[0] if noun else span.end :]
        plural = noun is not None and noun[1]
        return span.first - 1 if not plural and (followed[:1] == ("one",) or noun or not followed) else None
    for size in (1, 2, 3):
        if words[: span.first][-size - 2 : -size] == ("the", "one"):
            return span.first - size - 2
    return None


def _has(context: Context, item: ItemId, span: ValueSpan) -> bool:
    if item not in context.known.catalogue:
        return False
    fields = context.known.catalogue[item].fields
    return any(str(m.value).casefold() in map(str.casefold, texts(fields.get(m.field))) for m in span.meanings)


def _reference_at(
    context: Context, at: int, found: list[ReferenceSpan], titles: list[TitleSpan]
) -> ReferenceSpan | None:
    span = None
    if context.dialogue.slate_items:
        span = (
            _rest(context, at, found) or _all(context, at) or _ordinal(context, at) or _numbered(context, at, found)
        )
    return span or _pronoun(context, at, titles)


def _ordinal(context: Context, at: int) -> ReferenceSpan | None:
    """`the second one`, `first two`, `the last`."""
    words, shown = context.words, context.dialogue.slate_items
    start = at + 1 if words[at] == "the" else at
    place, after = _place(context.text, start)
    if place is None:
        return None
    count = _COUNTS.get(words[after]) if after < len(words) else None
    if count:
        items = shown[-count:] if place < 0 else shown[:count]
        return ReferenceSpan(at, after + 1, items) if abs(place) == 1 else None
    noun = context.noun_at(after)
    one = words[after : after + 1] == ("one",)
    closed = _closed(context.text, after) or words[after] in context.cues.words["pointing_verbs"]
    alone = closed and (start > at or (at == 0 and words[start] != "last"))
    if not (one or noun or alone or _after_ordinal(context.text, at)):
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


def _numbered(context: Context, at: int, found: list[ReferenceSpan]) -> ReferenceSpan | None:
    """`#2`, `number 3`, `no. 2`, and a bare `2` where it can only mean an item."""
    text, shown = context.text, context.dialogue.slate_items
    start = at + 1 if text.words[at] in _NUMBER_SIGNS else at
    numeral = text.words[start] if start < len(text.words) else ""
    if not (numeral.isdigit() or (start > at and numeral in text.cues.numbers)):
        return None
    place = int(text.cues.numbers.get(numeral, 0)) or int(numeral)
    if not 1 <= place <= len(shown):
        return None
    if start > at or _bare_number_means_item(context, at, found):
        return ReferenceSpan(at, start + 1, (shown[place - 1],))
    return None


def _bare_number_means_item(context: Context, at: int, found: list[ReferenceSpan]) -> bool:
    text, pending = context.text, context.dialogue.pending
    if pending is not None and pending.kind == "field":
        return False
    small = text.cues.courtesy | CONNECTORS | text.cues.words["number_leads"] | {"vs"}
    alone = all(word.isdigit() or word in small for word in text.words)
    follows = bool(found) and text.joined(found[-1].end, at)
    cue = text.frame_ending_at(at)
    pointed = cue is not None and cue.tag in _POINTING_FRAMES
    asked = at > 0 and text.words[at - 1] in text.cues.words["number_leads"]
    listed = text.words[at + 1 : at + 2] in (("or",), ("and",), ("vs",)) and text.words[at + 2 :][:1] != ()
    return alone or follows or pointed or asked or (listed and at + 3 == len(text.words) and text.words[-1].isdigit())


def _rest(context: Context, at: int, found: list[ReferenceSpan]) -> ReferenceSpan | None:
    """`the others`, `the rest`: what was shown and not named before."""
    words = context.words
    size = 3 if words[at : at + 3] == ("the", "other", "ones") else 2
    if size == 2 and words[at : at + 2] not in (("the", "others"), ("the", "rest")):
        return None
    named = {item for span in found for item in span.items}
    items = tuple(item for item in context.dialogue.slate_items if item not in named)
    return ReferenceSpan(at, at + size, items, "rest")


def _all(context: Context, at: int) -> ReferenceSpan | None:
    """`both`, `all of them`, `these` behind a cue."""
    words, shown = context.words, context.dialogue.slate_items
    if words[at] == "both" and len(shown) >= 2 and (len(shown) == 2 or words[at + 1 : at + 2] in ((), ("of",))):
        return ReferenceSpan(at, at + 1, shown[:2])
    if words[at : at + 2] == ("all", "of") and words[at + 2 : at + 3] in (("them",), ("these",), ("those",)):
        return ReferenceSpan(at, at + 3, shown)
    cue = context.text.frame_ending_at(at) if words[at] in ("them", "these", "those") else None
    pointed = cue is not None and cue.tag in _POINTING_FRAMES and _closed(context.text, at + 1)
    return ReferenceSpan(at, at + 1, shown) if pointed else None


def _pronoun(context: Context, at: int, titles: list[TitleSpan]) -> ReferenceSpan | None:
    """`it`, `that one`, `this film`: the title said before, the item last spoken of, else the first shown."""
    text, shown = context.text, context.dialogue.slate_items
    said = [span.item for span in titles if span.end <= at]
    spoken_of = filter(None, (context.dialogue.asked_item, context.dialogue.focus))
    item = next(iter((*said[-1:], *spoken_of, *shown)), None)
    word = text.words[at]
    if item is None or word not in ("it", "that", "this", "its"):
        return None
    after = text.words[at + 1 : at + 2]
    noun = context.noun_at(at + 1)
    noun = noun if noun and not noun[1] else None
    if word in ("that", "this") and (noun or (after[:1] and after[0] in text.cues.words["things"])):
        return ReferenceSpan(at, noun[0] if noun else at + 2, (item,), "pronoun")
    subject = text.begins_sentence(at) and bool(after) and after[0] in text.cues.words["pointing_verbs"]
    if word in ("it", "its") or subject or _closed(text, at + 1):
        return ReferenceSpan(at, at + 1, (item,), "pronoun")
    return None


def _closed(text: Text, end: int) -> bool:
    """Nothing follows that the words before could belong to."""
    if end >= len(text.words):
        return True
    return bool(text.tokens[end].gap.strip()) or text.words[end] in text.cues.words["pointer_ends"]
