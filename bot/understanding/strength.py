"""Hard or soft, for now or for always: what adverbs and the governing frame make of a wish."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.framing import Frame
from bot.understanding.spans import Cue, Span, overlaps
from bot.understanding.text import Text
from recommender.schema import Scope, Strength

_REACH_BACK = frozenset(
    {
        "if possible",
        "would be nice",
        "would be great",
        "would be good",
        "would be cool",
        "would be ideal",
        "would be a plus",
        "would be lovely",
        "would be a bonus",
        "if you can",
        "not essential",
        "nice to have",
        "a plus",
        "where possible",
        "not a must",
        "if you have it",
        "if you have any",
        "if you have one",
        "more or less",
        "i guess",
    }
)

_PHRASE = 2


def strength_cues(text: Text) -> list[Cue]:
    """Every `soft`, `hard`, `always` and `now` word of the text."""
    rejecting = [cue for cue in text.frames if cue.tag in ("avoid", "hate")]
    found = text.cues.strength.scan(text.words)
    cues = [Cue(first, end, tag) for first, end, tags in found for tag in tags]
    cues = [cue for cue in cues if cue.tag != "soft" or not overlaps(cue, rejecting)]
    return [cue for cue in cues if not _corrects(text, cue)]


def _corrects(text: Text, cue: Cue) -> bool:
    """`Rather with Rowan Atkinson`: at the beginning it takes back what was wished before."""
    return text.words[cue.first : cue.end] == ("rather",) and text.opens(cue.first)


def strength_of(text: Text, span: Span, frame: Frame, cues: Sequence[Cue], spans: Sequence[Span]) -> Strength:
    """Constraints are hard unless said softly; a taste for something is soft, a distaste hard."""
    near = [cue for cue in cues if _reaches(text, cue, span, spans)]
    tags = {cue.tag for cue in near}
    if "hard" in tags:
        return "hard"
    if "soft" in tags or frame.mood == "love":
        return "soft"
    if "always" in tags and frame.mood in ("plain", "want"):
        return "soft"
    return "hard"


def scope_of(text: Text, span: Span, frame: Frame, cues: Sequence[Cue]) -> Scope:
    near = {cue.tag for cue in cues if _same_sentence(text, cue, span)}
    if "now" in near:
        return "now"
    if frame.mood in ("love", "hate"):
        return "always"
    # `from now on no horror`: a phrase that opens the sentence speaks of all of it; a single adverb may not.
    governed = any(
        cue.tag == "always" and (frame.first <= cue.first or cue.end - cue.first > _PHRASE)
        for cue in cues
        if _same_sentence(text, cue, span)
    )
    return "always" if governed and frame.mood in ("plain", "want", "avoid") else "now"


def _reaches(text: Text, cue: Cue, span: Span, spans: Sequence[Span]) -> bool:
    """Forward within its clause; backward to the span right before it, for the phrases that trail."""
    if cue.first >= span.end:
        leads_on = text.words[cue.end : cue.end + 1] in (("if",), ("to",), ("when",))
        trailing = " ".join(text.words[cue.first : cue.end]) in _REACH_BACK and not leads_on
        separated = any(span.end <= other.first and other.end <= cue.first for other in spans)
        return trailing and not separated and not _stopped(text, span.end, cue.first)
    if cue.end > span.first:
        return False
    opening = all(word in text.cues.stop or word in ("tonight", "today") for word in text.words[: cue.first])
    if _stopped(text, cue.end, span.first) or _turned(text, cue.end, span.first):
        return False
    return (opening and cue.end - cue.first > 0 and not _commas(text, cue.end + 1, span.first)) or not _commas(
        text, cue.end, span.first
    )


def _stopped(text: Text, first: int, end: int) -> bool:
    return any(text.tokens[at].after_stop for at in range(max(first, 1), min(end + 1, len(text.tokens))))


def _commas(text: Text, first: int, end: int) -> bool:
    return any(text.tokens[at].after_comma for at in range(max(first, 1), min(end + 1, len(text.tokens))))


def _turned(text: Text, first: int, end: int) -> bool:
    return any(word in ("but", "however") for word in text.words[first:end])


def _same_sentence(text: Text, cue: Cue, span: Span) -> bool:
    first, end = min(cue.first, span.first), max(cue.end, span.end)
    return not _stopped(text, first + 1, end - 1) and not _turned(text, first, end)
