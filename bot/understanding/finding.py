"""Everything of one domain that stands in a text: the order of the finders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.understanding.audience import without_audience
from bot.understanding.comparatives import find_field_words
from bot.understanding.context import Context
from bot.understanding.guessing import guess_titles, guess_whole, mended
from bot.understanding.knowledge import Knowledge
from bot.understanding.linking import find_titles
from bot.understanding.matching import find_values
from bot.understanding.measures import find_amounts
from bot.understanding.misspelt import find_misspelt, find_misspelt_names
from bot.understanding.predicates import find_predicates
from bot.understanding.ranked import with_ranks
from bot.understanding.references import find_references, ordinal_numerals, pointed_by_value
from bot.understanding.rereading import TITLE
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
from bot.understanding.strangers import find_strangers
from bot.understanding.themes import without_topics
from bot.understanding.unmeasured import Unmeasured, find_unmeasured


@dataclass(frozen=True, slots=True)
class Found:
    titles: tuple[TitleSpan, ...]
    values: tuple[ValueSpan, ...]
    amounts: tuple[AmountSpan, ...]
    words: tuple[FieldSpan, ...]
    references: tuple[ReferenceSpan, ...]
    unresolved: str = ""
    """A title or name that is clearly meant and not in the catalogue."""
    nobodies: tuple[str, ...] = ()
    """Names of people whom the catalogue does not know."""
    unmeasured: tuple[Unmeasured, ...] = ()
    predicates: tuple[Span, ...] = ()

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
    said = find_predicates(text, known)
    titles = _titles(context, domains, said) if context.meant in ("", TITLE) else []
    valued = without_topics(context, find_values(context, [*titles, *said]))
    values = without_audience(context, with_ranks(text, known, valued))
    words = find_field_words(text, known, covered([*titles, *values]))
    amounts = find_amounts(context, [*titles, *values, *ordinal_numerals(text)], words)
    references = find_references(context, [*titles, *values, *amounts])
    pointed = pointed_by_value(context, values)
    if pointed:
        references, values = [*references, pointed[0]], [span for span in values if span is not pointed[1]]
    sure: list[Span] = [*titles, *amounts, *references, *said]
    names = find_misspelt_names(text, known, [*sure, *values, *text.frames])
    values = sorted([*values, *names], key=lambda span: span.first)
    guess = guess_titles(text, known, [*sure, *values])
    titles = [*titles, *guess.titles]
    values = [span for span in values if not overlaps(span, guess.spans)]
    taken: list[Span] = [*titles, *values, *amounts, *references, *words, *guess.spans, *said]
    misspelt = with_ranks(text, known, find_misspelt(text, known, [*taken, *text.frames]))
    strangers = find_strangers(text, known, [*(span for span in taken if span is not guess.span), *misspelt])
    nobodies = tuple(text.quote(span.first, span.end) for span in strangers)
    values = sorted([*values, *misspelt], key=lambda span: span.first)
    found = Found(
        titles=tuple(titles),
        values=tuple(values),
        amounts=tuple(amounts),
        words=(),
        references=tuple(references),
        unresolved=guess.unresolved or next(iter(nobodies), ""),
        nobodies=nobodies,
        unmeasured=tuple(find_unmeasured(context, [*taken, *misspelt])),
        predicates=tuple(said),
    )
    return replace(found, words=_told_words(words, found))


def _told_words(words: Sequence[FieldSpan], found: Found) -> tuple[FieldSpan, ...]:
    """Without those that are part of something else, or say an amount again: `two hours long`."""
    inside = covered(found.spans)
    ends = {amount.end for amount in found.amounts}
    return tuple(
        word
        for word in words
        if not inside.intersection(range(word.first, word.end)) and (word.sense == "name" or word.first not in ends)
    )


def _titles(context: Context, domains: Mapping[str, Knowledge], said: Sequence[Span]) -> list[TitleSpan]:
    """Of this domain, then of the others where the words mean nothing here."""
    text, known = context.text, context.known
    titles = mended(text, known, find_titles(text, known, said, named=context.meant == TITLE))
    if not titles and not text.frames and context.dialogue.pending is None:
        whole = guess_whole(text, known)
        titles = [whole] if whole else []
    for other in domains.values():
        if other is not known:
            titles += find_titles(text, other, [*titles, *said], foreign=True)
    return sorted(titles, key=lambda span: span.first)
