"""Amounts with their comparison and their field: `under two hours` → runtime < 120."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.understanding.amounts import CURRENCY, Amount, amount_at, begins_amount
from bot.understanding.assigning import Measure, by_unit, field_of, trailing_hint
from bot.understanding.comparisons import LINK, comparison_of
from bot.understanding.context import Context
from bot.understanding.fields import FieldFacts
from bot.understanding.spans import AmountSpan, FieldSpan, Span, covered
from bot.understanding.text import Text
from recommender.schema import Op

Tests = tuple[tuple[Op, float | tuple[str, ...]], ...]

_RANGE_LINKS = frozenset({"and", "to", "until", "till", "through", "-", "or"})
_ABOUT = 0.1
_ABOUT_YEARS = 2.0


def find_amounts(context: Context, taken: Iterable[Span], words: Iterable[FieldSpan]) -> list[AmountSpan]:
    """Every amount that can be tied to a field of the catalogue."""
    blocked, found = covered(taken), []
    numeric = tuple(_numeric_words(context, words))
    at = 0
    while at < len(context.words):
        span = _measured(context, at, blocked, numeric)
        if span:
            found.append(span)
        skipped = at in blocked or span or context.words[at] not in CURRENCY
        at = max(span.end if span else 0, at + 1 if skipped else at + 2)
    return found


def _numeric_words(context: Context, words: Iterable[FieldSpan]) -> Iterator[FieldSpan]:
    """Words of numeric fields; `rated` is one of them too where a certificate claims it. Units are none."""
    facts, text = context.known.facts, context.text
    for word in words:
        phrase = " ".join(text.words[word.first : word.end])
        if phrase in context.cues.units and word.first > 0 and begins_amount(text, word.first - 1):
            continue
        if facts[word.field].is_numeric:
            yield word
            continue
        own = [meaning.field for meaning in context.known.words.entries.get(phrase, ())]
        also = [name for name, fact in facts.items() if fact.dimension and phrase in fact.dimension.names]
        other = next((name for name in (*own, *also) if facts[name].is_numeric), None)
        if other:
            yield replace(word, field=other, sense="name")


def _measured(context: Context, at: int, blocked: set[int], words: tuple[FieldSpan, ...]) -> AmountSpan | None:
    amount = None if at in blocked else amount_at(context.text, at, context.this_year)
    if amount is None or blocked.intersection(range(at, amount.end)):
        return None
    until = _range_end(context, amount, blocked)
    fitting = by_unit(context.known.facts.values(), amount)
    named = next((word.end for word in words if word.first == amount.end and not amount.unit), amount.end)
    end = until.end if until else trailing_hint(fitting, context.text, named)
    comparison = comparison_of(context, amount, end)
    united = _united(context, amount, until) if until else amount
    fact = field_of(Measure(context, united, comparison, words))
    sure = amount.exact or comparison.said or until or (fact and _answers(context, amount, fact))
    if fact is None or not sure:
        return None
    tests = (
        _range_tests(context.text, united, until, fact)
        if until
        else _tests(amount, _operator(comparison.op, fact, context), fact)
    )
    bare = not comparison.said and not until
    return AmountSpan(comparison.first, comparison.end, fact.field.name, tests, bare=bare)


def _united(context: Context, amount: Amount, until: Amount) -> Amount:
    """The lower end in the upper one's unit: `between 1 and 2 hours`."""
    if amount.unit or not until.unit:
        return amount
    hours = any(word in ("h", "hr", "hrs", "hour", "hours") for word in context.words[until.first : until.end])
    factor = 60.0 if hours and until.unit == "min" else 1.0
    return replace(amount, unit=until.unit, low=amount.low * factor, high=amount.high * factor)


def _answers(context: Context, amount: Amount, fact: FieldFacts) -> bool:
    """`two`, `maybe two please` to our question; but not `one from the 90s`."""
    rest = context.words[amount.end :]
    return context.asks_about(fact.field.name) and all(word in context.cues.courtesy for word in rest)


