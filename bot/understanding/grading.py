"""Values said by degrees: `funnier`, `less violent`, `too dark`, `not funny enough`."""

from __future__ import annotations

from bot.understanding.matching import base_forms
from bot.understanding.reading import Reading
from bot.understanding.spans import Span
from bot.understanding.text import Text


def grade(reading: Reading, span: Span) -> str:
    """`more`, `less` or `too` where the value is said by degrees: `funnier`, `less violent`."""
    words = reading.text.words
    before = words[span.first - 1] if span.first else ""
    if is_lacking(reading.text, span):
        return "more"
    if before in ("too", "less", "fewer"):
        return "less" if before == "fewer" else before
    lead = words[span.first - 2] if span.first > 1 else ""
    counted = lead == "no" or lead in reading.text.cues.words["counted_leads"]
    entries = reading.known.values.lexicon.entries
    word = words[span.first] if span.end - span.first == 1 else ""
    derived = word not in entries and any(base in entries for base in base_forms(word))
    return "more" if derived or (before == "more" and not counted) else ""


def is_lacking(text: Text, span: Span) -> bool:
    """`not funny enough`, `not enough action` ask for more of it."""
    behind, before = text.words[span.end : span.end + 1], text.words[max(0, span.first - 1) : span.first]
    first = span.first - 1 if before == ("enough",) else span.first
    said = "enough" in (*behind, *before)
    return said and any(word in text.cues.words["negations"] for word in text.words[max(0, first - 2) : first])
