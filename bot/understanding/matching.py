"""Finding categories, people and flags in a text, and the field that is meant where several could be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.turn import Dialogue
from bot.understanding.cues import Cues
from bot.understanding.knowledge import Knowledge
from bot.understanding.lexicon import Lexicon
from bot.understanding.spans import Span, ValueSpan, covered
from bot.understanding.text import CONNECTORS, Text
from bot.understanding.values import EXACT, SURNAME, Meaning

_OPEN_VOCABULARY = 40
_TOPIC_LEADS = frozenset(
    {"about", "on", "with", "and", "or", "of", "involving", "around", "no", "not", "without", "featuring"}
)
_OWNED = frozenset({"my", "our", "his", "her", "their", "your", "at"})
_MISSPELT = 86.0
_SURELY_MISSPELT = 90.0
_MISSPELT_NAME = 85.0


def find_values(text: Text, known: Knowledge, taken: Iterable[Span], dialogue: Dialogue) -> list[ValueSpan]:
    """Values left to right, the longest first; then misspelt ones among the words not understood."""
    # `I find comfort in …`: inside a long cue a value is only a word of it.
    blocked = covered([*taken, *(cue for cue in text.frames if cue.end - cue.first > 2)])
    found: list[ValueSpan] = []
    position = 0
    while position < len(text.words):
        span = None if position in blocked else _value_at(text, known, position, blocked, found, dialogue)
        if span:
            found.append(span)
        position = span.end if span else position + 1
    return found


def find_misspelt(text: Text, known: Knowledge, taken: Iterable[Span]) -> list[ValueSpan]:
    """`horor`, `leonardo dicapro`: words that nothing else explains and that are nearly a value."""
    blocked = covered(taken)
    unknown = [at for at, word in enumerate(text.words) if at not in blocked and _unknown(word, known)]
    names = _misspelt_names(text, known, unknown)
    inside = covered(names)
    words = (_misspelt_word(text, known, at) for at in unknown if at not in inside)
    return [*names, *(word for word in words if word)]


def _value_at(  # noqa: PLR0913
    text: Text, known: Knowledge, position: int, blocked: set[int], found: list[ValueSpan], dialogue: Dialogue
) -> ValueSpan | None:
    for end, meanings in reversed(list(known.values.lexicon.at(text.words, position))):
        if blocked.intersection(range(position, end)):
            continue
        meant = [m for m in meanings if _admissible(text, known, position, end, m, dialogue, found)]
        if meant:
            return ValueSpan(position, end, _chosen(text, known, position, end, meant, found, dialogue))
    return _graded(text, known, position)


def _graded(text: Text, known: Knowledge, position: int) -> ValueSpan | None:
    """`funnier`, `darkest` by their base forms."""
    word = text.words[position]
    if word in known.cues.common or word in known.words.entries:
        return None
    for base in base_forms(word):
        meanings = [m for m in known.values.lexicon.entries.get(base, ()) if not known.facts[m.field].is_person]
        if meanings and base not in known.cues.stop:
            best = min(meanings, key=lambda m: (m.how, known.values.sizes.get(m.field, 0)))
            return ValueSpan(
                position, position + 1, tuple(m for m in meanings if (m.field, m.how) == (best.field, best.how))
            )
    return None


def base_forms(word: str) -> list[str]:
    """What a comparative or superlative may come from; empty for other words."""
    ending = "er" if word.endswith("er") else "est" if word.endswith("est") else ""
    stem = word[: -len(ending)] if ending else ""
    if len(stem) < 3:
        return []
    doubled = [stem[:-1]] if stem[-1] == stem[-2] else []
    return [stem, stem + "e", *doubled, *([stem[:-1] + "y"] if stem.endswith("i") else [])]


def _admissible(  # noqa: PLR0911, PLR0913
    text: Text, known: Knowledge, first: int, end: int, meaning: Meaning, dialogue: Dialogue, found: list[ValueSpan]
) -> bool:
    fact, cues = known.facts[meaning.field], known.cues
    words = text.words[first:end]
    led = _led(text, known, first, end, meaning.field) or _is_answer(dialogue, meaning.field)
    listed = _continues(text, found, first, meaning.field)
    if isinstance(meaning.value, bool):
        return True
    if first > 0 and text.words[first - 1] in _OWNED and not fact.is_person and len(words) == 1:
        return text.words[first - 1] == "at" and led
    if _is_slight(words, cues):
        listed = listed or bool(fact.field.order and text.mixed_case)
        spelled = _in_own_spelling(text, first, end, meaning)
        return spelled and (led or listed or _before_noun(text, known, end) or len(words) > 1)
    if fact.is_person and len(words) == 1:
        return _is_named(text, known, first, end, meaning, led=led or listed)
    if len(words) == 1 and words[0] in cues.common and not fact.is_person:
        role = fact.role.name if fact.role else ""
        if role in ("service", "brand"):
            return led or listed
        if known.values.sizes.get(meaning.field, 0) > _OPEN_VOCABULARY:
            return led or listed or _is_topic(text, known, first, end)
    return True


def _led(text: Text, known: Knowledge, first: int, end: int, field: str) -> bool:
    """Does a word of the field's own stand before or behind?"""
    start = text.before(first)
    before = text.preceded_by(first, known.leads[field]) or text.preceded_by(start, known.leads[field])
    if known.facts[field].field.order and (
        text.followed_by(end, _ranks(text.cues.behind)) or text.preceded_by(first, _ranks(text.cues.rank))
    ):
        return True
    return before or text.followed_by(end, known.trails[field] | _field_names(known, field))


