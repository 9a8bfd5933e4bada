"""Which domain a message speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.understanding.characters import is_part_of_word
from bot.understanding.comparisons import compares
from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import Span, covered
from bot.understanding.text import Text
from bot.understanding.values import FAMILY, INFLECTED, Meaning

_CLOSED_VOCABULARY = 60


def domain_named(text: Text, domains: Mapping[str, Knowledge], current: str, taken: list[Span]) -> str:
    """The domain whose noun stands first; empty when none is used.

    Of the same noun the current domain's use wins, then that of an operator's catalogue. `that film`
    points back and names no domain, but keeps the one that it points to where no other is named.
    """
    blocked = covered(taken)
    named = [
        (first, name != current, not known.catalogue.imported, name)
        for name, known in domains.items()
        for first in _nouns(text, known, domains.get(current), blocked)
    ]
    if named:
        return min(named)[3]
    points = current in domains and any(True for _ in domains[current].nouns.scan(text.words))
    return current if points else ""


def domain_of_values(text: Text, domains: Mapping[str, Knowledge], current: str) -> str:
    """When the current domain knows none of the words: the one other domain that knows most of them."""
    if text.words[0] in text.cues.words["question"]:
        return current
    if current in domains and _known_words(text, domains[current], FAMILY):
        return current
    counted = {name: _known_words(text, known, INFLECTED) for name, known in domains.items()}
    best = max(counted, key=lambda name: (counted[name], domains[name].catalogue.imported), default=current)
    return best if counted.get(best) else current


def _nouns(text: Text, known: Knowledge, current: Knowledge | None, blocked: set[int]) -> Iterator[int]:
    """Where nouns of the domain stand, and categories that only this domain has (`headphones`)."""
    for first, _, meanings in known.nouns.scan(text.words):
        if first not in blocked and _names_domain(text, first, plural=meanings[0]):
            yield first
    if current is None or current is known:
        return
    for first, end, values in known.values.lexicon.scan(text.words):
        phrase = " ".join(text.words[first:end])
        elsewhere = phrase in current.values.lexicon.entries or current.nouns.longest_at(text.words, end)
        whole = not is_part_of_word(text, known, first, end)
        if first not in blocked and not elsewhere and whole and any(_is_kind(value, known) for value in values):
            yield first


def _names_domain(text: Text, first: int, *, plural: bool) -> bool:
    words, before = text.cues.words, text.words[first - 1] if first else ""
    if plural:
        return True
    if text.words[first] in words["ambiguous_nouns"]:
        return before in words["noun_leads"]
    return before not in words["pointing_determiners"]


def _is_kind(value: Meaning, known: Knowledge) -> bool:
    """A kind of item, as `headphones` is of products: a value of the category that items are sorted by."""
    fact = known.facts[value.field]
    sorts = fact.role is not None and fact.role.name == "genre" and not fact.field.many
    return sorts and value.how <= INFLECTED


def _known_words(text: Text, known: Knowledge, farthest: int) -> int:
    """Tokens that are a category of the domain; people and ordinary words tell nothing."""
    return sum(
        end - first
        for first, end, meanings in known.values.lexicon.scan(text.words)
        if meanings[0].how <= farthest
        and not known.facts[meanings[0].field].is_person
        and known.values.sizes.get(meanings[0].field, 0) <= _CLOSED_VOCABULARY
        and not all(word in known.cues.stop or len(word) < 3 for word in text.words[first:end])
        and not compares(text, first, end)
    )
