"""Where in a text a value may stand, and what leads to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.context import Context
from bot.understanding.knowledge import Knowledge
from bot.understanding.lexicon import Lexicon
from bot.understanding.spans import ValueSpan


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value may stand, and the values found before it."""

    context: Context
    first: int
    end: int
    found: tuple[ValueSpan, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return self.context.words[self.first : self.end]

    def led(self, field: str) -> bool:
        """Does a word of the field's own stand before or behind?"""
        text, known = self.context.text, self.context.known
        before = text.preceded_by(self.first, known.leads[field])
        before = before or text.preceded_by(text.before(self.first), known.leads[field])
        ranked = known.facts[field].field.order and (
            text.followed_by(self.end, _ranks(text.cues.behind))
            or text.preceded_by(self.first, _ranks(text.cues.rank))
        )
        return bool(ranked) or before or text.followed_by(self.end, known.trails[field] | _field_names(known, field))

    def continues(self, field: str) -> bool:
        """Is it the next of a list of the same field's values?"""
        last = self.found[-1] if self.found else None
        same = last is not None and any(meaning.field == field for meaning in last.meanings)
        return last is not None and same and self.context.text.joined(last.end, self.first)

    def before_noun(self) -> bool:
        return self.context.noun_at(self.end) is not None


def _ranks(lexicon: Lexicon[str]) -> frozenset[str]:
    """The phrases that compare values with a rank."""
    return frozenset(lexicon.entries) - {"on", "of", "in", "from", "a", "by"}


def _field_names(known: Knowledge, field: str) -> frozenset[str]:
    fact = known.facts[field].field
    return frozenset({fact.name.casefold().replace("_", " "), fact.label.casefold()})
