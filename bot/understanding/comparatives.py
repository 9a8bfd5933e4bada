"""`shorter`, `too long`, `newer than the second`: critiques; soft wishes where nothing was shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from bot.turn import Critique, Dialogue
from bot.understanding.fields import FieldFacts, FieldWord
from bot.understanding.knowledge import Knowledge
from bot.understanding.reading import Reading, governing
from bot.understanding.spans import FieldSpan, ReferenceSpan, Span, TitleSpan, overlaps
from bot.understanding.strength import scope_of
from bot.understanding.text import Text
from recommender.schema import ItemId, Op, Preference

_GRADED = frozenset({"more", "less", "better", "higher", "lower", "fewer", "worse", "lesser"})
_NEGATIONS = frozenset({"not", "isnt", "nothing", "never", "no", "dont", "arent"})
Direction = Literal["more", "less"]


def find_field_words(text: Text, known: Knowledge, blocked: set[int]) -> list[FieldSpan]:
    """Names of fields and words for more or less of them."""
    found = []
    rejecting = [cue for cue in text.frames if cue.tag in ("avoid", "hate", "neutral") and cue.end - cue.first > 1]
    for first, end, words in known.words.scan(text.words):
        word = _preferred(known, words)
        graded = word.sense != "name" and overlaps(Span(first, end), rejecting)
        announced = text.words[first:end] == ("about",) and overlaps(Span(first, end), text.frames)
        aged = text.words[first:end] == ("old",) and text.words[max(0, first - 1) : first] in (("year",), ("years",))
        if not blocked.intersection(range(first, end)) and not (graded or announced or aged):
            found.append(_graded(text, known, FieldSpan(first, end, word.field, word.sense)))
    told = [_judged(text, span) for span in found if span.sense == "name" and known.facts[span.field].is_numeric]
    return [*found, *(span for span in told if span and not overlaps(span, found))]


def _judged(text: Text, name: FieldSpan) -> FieldSpan | None:
    """`the rating is too low`, `the price should be lower`: the word that judges the field named before it."""
    at = name.end
    while at < len(text.words) and text.words[at] in text.cues.words["between_judgement"]:
        at += 1
    tokens = text.tokens[name.end : at + 1]
    stops = any(token.after_comma or token.after_stop for token in tokens)
    if at == name.end or at >= len(text.words) or stops:
        return None
    said = text.words[at - 1] == "too" or text.words[at].endswith("er")
    more, less = (text.words[at] in text.cues.words[group] for group in ("graded_more", "graded_less"))
    return FieldSpan(at, at + 1, name.field, "more" if more else "less") if said and (more or less) else None


def _graded(text: Text, known: Knowledge, span: FieldSpan) -> FieldSpan:
    """`a higher rating`: the field's name with a word for more or less of it."""
    if span.sense != "name" or span.first == 0 or not known.facts[span.field].is_numeric:
        return span
    before = text.words[span.first - 1]
    if before in text.cues.words["graded_more"]:
        return FieldSpan(span.first - 1, span.end, span.field, "more")
    if before in text.cues.words["graded_less"]:
        return FieldSpan(span.first - 1, span.end, span.field, "less")
    return span


def _preferred(known: Knowledge, words: tuple[FieldWord, ...]) -> FieldWord:
    return min(
        words, key=lambda word: (not known.facts[word.field].field.shown, not known.facts[word.field].field.question)
    )


def critiques_of(
    reading: Reading, words: Sequence[FieldSpan], items: Sequence[TitleSpan | ReferenceSpan], dialogue: Dialogue
) -> tuple[list[Critique], list[Preference]]:
    """What the comparative and plain adjectives of the text ask for."""
    critiques: list[Critique] = []
    wishes: list[Preference] = []
    for word in words:
        if word.sense == "name" or not reading.known.facts[word.field].is_numeric:
            continue
        if not _describes_items(reading, word):
            continue
        anchors = _anchors(reading.text, word, items)
        critique = _critique(reading, word, anchors, dialogue)
        if critique:
            critiques.append(critique)
        else:
            wishes += _soft_wish(reading, word)
    return critiques, wishes


