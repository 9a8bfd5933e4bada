"""A text with all that was found in it: what the makers of wishes, critiques and mentions are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.framing import PLAIN, Frame, verdict_behind
from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import AmountSpan, Cue, Span, ValueSpan
from bot.understanding.text import Text


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with all that was found in it, as the makers of wishes need it."""

    text: Text
    known: Knowledge
    frames: Sequence[Frame]
    spans: Sequence[Span]
    strengths: Sequence[Cue]
    at: float
    asked: frozenset[str] = frozenset()
    """Fields that a question of ours waits for."""


def governing(reading: Reading, span: Span) -> Frame:
    """The frame of a span; a verdict behind it speaks where no cue stands before."""
    frame = reading.frames[span.first] if span.first < len(reading.frames) else PLAIN
    if frame.mood in ("plain", "want"):
        verdict = verdict_behind(reading.text, span.end)
        crossed = verdict and any(s.first < verdict.end and verdict.first < s.end for s in reading.spans)
        owned = verdict and verdict.tag == "seen" and isinstance(span, (ValueSpan, AmountSpan))
        if verdict and not crossed and not owned:
            return Frame(verdict.tag, verdict.first, verdict.end)  # type: ignore[arg-type]
    return frame
