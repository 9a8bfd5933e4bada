"""Misspelt values: `horor`, `leonardo dicapro`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.understanding.knowledge import Knowledge
from bot.understanding.matching import OPEN_VOCABULARY
from bot.understanding.naming import is_unknown
from bot.understanding.spans import Span, ValueSpan, covered
from bot.understanding.text import CONNECTORS, Text

_LIKE = 86.0
_SURELY = 90.0
_SURNAME = 5
_SAFE = 4
"""Shorter parts of a name must be right; those of `_LONG` letters may have two slips."""
_LONG = 8


def find_misspelt(text: Text, known: Knowledge, taken: Iterable[Span]) -> list[ValueSpan]:
    """`horor`: words that nothing else explains and that are nearly a value."""
    blocked = covered(taken)
    unknown = [at for at, word in enumerate(text.words) if at not in blocked and is_unknown(word, known)]
    words = (_misspelt_word(text, known, at) for at in unknown)
    return [word for word in words if word]


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


def find_misspelt_names(text: Text, known: Knowledge, taken: Iterable[Span]) -> list[ValueSpan]:
    """`leonardo dicapro`, `by tarantno`: first and last name each nearly that of one person."""
    blocked = covered(taken)
    found: list[ValueSpan] = []
    for at in range(len(text.words)):
        if at in blocked | covered(found):
            continue
        span = next(filter(None, (_misspelt_name(text, known, at, size, blocked) for size in (3, 2, 1))), None)
        found += [span] if span else []
    return found


def _misspelt_name(text: Text, known: Knowledge, at: int, size: int, blocked: set[int]) -> ValueSpan | None:
    """Words that stand close together, none of them a small one, at least one unknown."""
    words, places = text.words[at : at + size], range(at, at + size)
    if len(words) < size or blocked.intersection(places) or not any(is_unknown(word, known) for word in words):
        return None
    if any(word in known.cues.stop or word in CONNECTORS for word in words):
        return None
    if any(text.tokens[place].gap.strip(" -.") for place in places[1:]):
        return None
    if size == 1 and _begins_longer_name(text, at + 1):
        return None
    names = known.values.names
    led = _leads(text, known, at)
    if size == 1:
        near = known.values.initials.get(words[0][0], ()) if led and len(words[0]) >= _SURNAME else ()
    else:
        near = tuple(name for word in words for name in names.get(word, ()))
        near = (*near, *(known.values.initials.get(words[0][0] + words[-1][0], ()) if led else ()))
    return _closest_name(text, known, Span(at, at + size), near, led)


def _begins_longer_name(text: Text, end: int) -> bool:
    """`Luchino Visconti`: one word is no slip for a surname when another capital follows."""
    follows = end < len(text.tokens) and text.tokens[end].gap == " " and text.tokens[end].capital
    return follows and text.mixed_case


def _leads(text: Text, known: Knowledge, at: int) -> frozenset[str]:
    """The fields of people that a word before leads to."""
    start = text.before(at)
    return frozenset(
        name for name, fact in known.facts.items() if fact.is_person and text.preceded_by(start, known.leads[name])
    )


def _closest_name(
    text: Text, known: Knowledge, span: Span, near: Iterable[str], led: frozenset[str]
) -> ValueSpan | None:
    words = text.words[span.first : span.end]
    slips = {name: _slips(words, name.split()) for name in near}
    alike = [name for name, count in slips.items() if count is not None]
    meant = min(alike, key=lambda name: (slips[name], name), default="")
    meanings = [m for m in known.values.lexicon.entries.get(meant, ()) if known.facts[m.field].is_person]
    if not meanings:
        return None
    best = max(meanings, key=lambda m: (m.field in led, m.count))
    return ValueSpan(span.first, span.end, (best,))


def _slips(words: Sequence[str], name: Sequence[str]) -> int | None:
    """How many letters are wrong; None where a word is too far from the name's."""
    if len(words) != len(name):
        return None
    counts = [OSA.distance(word, part) for word, part in zip(words, name, strict=True)]
    allowed = [(len(part) >= _SAFE) + (len(part) >= _LONG) for part in name]
    return sum(counts) if all(count <= most for count, most in zip(counts, allowed, strict=True)) else None
