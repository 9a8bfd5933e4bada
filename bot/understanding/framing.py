"""Polarity and scope: what governs each word of a text, and where its reach ends.

A cue (`no`, `I love`, `something like`) opens a frame; `but`, the end of a sentence, another cue, and a
comma after which the list does not go on close it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.understanding.spans import Cue, Span, covered
from bot.understanding.text import CONNECTORS, Text

Mood = Literal["plain", "want", "love", "hate", "avoid", "like", "unlike", "seen", "about", "neutral", "only"]
_NEGATIVE = ("avoid", "hate", "unlike")
_LIST_WORDS = CONNECTORS | {"the", "any", "no", "not"}
_HANGING = (("except",), ("without",), ("not",), ("no",), ("minus",), ("excluding",))
_SHOWN = frozenset({"these", "those", "they", "them"})
_GRADING = frozenset({"too", "so", "that", "very", "really", "all", "bad", "my", "what", "for"})
_CALM_LIST_WORDS = _LIST_WORDS | {"a", "an", "some"}


@dataclass(frozen=True, slots=True)
class Frame:
    mood: Mood = "plain"
    first: int = 0
    """Token where its cue begins."""
    end: int = 0
    """Token after its cue."""
    field: str = ""
    """Field of the last span under it; `item` for titles and the like."""


PLAIN = Frame()


def frames_of(text: Text, spans: Sequence[Span]) -> list[Frame]:
    """The governing frame at each token; cues inside `spans` (titles, values) are no cues."""
    inside = covered(spans)
    opening = {cue.first: cue for cue in text.frames if cue.first not in inside}
    starts = {span.first: span for span in spans}
    frames: list[Frame] = []
    current = PLAIN
    for position in range(len(text.tokens)):
        current = _continued(text, position, current, starts)
        if position in opening:
            current = _opened(current, opening[position], text)
        if position in starts and current is not PLAIN:
            current = replace(current, field=field_of(starts[position]))
        frames.append(current)
    return frames


def field_of(span: Span) -> str:
    return getattr(span, "field", "item")


def _continued(text: Text, position: int, current: Frame, starts: Mapping[int, Span]) -> Frame:
    token = text.tokens[position]
    if current is PLAIN or position < current.end:
        return current
    if token.after_stop:
        return PLAIN
    if token.after_comma and not _list_goes_on(text, position, current, starts):
        return PLAIN
    if current.field and _hangs_on_noun(text, current) and _begins_phrase(text, position, starts):
        return PLAIN
    # 不含记忆的犯罪电影: what lacks something is a crime film.
    if current.field and text.words[current.first : current.end] == ("without",) and token.gap == "的":
        return PLAIN
    return current


def _hangs_on_noun(text: Text, current: Frame) -> bool:
    """`a film except horror …`, `a book that is not crime …`: what follows may describe the noun again."""
    first = current.first
    if current.mood != "avoid" or text.words[first : current.end] not in _HANGING:
        return False
    first -= first > 0 and text.words[first - 1] == "but"
    if first == 0 or text.tokens[first].after_stop:
        return False
    before = text.words[max(0, first - 2) : first]
    return before[-1] not in text.cues.stop or before in (("that", "is"), ("thats",))


def _begins_phrase(text: Text, position: int, starts: Mapping[int, Span]) -> bool:
    """Right behind a value, perhaps after `and`, a word that leads to the next: `… in red`, `… and under $25`."""
    at = position - 1 if text.words[position - 1] == "and" else position
    behind = any(span.end == at for span in starts.values())
    return behind and text.words[position] in text.cues.words["phrase_begins"]


def _list_goes_on(text: Text, position: int, current: Frame, starts: Mapping[int, Span]) -> bool:
    skipped = _LIST_WORDS if current.mood in _NEGATIVE else _CALM_LIST_WORDS
    if position == current.end and text.words[current.first : current.end] == ("no",):
        return False
    while position not in starts and position < len(text.words) and text.words[position] in skipped:
        position += 1
    if position not in starts or _begins_statement(text, starts[position].end):
        return False
    if current.mood not in _NEGATIVE:
        return True
    span = starts[position]
    same = current.field in ("", field_of(span))
    return same and (current.mood == "hate" or _list_closes(text, starts[position], starts))


def _begins_statement(text: Text, end: int) -> bool:
    """`…, and the second is too long`: a verb follows."""
    return end < len(text.words) and text.words[end] in text.cues.words["pointing_verbs"]


def _list_closes(text: Text, span: Span, starts: Mapping[int, Span]) -> bool:
    """Does `or`, `nor` or `and` end the list: `no horror, war or romance`?"""
    position, joined = span.end, span.first > 0 and text.words[span.first - 1] in CONNECTORS
    while position < len(text.words) and not joined:
        if text.tokens[position].after_stop:
            return False
        joined = text.words[position] in CONNECTORS and position + 1 in starts
        if position not in starts and not joined:
            return False
        position = starts[position].end if position in starts else position
    return joined


def _opened(current: Frame, cue: Cue, text: Text) -> Frame:
    tag, adjacent = cue.tag, current.end == cue.first and current is not PLAIN
    if tag == "break":
        return PLAIN
    if tag == "avoid" and text.words[cue.first] == "no" and cue.end - cue.first == 1 and _is_interjection(text, cue):
        return PLAIN
    if tag == "avoid" and _misses(text, cue):
        return Frame("want", cue.first, cue.end)
    if tag == "like" and current.mood in _NEGATIVE:
        return Frame("unlike", current.first, cue.end)
    if tag in ("want", "love") and current.mood in _NEGATIVE and adjacent:
        return Frame(current.mood, current.first, cue.end)
    if tag in ("want", "about") and current.mood in ("like", "love", "seen") and adjacent:
        return current
    if tag == "about" and not (current is PLAIN and _begins_clause(text, cue.first)):
        return current
    if tag == "avoid" and current.mood in _NEGATIVE and adjacent:
        return Frame("neutral", current.first, cue.end)
    return Frame(tag, cue.first, cue.end)  # type: ignore[arg-type]  # the tags of the cue file are the moods


def _misses(text: Text, cue: Cue) -> bool:
    """`these are not funny`, `none of them is about robots`: a list lacks what is wished for."""
    words, said = text.words, text.words[cue.first : cue.end]
    behind = words[cue.end : cue.end + 2]
    if said == ("none", "of"):
        return len(behind) == 2 and behind[0] in _SHOWN and behind[1] in ("is", "are", "was", "were", "has", "have")
    before = words[max(0, cue.first - 2) : cue.first]
    pointed = before[-1:] if said[0] in ("are", "arent") else before[:1] if before[1:] == ("are",) else ()
    return said[-1] in ("not", "arent") and bool({*pointed} & _SHOWN) and not {*behind[:1]} & _GRADING


def _is_interjection(text: Text, cue: Cue) -> bool:
    """`No, I want …`."""
    behind = text.tokens[cue.end : cue.end + 1]
    ended = bool(behind) and (behind[0].after_comma or behind[0].after_stop)
    return ended or (cue.first == 0 and bool(behind) and behind[0].norm in text.cues.words["after_no"])


def _begins_clause(text: Text, position: int) -> bool:
    token = text.tokens[position]
    return (
        position == 0
        or token.after_stop
        or token.after_comma
        or text.words[position - 1] in ("and", "but", "so", "ok", "hey", "well")
    )


def verdict_behind(text: Text, end: int) -> Cue | None:
    """A judgement that follows the words it judges: `… is not my thing`; nouns may stand between."""
    plain = text.plain
    for place, first in enumerate(plain.first):
        if first < end:
            continue
        if first > end + 3 or text.tokens[first].after_stop:
            return None
        match = text.cues.after.longest_at(plain.words, place)
        if match:
            return Cue(first, plain.end[match[0] - 1], match[1][0])
    return None


def between(spans: Iterable[Span], first: int, end: int) -> list[Span]:
    """The spans that lie within the token range."""
    return [span for span in spans if first <= span.first and span.end <= end]
