"""What is left for free-text search once everything understood is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.understanding.reading import Reading
from bot.understanding.spans import Span, covered
from bot.understanding.text import Text
from bot.understanding.themes import shunned, themes_of
from bot.understanding.tokens import norms
from recommender.schema import Preference

_REJECTING = ("avoid", "hate", "unlike")


@dataclass(frozen=True, slots=True)
class Leftover:
    query: str
    """Content words in the order said, rejected ones left out; empty when none is left."""
    themes: tuple[str, ...]
    """The same, those that stand together as one phrase."""
    shunned: tuple[Preference, ...]
    """The rejected ones, as wishes against them."""


def leftover(
    reading: Reading, taken: Iterable[Span], *, understood: bool, unresolved: Sequence[str] = ()
) -> Leftover:
    """`understood`: the message says something else that can be searched for."""
    text, known = reading.text, reading.known
    content = _without_lone(text, _content(reading, taken, {word for name in unresolved for word in norms(name)}))
    wanted = [at for at in content if reading.frames[at].mood not in _REJECTING]
    # A word that no description uses is chatter more often than not; alone it is all that there is to go by.
    used = [at for at in wanted if known.has_word(text.words[at])]
    kept = used if used or understood else wanted
    # Chinese words that nothing explains are more often talk than themes: those behind `about` are none.
    themes = tuple(theme.words for theme in themes_of(text, wanted) if theme.led or theme.words.isascii())
    against = shunned(reading, [at for at in content if at not in wanted])
    return Leftover(_joined(text, kept), themes, tuple(against))


def _without_lone(text: Text, places: Sequence[int]) -> list[int]:
    """Without single Chinese characters that are no part of a word: 把, 会."""
    held = set(places)
    return [
        at
        for at in places
        if text.words[at].isascii() or len(text.words[at]) > 1 or len(text.words) == 1 or {at - 1, at + 1} & held
    ]


def _content(reading: Reading, taken: Iterable[Span], named: set[str]) -> list[int]:
    """Places of words that nothing explains and that are no small talk."""
    text, known, cues = reading.text, reading.known, reading.known.cues
    flow = [Span(first, end) for first, end, _ in cues.flow.scan(text.words)]
    strengths = [Span(first, end) for first, end, _ in cues.strength.scan(text.words)]
    nouns = [Span(first, end) for first, end, _ in known.nouns.scan(text.words)]
    chatter = [Span(first, end) for first, end, _ in text.plain.scan(cues.chatter)]
    blocked = covered([*taken, *flow, *strengths, *nouns, *chatter, *text.frames])
    return [
        at
        for at, word in enumerate(text.words)
        if at not in blocked
        and not text.tokens[at].glossed
        and word not in cues.stop
        and word not in cues.dropped
        and word not in cues.fillers
        and word not in cues.courtesy
        and word not in known.words.entries
        and word not in known.leading
        and (len(word) > 1 or not word.isascii())
        and not (word.isdigit() or word in named or word in cues.units or word in cues.ordinals)
        and not (at > 0 and text.words[at - 1] == "too" and reading.frames[at].mood not in _REJECTING)
    ]


def _joined(text: Text, places: Sequence[int]) -> str:
    """The words as they stood, with a space where something was left out: Chinese is written without any."""
    said = ""
    for before, at in zip([-1, *places], places, strict=False):
        token = text.tokens[at]
        said += (" " if said and (token.gap or at != before + 1) else "") + token.text
    return said
