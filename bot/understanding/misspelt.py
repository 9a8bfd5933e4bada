"""Misspelt values: `horor`, `leonardo dicapro`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.understanding.knowledge import Knowledge
from bot.understanding.matching import OPEN_VOCABULARY, is_unknown
from bot.understanding.spans import Span, ValueSpan, covered
from bot.understanding.text import CONNECTORS, Text

_LIKE = 86.0
_SURELY = 90.0
_LIKE_NAME = 85.0


def find_misspelt(text: Text, known: Knowledge, taken: Iterable[Span]) -> list[ValueSpan]:
    """`horor`, `leonardo dicapro`: words that nothing else explains and that are nearly a value."""
    blocked = covered(taken)
    unknown = [at for at, word in enumerate(text.words) if at not in blocked and is_unknown(word, known)]
    names = _misspelt_names(text, known, unknown)
    inside = covered(names)
    words = (_misspelt_word(text, known, at) for at in unknown if at not in inside)
    return [*names, *(word for word in words if word)]


def _misspelt_word(text: Text, known: Knowledge, at: int) -> ValueSpan | None:
    word = text.words[at]
    if text.tokens[at].capital and not text.begins_sentence(at) and text.mixed_case and len(word) < 5:
        return None
    match = process.extractOne(word, known.values.spelling, scorer=fuzz.ratio, score_cutoff=_LIKE)
    if match is None or match[0][0] != word[0] or word in known.values.names:
        return None
    if match[1] < _SURELY and OSA.distance(word, match[0]) > 1:
        return None
    meanings = [
        m
        for m in known.values.lexicon.entries[match[0]]
        if not known.facts[m.field].is_person
        and (match[1] >= _SURELY or known.values.sizes.get(m.field, 0) <= OPEN_VOCABULARY)
    ]
    if not meanings:
        return None
    best = min(meanings, key=lambda m: (m.how, known.values.sizes.get(m.field, 0)))
    return ValueSpan(at, at + 1, tuple(m for m in meanings if m.field == best.field and m.how == best.how))


def _misspelt_names(text: Text, known: Knowledge, unknown: list[int]) -> list[ValueSpan]:
    found: list[ValueSpan] = []
    for one, other in pairwise(range(len(text.words))):
        if not {one, other} & set(unknown) or text.tokens[other].gap.strip() or covered(found) & {one, other}:
            continue
        span = _misspelt_name(text, known, one)
        if span:
            found.append(span)
    lone = (_misspelt_surname(text, known, at) for at in unknown if at not in covered(found))
    return [*found, *(span for span in lone if span)]


def _misspelt_name(text: Text, known: Knowledge, at: int) -> ValueSpan | None:
    """Two words of which one is right, or both nearly behind a lead: `leonardo dicapro`, `by stanly kubrik`."""
    words = text.words[at : at + 2]
    if any(word in known.cues.stop or word in CONNECTORS for word in words):
        return None
    near = {name for word in words for name in known.values.names.get(word, ())}
    if _leads(text, known, at):
        near.update(known.values.initials.get(words[0][0] + words[1][0], ()))
    return _closest_name(text, known, Span(at, at + 2), near)


def _misspelt_surname(text: Text, known: Knowledge, at: int) -> ValueSpan | None:
    """`by tarantno`: only behind a word that leads to people."""
    if len(text.words[at]) < 5 or not _leads(text, known, at):
        return None
    return _closest_name(text, known, Span(at, at + 1), known.values.initials.get(text.words[at][0], ()))


def _leads(text: Text, known: Knowledge, at: int) -> frozenset[str]:
    """The fields of people that a word before leads to."""
    start = text.before(at)
    return frozenset(
        name for name, fact in known.facts.items() if fact.is_person and text.preceded_by(start, known.leads[name])
    )


def _closest_name(text: Text, known: Knowledge, span: Span, near: Iterable[str]) -> ValueSpan | None:
    phrase = " ".join(text.words[span.first : span.end])
    match = process.extractOne(phrase, near, scorer=fuzz.ratio, score_cutoff=_LIKE_NAME)
    if match is None:
        return None
    led = _leads(text, known, span.first)
    meanings = [m for m in known.values.lexicon.entries.get(match[0], ()) if known.facts[m.field].is_person]
    if not meanings:
        return None
    best = max(meanings, key=lambda m: (m.field in led, m.count))
    return ValueSpan(span.first, span.end, (best,))
