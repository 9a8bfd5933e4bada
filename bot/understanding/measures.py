"""Amounts with their comparison and their field: `under two hours` → runtime < 120."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.turn import Dialogue
from bot.understanding.amounts import Amount, amount_at
from bot.understanding.fields import FieldFacts
from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import AmountSpan, FieldSpan, Span, covered
from bot.understanding.text import Text
from recommender.schema import Op

Tests = tuple[tuple[Op, float | tuple[str, ...]], ...]

_NEGATIONS = frozenset({"no", "not", "nothing", "never", "none", "dont", "isnt", "without", "arent"})
_FLIPPED: dict[str, str] = {"<": "≥", "≤": ">", ">": "≤", "≥": "<"}
_BETWEEN = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "is",
        "are",
        "was",
        "years",
        "year",
        "about",
        "around",
        "any",
        "at",
        "with",
        "be",
        "than",
        "it",
        "to",
    }
)
_RANGE_LINKS = frozenset({"and", "to", "until", "till", "through", "-", "or"})
_NEAR = 4
_LINK = "·"
"""`in`, `of`: a word that leads to an amount and compares nothing."""
_ABOUT = 0.1


@dataclass(frozen=True, slots=True)
class Comparison:
    first: int
    end: int
    """The whole expression, amount included."""
    op: str
    field: str = ""
    """Named by the comparison itself: `longer than`."""
    said: bool = True


def find_amounts(
    text: Text,
    known: Knowledge,
    taken: Iterable[Span],
    words: Iterable[FieldSpan],
    dialogue: Dialogue,
    this_year: int,
) -> list[AmountSpan]:
    """Every amount that can be tied to a field of the catalogue."""
    blocked, found = covered(taken), []
    fields = [word for word in words if known.facts[word.field].is_numeric]
    at = 0
    while at < len(text.words):
        span = _measured(text, known, at, blocked, fields, dialogue, this_year)
        if span:
            found.append(span)
        at = max(span.end if span else 0, at + 1)
    return found


def _measured(  # noqa: PLR0913
    text: Text,
    known: Knowledge,
    at: int,
    blocked: set[int],
    fields: list[FieldSpan],
    dialogue: Dialogue,
    this_year: int,
) -> AmountSpan | None:
    amount = None if at in blocked else amount_at(text, at, this_year)
    if amount is None or blocked.intersection(range(at, amount.end)):
        return None
    until = _range_end(text, amount, blocked, this_year)
    comparison = _comparison(text, known, amount, until.end if until else amount.end)
    fact = _field(
        known,
        amount if amount.unit or not until else replace(amount, unit=until.unit),
        comparison,
        fields,
        dialogue,
        text,
    )
    if fact is None or (not amount.exact and not comparison.said and not until and not _is_asked(dialogue, fact)):
        return None
    tests = _range_tests(text, amount, until, fact) if until else _tests(amount, comparison.op, fact, dialogue)
    return AmountSpan(
        comparison.first, comparison.end, fact.field.name, tests, bare=not comparison.said and not until
    )


def _is_asked(dialogue: Dialogue, fact: FieldFacts) -> bool:
    pending = dialogue.pending
    return pending is not None and pending.kind == "field" and pending.field == fact.field.name


def _range_end(text: Text, amount: Amount, blocked: set[int], this_year: int) -> Amount | None:
    """The other end of `20 to 50 dollars`, `1990-1999`, `80s or 90s`; None where there is none."""
    at, link = amount.end, ""
    if at < len(text.words) and text.words[at] in _RANGE_LINKS:
        link, at = text.words[at], at + 1
        if at < len(text.words) and text.words[at] in ("the", "from"):
            at += 1
    elif at < len(text.words) and text.tokens[at].gap.strip() in ("-", "–", "—"):
        link = "-"
    if not link or at >= len(text.words) or at in blocked:
        return None
    other = amount_at(text, at, this_year)
    opened = (amount.first > 0 and text.words[amount.first - 1] in ("between", "from")) or text.words[
        max(0, amount.first - 2) : amount.first
    ] == ("between", "the")
    if (
        other is None
        or other.kind != amount.kind
        or (link in ("and", "or") and not opened and amount.kind == "number")
    ):
        return None
    same_unit = not amount.unit or not other.unit or amount.unit == other.unit
    return other if same_unit and not (link == "or" and amount.kind == "number") else None


def _comparison(text: Text, known: Knowledge, amount: Amount, end: int) -> Comparison:
    """What is said before or behind the amount: the operator, and where the expression begins and ends."""
    behind = _behind(text, amount, end)
    before = _before(text, known, amount)
    first = before.first if before else amount.first
    if behind and (before is None or before.op in (_LINK, "=", "≈")):
        return Comparison(first, behind.end, behind.op)
    if before is None:
        return Comparison(amount.first, end, "", said=False)
    flipped = _flip(text, before)
    return replace(flipped, end=max(end, behind.end if behind else end))


def _flip(text: Text, comparison: Comparison) -> Comparison:
    """`nothing over two hours` is at most two hours."""
    at = comparison.first - 1
    while at >= 0 and text.words[at] in (
        "anything",
        "any",
        "from",
        "made",
        "released",
        "that",
        "is",
        "movies",
        "films",
        "more",
        "items",
        "books",
        "rated",
        "want",
    ):
        at -= 1
    if at < 0 or text.words[at] not in _NEGATIONS or comparison.op not in _FLIPPED:
        return comparison
    return replace(comparison, first=at, op=_FLIPPED[comparison.op])


def _before(text: Text, known: Knowledge, amount: Amount) -> Comparison | None:
    at = amount.first
    while at > 0 and text.words[at - 1] in _BETWEEN and not text.tokens[at].after_stop:
        for size in (4, 3, 2, 1):
            op = text.cues.before.entries.get(" ".join(text.words[max(0, at - size) : at]))
            if op:
                return Comparison(max(0, at - size), amount.end, str(op[0]))
        at -= 1
    for size in (4, 3, 2, 1):
        if at - size < 0:
            continue
        op = text.cues.before.entries.get(" ".join(text.words[at - size : at]))
        if op and not text.tokens[at].after_stop:
            return Comparison(at - size, amount.end, str(op[0]))
    return _before_than(text, known, amount.first)


def _before_than(text: Text, known: Knowledge, at: int) -> Comparison | None:
    """`longer than`, `no older than`: the comparative names the field too."""
    while at > 0 and text.words[at - 1] in ("the", "about"):
        at -= 1
    if at < 2 or text.words[at - 1] != "than":
        return None
    for size in (3, 2, 1):
        words = text.words[max(0, at - 1 - size) : at - 1]
        for word in known.words.entries.get(" ".join(words), ()):
            if word.sense != "name" and known.facts[word.field].is_numeric:
                return Comparison(at - 1 - len(words), at, ">" if word.sense == "more" else "<", word.field)
    return None


def _behind(text: Text, amount: Amount, end: int) -> Comparison | None:
    if end >= len(text.words) or text.tokens[end].after_stop:
        return None
    for size in (3, 2, 1):
        phrase = " ".join(text.words[end : end + size])
        op = text.cues.behind.entries.get(phrase)
        if (
            op
            and not (phrase == "on" and amount.kind != "year")
            and not (phrase == "on" and end + 1 < len(text.words))
        ):
            return Comparison(amount.first, end + len(phrase.split()), str(op[0]))
    return None


def _field(  # noqa: PLR0913
    known: Knowledge, amount: Amount, comparison: Comparison, fields: list[FieldSpan], dialogue: Dialogue, text: Text
) -> FieldFacts | None:
    numeric = [fact for fact in known.facts.values() if fact.is_numeric]
    if comparison.field and (amount.kind != "year" or known.facts[comparison.field].is_date):
        return _of_unit([known.facts[comparison.field]], amount) or _first(_by_unit(numeric, amount))
    if amount.unit:
        return _nearest(_by_unit(numeric, amount), amount, fields, text)
    asked = [fact for fact in numeric if _is_asked(dialogue, fact)]
    near = _nearest_word(numeric, amount, fields, text)
    if near and (
        amount.kind != "year" or near.is_date or (amount.low == amount.high and not _first(_dates(numeric)))
    ):
        return near
    if asked and (amount.kind != "year" or asked[0].is_date or not _first(_dates(numeric))):
        return asked[0]
    if amount.kind == "year":
        return _first(_dates(numeric))
    return _by_size(numeric, amount, comparison)


def _first(facts: Iterable[FieldFacts]) -> FieldFacts | None:
    return next(iter(facts), None)


def _dates(facts: Iterable[FieldFacts]) -> Iterator[FieldFacts]:
    """Date fields that are shown or asked first: those kept for the record only are seldom meant."""
    dated = [fact for fact in facts if fact.is_date]
    return iter(sorted(dated, key=lambda fact: (not fact.field.shown, not fact.field.question)))


def _of_unit(facts: list[FieldFacts], amount: Amount) -> FieldFacts | None:
    return _first(_by_unit(facts, amount)) if amount.unit else _first(facts)


def _by_unit(facts: Iterable[FieldFacts], amount: Amount) -> list[FieldFacts]:
    return [
        fact
        for fact in facts
        if amount.unit == fact.field.unit.casefold() or (fact.dimension and amount.unit in fact.dimension.units)
    ]


def _nearest(facts: list[FieldFacts], amount: Amount, fields: list[FieldSpan], text: Text) -> FieldFacts | None:
    return _nearest_word(facts, amount, fields, text) or _first(facts)


def _nearest_word(facts: list[FieldFacts], amount: Amount, fields: list[FieldSpan], text: Text) -> FieldFacts | None:
    """The field whose word stands nearest in the same clause."""
    named = {fact.field.name: fact for fact in facts}
    near = [(_distance(word, amount), word) for word in fields if word.field in named]
    if amount.kind != "year":
        near = [(distance, word) for distance, word in near if not named[word.field].is_date]
    near = [(distance, word) for distance, word in near if distance <= _NEAR and _same_clause(text, word, amount)]
    return named[min(near, key=lambda pair: pair[0])[1].field] if near else None


def _distance(word: FieldSpan, amount: Amount) -> int:
    return amount.first - word.end if word.end <= amount.first else 2 + word.first - amount.end


def _same_clause(text: Text, word: FieldSpan, amount: Amount) -> bool:
    first, end = min(word.first, amount.first), max(word.end, amount.end)
    return not any(text.tokens[at].after_stop or text.tokens[at].after_comma for at in range(first + 1, end))


def _by_size(facts: list[FieldFacts], amount: Amount, comparison: Comparison) -> FieldFacts | None:
    """A bare number goes to the one field that has such numbers; of several, to a price."""
    if not comparison.said:
        return None
    fitting = [fact for fact in facts if not fact.is_date and fact.smallest * 0.5 <= amount.low <= fact.largest * 1.2]
    priced = [fact for fact in facts if fact.dimension and fact.dimension.name == "money"]
    if amount.scale:
        return _first(fact for fact in facts if fact.dimension and fact.dimension.name == "rating")
    asked = [fact for fact in fitting if fact.field.question]
    return _first(priced) or (fitting[0] if len(fitting) == 1 else _first(asked) or _first(fitting))


def _tests(amount: Amount, op: str, fact: FieldFacts, dialogue: Dialogue) -> Tests:
    low, high = (float(_converted(value, amount, fact)) for value in (amount.low, amount.high))
    if op in ("", _LINK):
        dimension = fact.dimension
        asked = _is_asked(dialogue, fact)
        op = (dimension.asked if asked else dimension.bare) if dimension else "≤" if asked else "="
    if op == "≈":
        return _around(low, high, fact)
    if math.isinf(high):
        return (("≥", low),)
    if op == "=":
        return (("=", low),) if low == high else (("≥", low), ("≤", high))
    match op:
        case "<":
            return (("<", low),)
        case "≤":
            return (("≤", high),)
        case ">":
            return ((">", high),)
        case _:
            return (("≥", low),)


def _around(low: float, high: float, fact: FieldFacts) -> Tests:
    margin = 2.0 if fact.is_date and low == high else 0.0 if fact.is_date else _ABOUT
    if fact.is_date:
        return (("≥", low - margin), ("≤", high + margin))
    return (("≥", round(low * (1 - margin), 2)), ("≤", round(high * (1 + margin), 2)))


def _range_tests(text: Text, amount: Amount, until: Amount, fact: FieldFacts) -> Tests:
    unit = until.unit or amount.unit
    start, stop = replace(amount, unit=amount.unit or unit), replace(until, unit=unit)
    link = text.words[amount.end] if text.words[amount.end] in ("or", "and") else ""
    between = (amount.first > 0 and text.words[amount.first - 1] == "between") or text.words[
        max(0, amount.first - 2)
    ] == "between"
    low, high = sorted((start, stop), key=lambda part: part.low)
    apart = amount.kind == "year" and link and not between and high.low > low.high + 1
    if apart and not math.isinf(high.high):
        years = (*range(int(low.low), int(low.high) + 1), *range(int(high.low), int(high.high) + 1))
        return (("in", tuple(map(str, years))),)
    bottom, top = float(_converted(low.low, low, fact)), float(_converted(high.high, high, fact))
    return (("≥", bottom),) if math.isinf(top) else (("≥", bottom), ("≤", top))


def _converted(value: float, amount: Amount, fact: FieldFacts) -> float:
    """In the field's own unit and scale."""
    if amount.scale and fact.largest == fact.largest:  # not NaN
        top = next((top for top in (1.0, 5.0, 10.0, 100.0) if fact.largest <= top), amount.scale)
        return value * top / amount.scale
    if amount.unit and fact.dimension and amount.unit in fact.dimension.units and fact.dimension.name != "money":
        return round(value * fact.dimension.units[amount.unit] / fact.factor, 6)
    return value