def _range_end(context: Context, amount: Amount, blocked: set[int]) -> Amount | None:
    """The other end of `20 to 50 dollars`, `1990-1999`, `80s or 90s`; None where there is none."""
    text = context.text
    link, at = _range_link(text, amount.end)
    other = amount_at(text, at, context.this_year) if link and at < len(text.words) and at not in blocked else None
    if other is None or other.kind != amount.kind:
        return None
    listed = link in ("and", "or") and amount.kind == "number"
    if listed and not (link == "and" and _is_between(text, amount)):
        return None
    return other if not amount.unit or not other.unit or amount.unit == other.unit else None


def _range_link(text: Text, at: int) -> tuple[str, int]:
    """(linking word, where the other end begins); an empty word where nothing links."""
    if at >= len(text.words):
        return "", at
    if text.words[at] in _RANGE_LINKS:
        follows = text.words[at + 1 : at + 2] in (("the",), ("from",))
        return text.words[at], at + 1 + follows
    return ("-", at) if text.tokens[at].gap.strip() in ("-", "–", "—") else ("", at)


def _is_between(text: Text, amount: Amount) -> bool:
    return "between" in text.words[max(0, amount.first - 2) : amount.first]


def _operator(op: str, fact: FieldFacts, context: Context) -> str:
    """What an amount without comparison means: about that much, at most, at least, by the kind of field."""
    if op not in ("", LINK):
        return op
    asked = context.asks_about(fact.field.name)
    if fact.dimension is None:
        return "≤" if asked else "="
    return fact.dimension.asked if asked else fact.dimension.bare


def _tests(amount: Amount, op: str, fact: FieldFacts) -> Tests:
    low, high = (_converted(value, amount, fact) for value in (amount.low, amount.high))
    if math.isinf(high):
        return (("≥", low),)
    match op:
        case "≈":
            return _around(low, high, fact)
        case "=":
            return (("=", low),) if low == high else (("≥", low), ("≤", high))
        case "<":
            return (("<", low),)
        case "≤":
            return (("≤", high),)
        case ">":
            return ((">", high),)
        case _:
            return (("≥", low),)


def _around(low: float, high: float, fact: FieldFacts) -> Tests:
    if fact.is_date:
        margin = _ABOUT_YEARS if low == high else 0.0
        return (("≥", low - margin), ("≤", high + margin))
    return (("≥", round(low * (1 - _ABOUT), 2)), ("≤", round(high * (1 + _ABOUT), 2)))


def _range_tests(text: Text, amount: Amount, until: Amount, fact: FieldFacts) -> Tests:
    """One interval; years apart (`70s or 90s`) are listed."""
    other = replace(until, unit=until.unit or amount.unit)
    low, high = sorted((amount, other), key=lambda part: part.low)
    linked = text.words[amount.end] in ("or", "and") and not _is_between(text, amount)
    if amount.kind == "year" and linked and high.low > low.high + 1 and not math.isinf(high.high):
        years = (*range(int(low.low), int(low.high) + 1), *range(int(high.low), int(high.high) + 1))
        return (("in", tuple(map(str, years))),)
    bottom, top = _converted(low.low, low, fact), _converted(high.high, high, fact)
    return (("≥", bottom),) if math.isinf(top) else (("≥", bottom), ("≤", top))


def _converted(value: float, amount: Amount, fact: FieldFacts) -> float:
    """In the field's own unit and scale."""
    if amount.scale and not math.isnan(fact.largest):
        top = next((top for top in (1.0, 5.0, 10.0, 100.0) if fact.largest <= top), amount.scale)
        return value * top / amount.scale
    if amount.unit and fact.dimension and amount.unit in fact.dimension.units and fact.dimension.name != "money":
        return round(value * fact.dimension.units[amount.unit] / fact.factor, 6)
    return float(value)
