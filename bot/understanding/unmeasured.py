"""Amounts that the catalogue has no field for: `under 100 minutes`, `shorter`, where nobody noted any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.understanding.amounts import Amount, amount_at
from bot.understanding.assigning import by_unit
from bot.understanding.comparisons import comparison_of
from bot.understanding.context import Context
from bot.understanding.cues import Dimension
from bot.understanding.spans import Span, covered


@dataclass(frozen=True, slots=True)
class Unmeasured(Span):
    words: str


def find_unmeasured(context: Context, taken: Iterable[Span]) -> list[Unmeasured]:
    """Where such amounts and comparatives stand, and the person's words for them."""
    blocked = covered(taken)
    found: list[Unmeasured] = []
    for span in (*_amounts(context, blocked), *_comparatives(context, blocked)):
        if not covered([span]) & covered(found):
            found.append(Unmeasured(span.first, span.end, context.text.quote(span.first, span.end)))
    return sorted(found, key=lambda span: span.first)


def _amounts(context: Context, blocked: set[int]) -> Iterator[Span]:
    at = 0
    while at < len(context.words):
        amount = None if at in blocked else amount_at(context.text, at, context.this_year)
        if amount is None or not _is_strange(context, amount) or blocked & set(range(at, amount.end)):
            at += 1
            continue
        compared = comparison_of(context, amount, amount.end)
        yield Span(compared.first, compared.end)
        at = amount.end


def _is_strange(context: Context, amount: Amount) -> bool:
    """A length, a price, years: of a kind that no field has. What has no unit may be anything."""
    facts = context.known.facts.values()
    if amount.kind == "year":
        return not any(fact.is_date for fact in facts)
    dimension = next((each for each in context.cues.dimensions if amount.unit in each.units), None)
    return dimension is not None and dimension.name in ("duration", "money", "pages") and not by_unit(facts, amount)


def _comparatives(context: Context, blocked: set[int]) -> Iterator[Span]:
    """`shorter`, `too expensive`, `cheaper` of a quantity that no field has."""
    words, held = context.words, {fact.dimension.name for fact in context.known.facts.values() if fact.dimension}
    missing = [each for each in context.cues.dimensions if each.name not in held and each.name != "weight"]
    for at in range(len(words)):
        if words[at] not in context.cues.grading:
            continue
        end = next((at + size for size in (3, 2, 1) if _grades(words[at : at + size], missing)), 0)
        said = " ".join(words[at:end])
        too = at > 0 and words[at - 1] == "too"
        if end and at not in blocked and said not in context.known.words.entries and (too or _is_more(words[at:end])):
            yield Span(at - too, end)


def _grades(words: tuple[str, ...], missing: list[Dimension]) -> bool:
    return any(" ".join(words) in (*dimension.more, *dimension.less) for dimension in missing)


def _is_more(words: tuple[str, ...]) -> bool:
    return words[0] in ("more", "less", "better", "lower", "higher") or words[-1].endswith("er")
