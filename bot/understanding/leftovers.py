"""What is left for free-text search once everything understood is taken out."""

from __future__ import annotations

from collections.abc import Iterable

from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import Cue, Span, covered
from bot.understanding.text import Text

_KEPT_IN_CUES = frozenset({"about"})


def leftover(text: Text, known: Knowledge, taken: Iterable[Span], *, unresolved: str = "") -> str:
    """Content words in the order said; empty when none is left."""
    cues = known.cues
    flow = [Span(first, end) for first, end, _ in cues.flow.scan(text.words)]
    strengths = [Span(first, end) for first, end, _ in cues.strength.scan(text.words)]
    nouns = [Span(first, end) for first, end, _ in known.nouns.scan(text.words)]
    blocked = covered([*taken, *flow, *strengths, *nouns, *_pure(text.frames)])
    named = set(unresolved.casefold().split())
    kept = [
        text.tokens[at].text
        for at, word in enumerate(text.words)
        if at not in blocked
        and word not in cues.stop
        and word not in cues.dropped
        and word not in cues.fillers
        and word not in cues.courtesy
        and (len(word) > 1 or not word.isascii())
        and not (word.isdigit() or word in named)
    ]
    return " ".join(kept)


def _pure(frames: Iterable[Cue]) -> list[Span]:
    return list(frames)
