"""Which domain a message speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import Span, covered
from bot.understanding.text import Text
from bot.understanding.values import FAMILY, INFLECTED

_QUESTIONS = frozenset(
    [
        "who",
        "whos",
        "what",
        "whats",
        "when",
        "how",
        "is",
        "was",
        "does",
        "did",
        "has",
        "are",
        "do",
        "which",
        "where",
        "why",
        "can",
        "could",
    ]
)
_CLOSED_VOCABULARY = 60
_POINTING = frozenset({"this", "that", "the", "those", "these", "its"})


def domain_named(text: Text, domains: Mapping[str, Knowledge], current: str, taken: list[Span]) -> str:
    """The domain whose noun is spoken of; empty when none is or when several are with equal right.

    The current domain wins where its noun is used at all; then an operator's catalogue over a demo one,
    then the noun that stands first. `that film` points back and names no domain.
    """
    blocked = covered(taken)
    if current in domains and any(True for _ in domains[current].nouns.scan(text.words)):
        return current
    named = [
        (name != current, not known.catalogue.imported, first, name)
        for name, known in domains.items()
        if (first := _first_noun(text, known, blocked)) is not None
    ]
    return min(named)[3] if named else ""


def _first_noun(text: Text, known: Knowledge, blocked: set[int]) -> int | None:
    for first, end, meanings in known.nouns.scan(text.words):
        if first in blocked or (first > 0 and text.words[first - 1] in _POINTING and not meanings[0]):
            continue
        verb = not meanings[0] and text.words[first] in (
            "watch",
            "read",
            "play",
            "show",
            "help",
            "answer",
            "place",
            "picture",
            "game",
            "meal",
            "track",
            "title",
            "thing",
            "item",
            "present",
            "dish",
        )
        if verb and not (first > 0 and text.words[first - 1] in ("a", "an", "another", "any", "some", "new", "good")):
            continue
        if end - first:
            return first
    return None


def domain_of_values(text: Text, domains: Mapping[str, Knowledge], current: str) -> str:
    """When the current domain knows none of the words: the one other domain that knows most of them."""
    if text.words[0] in _QUESTIONS:
        return current
    if current in domains and _known_words(text, domains[current], FAMILY):
        return current
    counted = {name: _known_words(text, known, INFLECTED) for name, known in domains.items()}
    best = max(counted, key=lambda name: (counted[name], domains[name].catalogue.imported), default=current)
    return best if counted.get(best) else current


def _known_words(text: Text, known: Knowledge, farthest: int) -> int:
    """Tokens that are a category of the domain; people and ordinary words tell nothing."""
    return sum(
        end - first
        for first, end, meanings in known.values.lexicon.scan(text.words)
        if meanings[0].how <= farthest
        and not known.facts[meanings[0].field].is_person
        and known.values.sizes.get(meanings[0].field, 0) <= _CLOSED_VOCABULARY
        and not all(word in known.cues.stop or len(word) < 3 for word in text.words[first:end])
        and (end - first > 1 or text.words[first] not in known.cues.stop)
    )
