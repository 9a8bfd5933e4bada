"""Which field an amount speaks of: by its unit, by a word near it, by our question, by its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.amounts import Amount
from bot.understanding.comparisons import Comparison
from bot.understanding.context import Context
from bot.understanding.fields import FieldFacts
from bot.understanding.spans import FieldSpan
from bot.understanding.text import Text

_NEAR = 4


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
        return compared if _fits_unit(compared, measure.amount) else _first(_by_unit(numeric, measure.amount))
    if measure.amount.unit:
        fitting = _by_unit(numeric, measure.amount)
        return _nearest(fitting, measure) or _first(fitting)
    near = _nearest(numeric, measure)
    asked = _first(fact for fact in numeric if measure.context.asks_about(fact.field.name))
    date = _first(_dates(numeric))
    for fact in (near, asked):
        if fact and (fact.is_date or not measure.is_year or date is None):
            return fact
    return date if measure.is_year else _by_size(numeric, measure)


def _first(facts: Iterable[FieldFacts]) -> FieldFacts | None:
    return next(iter(facts), None)


def _dates(facts: Iterable[FieldFacts]) -> list[FieldFacts]:
    """Date fields that are shown or asked first: those kept for the record only are seldom meant."""
    dated = [fact for fact in facts if fact.is_date]
    return sorted(dated, key=lambda fact: (not fact.field.shown, not fact.field.question))


def _fits_unit(fact: FieldFacts, amount: Amount) -> bool:
    same = amount.unit == fact.field.unit.casefold()
    return not amount.unit or same or (fact.dimension is not None and amount.unit in fact.dimension.units)


def _by_unit(facts: Iterable[FieldFacts], amount: Amount) -> list[FieldFacts]:
    return [fact for fact in facts if amount.unit and _fits_unit(fact, amount)]


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


def _distance(word: FieldSpan, amount: Amount) -> int:
    return amount.first - word.end if word.end <= amount.first else 2 + word.first - amount.end


def _same_clause(text: Text, word: FieldSpan, amount: Amount) -> bool:
    first, end = min(word.first, amount.first), max(word.end, amount.end)
    return not any(text.tokens[at].after_stop or text.tokens[at].after_comma for at in range(first + 1, end))


def _by_size(facts: list[FieldFacts], measure: Measure) -> FieldFacts | None:
    """A bare number goes to a price, or to a field that has such numbers; one out of ten to a rating."""
    if measure.amount.scale:
        return _first(fact for fact in facts if fact.dimension and fact.dimension.name == "rating")
    if not measure.comparison.said:
        return None
    priced = _first(fact for fact in facts if fact.dimension and fact.dimension.name == "money")
    low = measure.amount.low
    fitting = [fact for fact in facts if not fact.is_date and fact.smallest * 0.5 <= low <= fact.largest * 1.2]
    asked = [fact for fact in fitting if fact.field.question]
    return priced or (fitting[0] if len(fitting) == 1 else _first(asked) or _first(fitting))
