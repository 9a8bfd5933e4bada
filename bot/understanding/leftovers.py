"""What is left for free-text search once everything understood is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.understanding.spans import Span, covered
from bot.understanding.text import Text
from bot.understanding.tokens import norms
from bot.understanding.wishes import Reading

_REJECTING = ("avoid", "hate", "unlike")


def leftover(reading: Reading, taken: Iterable[Span], *, understood: bool, unresolved: str = "") -> str:
    """Content words in the order said, rejected ones left out; empty when none is left.

    `understood`: the message says something else that can be searched for.
    """
    text, known, cues = reading.text, reading.known, reading.known.cues
    flow = [Span(first, end) for first, end, _ in cues.flow.scan(text.words)]
    strengths = [Span(first, end) for first, end, _ in cues.strength.scan(text.words)]
    nouns = [Span(first, end) for first, end, _ in known.nouns.scan(text.words)]
    chatter = [Span(first, end) for first, end, _ in text.plain.scan(cues.chatter)]
    blocked = covered([*taken, *flow, *strengths, *nouns, *chatter, *text.frames])
    named = set(norms(unresolved))
    kept = [
        at
        for at, word in enumerate(text.words)
        if at not in blocked
        and word not in cues.stop
        and word not in cues.dropped
        and word not in cues.fillers
        and word not in cues.courtesy
        and word not in known.words.entries
        and (len(word) > 1 or not word.isascii())
        and not (word.isdigit() or word in named or word in cues.units or word in cues.ordinals)
        and reading.frames[at].mood not in _REJECTING
        and not (at > 0 and text.words[at - 1] == "too")
    ]
    # A word that no description uses is chatter more often than not; alone it is all that there is to go by.
    used = [at for at in kept if known.has_word(text.words[at])]
    return _joined(text, used if used or understood else kept)


def _joined(text: Text, places: Sequence[int]) -> str:
    """The words as they stood, with a space where something was left out: Chinese is written without any."""
    said = ""
    for before, at in zip([-1, *places], places, strict=False):
        token = text.tokens[at]
        said += (" " if said and (token.gap or at != before + 1) else "") + token.text
    return said