def _describes_items(reading: Reading, word: FieldSpan) -> bool:
    """`a new film`, `something new`, `newer`; but not `new worlds`."""
    text, known = reading.text, reading.known
    values = {span.first for span in reading.spans}
    for at in range(word.end, min(word.end + 4, len(text.words))):
        token = text.tokens[at]
        if at in values or token.after_stop or token.after_comma or known.nouns.longest_at(text.words, at):
            return True
        if token.norm in known.cues.stop or token.norm in ("enough", "read", "watch"):
            return True
    return word.end >= len(text.words) or is_comparative(text.words[word.first : word.end])


def _critique(reading: Reading, word: FieldSpan, anchors: tuple[ItemId, ...], dialogue: Dialogue) -> Critique | None:
    text = reading.text
    direction: Direction = "more" if word.sense == "more" else "less"
    source = text.quote(max(0, word.first - 1) if _too(text, word) else word.first, word.end)
    if _lacking(text, word) and dialogue.slate_items:
        return Critique(word.field, direction, anchors, source=source)
    if _too(text, word):
        shown = dialogue.slate_items and not _negated(text, word.first - 1)
        return Critique(word.field, _other(direction), anchors, source=source) if shown else None
    if not is_comparative(text.words[word.first : word.end]) or not (anchors or dialogue.slate_items):
        return None
    if _negated(text, word.first):
        direction = _other(direction)
    return Critique(word.field, direction, anchors, source=source)


def is_comparative(words: Sequence[str]) -> bool:
    return words[0] in _GRADED or words[-1].endswith("er")


def _too(text: Text, word: FieldSpan) -> bool:
    return word.first > 0 and text.words[word.first - 1] == "too"


def _lacking(text: Text, word: FieldSpan) -> bool:
    return text.words[word.end : word.end + 1] == ("enough",) and _negated(text, word.first)


def _negated(text: Text, first: int) -> bool:
    return (
        any(at in _NEGATIONS for at in text.words[max(0, first - 2) : first]) and not text.tokens[first].after_comma
    )


def _other(direction: Direction) -> Direction:
    return "less" if direction == "more" else "more"


def _anchors(text: Text, word: FieldSpan, items: Sequence[TitleSpan | ReferenceSpan]) -> tuple[ItemId, ...]:
    """The items after `than`, else those before `but`, `and`, a comma: `like Heat but shorter`."""
    after = [span for span in items if span.first >= word.end and "than" in text.words[word.end : span.first]]
    before = [span for span in items if span.end <= word.first and word.first - span.end <= 4]
    chosen = after[:1] or before[-1:]
    return tuple(item for span in chosen for item in ((span.item,) if isinstance(span, TitleSpan) else span.items))


def _soft_wish(reading: Reading, word: FieldSpan) -> list[Preference]:
    """The upper or lower third of the catalogue."""
    fact, text = reading.known.facts[word.field], reading.text
    if math.isnan(fact.low):
        return []
    more = word.sense == "more"
    if _too(text, word):
        # `not too long` forbids the longest third only; it does not ask for the short ones.
        op, bound = ("≤", fact.high) if more else ("≥", fact.low)
        return [_wish(reading, word, op, bound, hard=False)]
    if _negated(text, word.first) or governing(reading, word).mood in ("avoid", "hate"):
        op, bound = ("<", fact.high) if more else (">", fact.low)
        return [_wish(reading, word, op, bound, hard=False)]
    return [_wish(reading, word, *(("≥", fact.high) if more else ("≤", fact.low)), hard=False)]


def _wish(reading: Reading, word: FieldSpan, op: str, bound: float, *, hard: bool) -> Preference:
    value = float(math.floor(bound)) if _is_whole(reading.known.facts[word.field]) else round(bound, 2)
    return Preference(
        field=word.field,
        op=_operator(op),
        value=value,
        strength="hard" if hard else "soft",
        scope=scope_of(reading.text, word, governing(reading, word), reading.strengths),
        source=reading.text.quote(word.first, word.end),
        at=reading.at,
    )


def _operator(op: str) -> Op:
    operators: dict[str, Op] = {"<": "<", "≤": "≤", ">": ">", "≥": "≥"}
    return operators[op]


def _is_whole(fact: FieldFacts) -> bool:
    return fact.is_date