def _ranks(lexicon: Lexicon[str]) -> frozenset[str]:
    """The phrases that compare values with a rank."""
    return frozenset(lexicon.entries) - {"on", "of", "in", "from", "a", "by"}


def _field_names(known: Knowledge, field: str) -> frozenset[str]:
    fact = known.facts[field].field
    return frozenset({fact.name.casefold().replace("_", " "), fact.label.casefold()})


def _is_answer(dialogue: Dialogue, field: str) -> bool:
    pending = dialogue.pending
    return pending is not None and pending.kind == "field" and pending.field == field


def _continues(text: Text, found: list[ValueSpan], first: int, field: str) -> bool:
    """Is it the next of a list of the same field's values?"""
    return bool(found) and any(m.field == field for m in found[-1].meanings) and text.joined(found[-1].end, first)


def _is_slight(words: tuple[str, ...], cues: Cues) -> bool:
    """Too little to mean a value by itself: `R`, `US`, `other`."""
    return words[0].isascii() and all(word in cues.stop or (len(words) == 1 and len(word) <= 2) for word in words)


def _in_own_spelling(text: Text, first: int, end: int, meaning: Meaning) -> bool:
    quote = text.quote(first, end)
    return quote == meaning.value or (meaning.how != EXACT and quote.isupper()) or (len(text.words) == 1)


def _is_named(text: Text, known: Knowledge, first: int, end: int, meaning: Meaning, *, led: bool) -> bool:
    """Is the single word, a surname mostly, meant as a name?"""
    word, token = text.words[first], text.tokens[first]
    alone = len(text.words) <= 2
    if led or alone:
        return word not in known.cues.stop
    capital = token.capital and text.mixed_case
    if word in known.cues.common or len(word) < 4:
        return capital and not text.begins_sentence(first) and _before_noun(text, known, end)
    if _part_of_name(text, known, first, end):
        return False
    return _before_noun(text, known, end) or capital


def _part_of_name(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """An unknown word before, or a capital behind, makes it part of a longer, unknown name."""
    before = first > 0 and text.tokens[first].gap == " " and _is_foreign(text.words[first - 1], known)
    behind = end < len(text.tokens) and text.tokens[end].capital and text.tokens[end].gap == " "
    return before or (behind and _is_foreign(text.words[end], known))


def _is_foreign(word: str, known: Knowledge) -> bool:
    """Neither an ordinary word nor the beginning of a noun or a category."""
    return _unknown(word, known) and word not in known.nouns.longest and word not in known.values.spelling


def _before_noun(text: Text, known: Knowledge, end: int) -> bool:
    return known.nouns.longest_at(text.words, end) is not None


def _is_topic(text: Text, known: Knowledge, first: int, end: int) -> bool:
    led = first > 0 and text.words[first - 1] in _TOPIC_LEADS
    return led or len(text.words) <= 2 or _before_noun(text, known, end)


def _chosen(  # noqa: PLR0913
    text: Text,
    known: Knowledge,
    first: int,
    end: int,
    meanings: list[Meaning],
    found: list[ValueSpan],
    dialogue: Dialogue,
) -> tuple[Meaning, ...]:
    """The meanings of one field: the one that is led to, asked about or continued; else the surest."""

    def rank(meaning: Meaning) -> tuple[bool, bool, bool, int, bool, int, int]:
        fact = known.facts[meaning.field]
        size = -meaning.count if fact.is_person else known.values.sizes.get(meaning.field, 0)
        how = 0 if meaning.how <= 1 else meaning.how
        led = _led(text, known, first, end, meaning.field)
        listed = _continues(text, found, first, meaning.field)
        return (
            not _is_answer(dialogue, meaning.field),
            not led,
            not listed,
            how,
            fact.is_person,
            not fact.field.shown,
            size,
        )

    best = min(meanings, key=rank)
    return tuple(m for m in meanings if m.field == best.field and (m.how == best.how or {m.how, best.how} <= {0, 1}))


def _unknown(word: str, known: Knowledge) -> bool:
    return len(word) >= 4 and word.isalpha() and word.isascii() and word not in known.cues.common


def _misspelt_word(text: Text, known: Knowledge, at: int) -> ValueSpan | None:
    word = text.words[at]
    if text.tokens[at].capital and not text.begins_sentence(at) and text.mixed_case and len(word) < 5:
        return None
    match = process.extractOne(word, known.values.spelling, scorer=fuzz.ratio, score_cutoff=_MISSPELT)
    if match is None or match[0][0] != word[0] or word in known.values.names:
        return None
    if match[1] < _SURELY_MISSPELT and OSA.distance(word, match[0]) > 1:
        return None
    meanings = [
        m
        for m in known.values.lexicon.entries[match[0]]
        if not known.facts[m.field].is_person
        and (match[1] >= _SURELY_MISSPELT or known.values.sizes.get(m.field, 0) <= _OPEN_VOCABULARY)
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
    return found


def _misspelt_name(text: Text, known: Knowledge, at: int) -> ValueSpan | None:
    """Two words of which one is right, or both nearly: `leonardo dicapro`."""
    words = text.words[at : at + 2]
    if any(word in known.cues.stop or word in CONNECTORS for word in words):
        return None
    near = {name for word in words for name in known.values.names.get(word, ())}
    match = process.extractOne(" ".join(words), near, scorer=fuzz.ratio, score_cutoff=_MISSPELT_NAME)
    if match is None:
        return None
    meanings = [m for m in known.values.lexicon.entries[match[0]] if m.how < SURNAME]
    fields = [m for m in meanings if text.preceded_by(text.before(at), known.leads[m.field])]
    best = max(fields or meanings, key=lambda m: m.count)
    return ValueSpan(at, at + 2, (best,))
