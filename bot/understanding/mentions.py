"""Items spoken of, and the stance taken to each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Mention, Stance
from bot.understanding.reading import Reading, governing
from bot.understanding.spans import ReferenceSpan, TitleSpan
from bot.understanding.text import Text
from recommender.schema import ItemId

_STANCES: dict[str, Stance] = {
    "love": "liked", "hate": "disliked", "avoid": "unlike", "like": "like", "unlike": "unlike", "seen": "seen",
    "about": "about", "want": "about", "neutral": "about", "only": "about",
}  # fmt: skip
_KIND_WORDS = frozenset({"like", "style", "type", "esque", "ish", "vibes", "vibe", "kind", "sort"})


def mentions_of(reading: Reading, items: Sequence[TitleSpan | ReferenceSpan]) -> list[Mention]:
    """In the order said, each item once; the later stance of an item counts. An `it` means the item before."""
    found: dict[ItemId, Mention] = {}
    named: tuple[ItemId, ...] = ()
    for span in items:
        stance = stance_of(reading, span)
        if not (named and isinstance(span, ReferenceSpan) and span.kind == "pronoun"):
            named = (span.item,) if isinstance(span, TitleSpan) else span.items
        for item in named:
            if item in found and stance in ("about", "like"):
                continue
            found[item] = Mention(item, stance, reading.text.quote(span.first, span.end))
    return list(found.values())


def resembling(text: Text, mentions: Sequence[Mention], focus: ItemId | None) -> list[Mention]:
    """`I loved Heat, got anything similar?`: what was liked, or last spoken of, is also to be resembled."""
    line = f" {' '.join(text.words)} "
    if not any(f" {phrase} " in line for phrase in text.cues.words["similar_phrases"]):
        return []
    if any(mention.stance in ("like", "unlike") for mention in mentions):
        return []
    liked = [mention for mention in mentions if mention.stance in ("liked", "seen")]
    spoken = [Mention(focus, "like")] if focus and not mentions else []
    return [*(Mention(mention.item, "like", mention.quote) for mention in liked), *spoken]


def stance_of(reading: Reading, span: TitleSpan | ReferenceSpan) -> Stance:
    text = reading.text
    if _compared_with(text, span):
        return "about"
    frame = governing(reading, span)
    if _kind_follows(text, span.end) and frame.mood in ("plain", "want", "love", "avoid"):
        return "unlike" if frame.mood == "avoid" else "like"
    if frame.mood == "plain":
        return "like" if isinstance(span, TitleSpan) else "about"
    if frame.mood == "avoid" and isinstance(span, ReferenceSpan):
        return "disliked" if span.first - frame.end <= 1 and span.kind != "pronoun" else "about"
    if (
        frame.mood == "want"
        and isinstance(span, TitleSpan)
        and text.words[frame.end - 1] in ("about", "some", "something", "any", "anything", "prefer")
    ):
        return "like"
    return _STANCES[frame.mood]


def _compared_with(text: Text, span: TitleSpan | ReferenceSpan) -> bool:
    start = text.before(span.first)
    return start > 0 and text.words[start - 1] == "than"


def _kind_follows(text: Text, end: int) -> bool:
    """`Inception-like films`, `Heat style`."""
    return end < len(text.words) and text.words[end] in _KIND_WORDS and not text.tokens[end].gap.strip(" -")
