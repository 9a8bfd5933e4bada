"""Everything of one domain that stands in a text: the order of the finders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.audience import without_audience
from bot.understanding.comparatives import find_field_words
from bot.understanding.context import Context
from bot.understanding.guessing import guess_titles, guess_whole, mended, unknown_person
from bot.understanding.knowledge import Knowledge
from bot.understanding.linking import find_titles
from bot.understanding.matching import find_values
from bot.understanding.measures import find_amounts
from bot.understanding.misspelt import find_misspelt, find_misspelt_names
from bot.understanding.ranked import with_ranks
from bot.understanding.references import find_references, ordinal_numerals, pointed_by_value
from bot.understanding.spans import (
    AmountSpan,
    FieldSpan,
    ReferenceSpan,
    Span,
    TitleSpan,
    ValueSpan,
    covered,
    overlaps,
)


@dataclass(frozen=True, slots=True)
class Found:
    titles: tuple[TitleSpan, ...]
    values: tuple[ValueSpan, ...]
    amounts: tuple[AmountSpan, ...]
    words: tuple[FieldSpan, ...]
    references: tuple[ReferenceSpan, ...]
    unresolved: str = ""
    """A title or name that is clearly meant and not in the catalogue."""

    @property
    def items(self) -> list[TitleSpan | ReferenceSpan]:
        both: list[TitleSpan | ReferenceSpan] = [*self.titles, *self.references]
        return sorted(both, key=lambda span: span.first)

    @property
    def spans(self) -> list[Span]:
        return [*self.titles, *self.values, *self.amounts, *self.references]


def find(context: Context, domains: Mapping[str, Knowledge]) -> Found:
    """Titles first, since they may hold anything; then values, amounts, references; guesses last."""
    text, known = context.text, context.known
    titles = _titles(context, domains)
    values = without_audience(context, with_ranks(text, known, find_values(context, titles)))
    words = find_field_words(text, known, covered([*titles, *values]))
    amounts = find_amounts(context, [*titles, *values, *ordinal_numerals(text)], words)
    references = find_references(context, [*titles, *values, *amounts])
    pointed = pointed_by_value(context, values)
    if pointed:
        references, values = [*references, pointed[0]], [span for span in values if span is not pointed[1]]
    names = find_misspelt_names(text, known, [*titles, *values, *amounts, *references, *text.frames])
    values = sorted([*values, *names], key=lambda span: span.first)
    guess = guess_titles(text, known, [*titles, *values, *amounts, *references])
    titles = [*titles, *guess.titles]
    values = [span for span in values if not overlaps(span, guess.spans)]
    taken: list[Span] = [*titles, *values, *amounts, *references, *words, *guess.spans]
    misspelt = with_ranks(text, known, find_misspelt(text, known, [*taken, *text.frames]))
    unresolved = guess.unresolved or _nobody(context, [*taken, *misspelt])
    values = sorted([*values, *misspelt], key=lambda span: span.first)
    found = Found(tuple(titles), tuple(values), tuple(amounts), (), tuple(references), unresolved)
    return Found(
        found.titles, found.values, found.amounts, _told_words(words, found), found.references, found.unresolved
    )


def _told_words(words: Sequence[FieldSpan], found: Found) -> tuple[FieldSpan, ...]:
    """Without those that are part of something else, or say an amount again: `two hours long`."""
    inside = covered(found.spans)
    ends = {amount.end for amount in found.amounts}
    return tuple(
        word
        for word in words
        if not inside.intersection(range(word.first, word.end)) and (word.sense == "name" or word.first not in ends)
    )


def _titles(context: Context, domains: Mapping[str, Knowledge]) -> list[TitleSpan]:
    """Of this domain, then of the others where the words mean nothing here."""
    text, known = context.text, context.known
    titles = mended(text, known, find_titles(text, known))
    if not titles and not text.frames and context.dialogue.pending is None:
        whole = guess_whole(text, known)
        titles = [whole] if whole else []
    for other in domains.values():
        if other is not known:
            titles += find_titles(text, other, titles, foreign=True)
    return sorted(titles, key=lambda span: span.first)


def _nobody(context: Context, taken: Sequence[Span]) -> str:
    span = unknown_person(context.text, context.known, taken)
    return context.text.quote(span.first, span.end) if span else ""
