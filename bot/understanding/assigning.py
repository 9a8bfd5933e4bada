"""Which field an amount speaks of: by its unit, by a word near it, by our question, by its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.amounts import Amount
from bot.understanding.comparisons import Comparison
from bot.understanding.context import Context
from bot.understanding.fields import FieldFacts, name_words
from bot.understanding.spans import FieldSpan
from bot.understanding.text import Text
from bot.understanding.tokens import norms

_NEAR = 4
_STEM = 4
"""`cook` and `cooking`, `prep` and `preparation` begin alike."""
_GENERIC = frozenset({"time", "minutes", "total", "number", "hours", "rating", "score"})


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount as it stands in the text, and the words of numeric fields around it."""

    context: Context
    amount: Amount
    comparison: Comparison
    words: tuple[FieldSpan, ...]

    @property
    def is_year(self) -> bool:
        return self.amount.kind == "year"


def field_of(measure: Measure) -> FieldFacts | None:
    """The field that is meant; None when the catalogue has none for such an amount."""
    numeric = [fact for fact in measure.context.known.facts.values() if fact.is_numeric]
    compared = measure.context.known.facts.get(measure.comparison.field)
    if compared and (compared.is_date or not measure.is_year):
        return compared if _fits_unit(compared, measure.amount) else _first(by_unit(numeric, measure.amount))
    if measure.amount.unit:
        fitting = by_unit(numeric, measure.amount)
        return _nearest(fitting, measure) or _hinted(fitting, measure) or _asked(fitting, measure) or _first(fitting)
    date = _first(_dates(numeric))
    for fact in (_nearest(numeric, measure), _topic(numeric, measure), _asked(numeric, measure)):
        if fact and (fact.is_date or not measure.is_year or date is None):
            return fact
    return date if measure.is_year else _by_size(numeric, measure)


def _asked(facts: Iterable[FieldFacts], measure: Measure) -> FieldFacts | None:
    fitting = (fact for fact in facts if measure.is_year or not fact.is_date)
    return _first(fact for fact in fitting if measure.context.asks_about(fact.field.name))


def _first(facts: Iterable[FieldFacts]) -> FieldFacts | None:
    return next(iter(facts), None)


def _dates(facts: Iterable[FieldFacts]) -> list[FieldFacts]:
    """Date fields that are shown or asked first: those kept for the record only are seldom meant."""
    dated = [fact for fact in facts if fact.is_date]
    return sorted(dated, key=lambda fact: (not fact.field.shown, not fact.field.question))


def _fits_unit(fact: FieldFacts, amount: Amount) -> bool:
    same = amount.unit == fact.field.unit.casefold()
    return not amount.unit or same or (fact.dimension is not None and amount.unit in fact.dimension.units)


def _nearest(facts: list[FieldFacts], measure: Measure) -> FieldFacts | None:
    """The field whose word stands nearest in the same clause; a word behind the amount is farther."""
    named = {fact.field.name: fact for fact in facts if measure.is_year or measure.amount.unit or not fact.is_date}
    near = [
        (_distance(word, measure.amount), word)
        for word in measure.words
        if word.field in named and _same_clause(measure.context.text, word, measure.amount)
    ]
    near = [pair for pair in near if pair[0] <= _NEAR]
    return named[min(near, key=lambda pair: pair[0])[1].field] if near else None


def _hinted(facts: list[FieldFacts], measure: Measure) -> FieldFacts | None:
    """`10 minutes of cooking`: of several fields of one unit the one that a part of its name tells."""
    hint = hint_of(facts, measure.context.text, measure.amount)
    return hint[0] if hint else None


def hint_of(facts: list[FieldFacts], text: Text, amount: Amount) -> tuple[FieldFacts, int] | None:
    """The field that the nearest telling word belongs to, and where that word stands."""
    stems = [_stems(fact) for fact in facts]
    reach = range(max(0, amount.first - _NEAR - 2), min(len(text.words), amount.end + _NEAR))
    near = [at for at in reach if _same_clause(text, FieldSpan(at, at + 1, "", "name"), amount)]
    for at in sorted(near, key=lambda at: abs(at - amount.first) if at < amount.first else at - amount.end):
        told = [fact for fact, own in zip(facts, stems, strict=True) if text.words[at][:_STEM] in own]
        if len(told) == 1 and len(facts) > 1:
            return told[0], at
    return None


def trailing_hint(facts: list[FieldFacts], text: Text, end: int) -> int:
    """Where `10 minutes of cooking`, `20 min to cook`, `10 minutes prep` end; `end` where no such word follows."""
    at = end + 1 if text.words[end : end + 1] and text.words[end] in ("of", "to", "for") else end
    told = [fact for fact in facts if at < len(text.words) and text.words[at][:_STEM] in _stems(fact)]
    if len(told) != 1 or len(facts) < 2 or text.tokens[at].after_comma or text.tokens[at].after_stop:
        return end
    return at + 2 if text.words[at + 1 : at + 2] == ("time",) else at + 1


def by_unit(facts: Iterable[FieldFacts], amount: Amount) -> list[FieldFacts]:
    """The facts whose numbers are counted in the amount's unit."""
    return [fact for fact in facts if amount.unit and fact.is_numeric and _fits_unit(fact, amount)]


def _stems(fact: FieldFacts) -> set[str]:
    words = {*name_words(fact.field), *norms(fact.field.label)}
    return {word[:_STEM] for word in words if len(word) >= _STEM and word not in _GENERIC}


def _topic(facts: list[FieldFacts], measure: Measure) -> FieldFacts | None:
    """`the rating is too low, at least 3.5`: what the message speaks of, where the number may be one of its."""
    named = {fact.field.name: fact for fact in facts if not fact.is_date and _is_plausible(fact, measure.amount)}
    words = [word for word in measure.words if word.field in named and measure.comparison.said]
    before = [word for word in words if word.end <= measure.amount.first]
    last = before[-1:] or words[:1]
    return named[last[0].field] if last else None


def _is_plausible(fact: FieldFacts, amount: Amount) -> bool:
    return fact.smallest * 0.5 <= amount.low <= fact.largest * 1.2


def _distance(word: FieldSpan, amount: Amount) -> int:
    return amount.first - word.end if word.end <= amount.first else 2 + word.first - amount.end


def _same_clause(text: Text, word: FieldSpan, amount: Amount) -> bool:
    first, end = min(word.first, amount.first), max(word.end, amount.end)
    return not any(text.tokens[at].after_stop or text.tokens[at].after_comma for at in range(first + 1, end))


def _by_size(facts: list[FieldFacts], measure: Measure) -> FieldFacts | None:
    """`4.5 or more` is a rating, `under 50` a price; else a field that has such numbers; one out of ten a rating."""
    rated = [fact for fact in facts if fact.dimension and fact.dimension.name == "rating"]
    if measure.amount.scale or not measure.comparison.said:
        return _first(rated) if measure.amount.scale else None
    fitting = [fact for fact in facts if not fact.is_date and _is_plausible(fact, measure.amount)]
    low = measure.amount.low
    scored = [fact for fact in rated if low <= fact.largest and fact in fitting]
    if scored and (measure.comparison.op in ("≥", ">") or low % 1):
        return scored[0]
    # A box office has numbers as small as a price; nobody means them.
    priced = _first(fact for fact in facts if _is_money(fact) and low >= fact.low * 0.05)
    asked = [fact for fact in fitting if fact.field.question]
    return priced or (fitting[0] if len(fitting) == 1 else _first(asked) or _first(fitting))


def _is_money(fact: FieldFacts) -> bool:
    return fact.dimension is not None and fact.dimension.name == "money"
