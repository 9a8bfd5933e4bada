"""People who are clearly meant and whom the catalogue does not know: `by Alan Smithee`, `Sofia Coppola films`."""

from __future__ import annotations

from collections.abc import Iterable

from bot.understanding.knowledge import Knowledge
from bot.understanding.naming import is_unknown
from bot.understanding.spans import Span, covered
from bot.understanding.text import Text

_LOOSE_LEADS = frozenset({"has", "stars", "that has", "that have", "with", "by"})
"""They lead to more than names: behind them a name must look like one."""
_LONGEST = 4
_SURE_LEADS = frozenset({"directed by", "starring", "written by"})


def find_strangers(text: Text, known: Knowledge, taken: Iterable[Span]) -> list[Span]:
    """Names behind a word that leads to people, and capitalised ones before a noun of the catalogue."""
    blocked = covered(taken)
    found = [*_led(text, known, blocked), *_before_nouns(text, known, blocked)]
    return [span for at, span in enumerate(found) if not covered([span]) & covered(found[:at])]


def _led(text: Text, known: Knowledge, blocked: set[int]) -> list[Span]:
    leads = frozenset(lead for name, fact in known.facts.items() if fact.is_person for lead in known.leads[name]) - (
        _LOOSE_LEADS - {"with", "by"}
    )
    found: list[Span] = []
    for at in range(1, len(text.words)):
        goes_on = bool(found) and text.joined(found[-1].end, at)
        if at in blocked or (found and at < found[-1].end) or not (goes_on or text.preceded_by(at, leads)):
            continue
        end = at
        while end < len(text.words) and end not in blocked and _is_name_part(text, known, at, end):
            end += 1
        if end - at >= 2:
            found.append(Span(at, end))
    return found


def _is_name_part(text: Text, known: Knowledge, first: int, at: int) -> bool:
    token = text.tokens[at]
    ended = at > first and ((token.after_stop and not token.gap.startswith(".")) or token.after_comma)
    capital = token.capital and text.mixed_case
    lower = (
        text.words[at].isalpha()
        and text.words[at] not in known.cues.common
        and not text.mixed_case
        and text.preceded_by(first, _SURE_LEADS)
    )
    return not ended and (capital or lower)


def _before_nouns(text: Text, known: Knowledge, blocked: set[int]) -> list[Span]:
    """`Sofia Coppola films`: two capitals or more, one of them no word of the language."""
    if not text.mixed_case:
        return []
    found = []
    for noun, _, _ in known.nouns.scan(text.words):
        first = noun
        while (
            first > 0 and noun - first < _LONGEST and _is_capital(text, first - 1, noun) and first - 1 not in blocked
        ):
            first -= 1
        words = text.words[first:noun]
        strange = any(is_unknown(word, known) and word not in known.values.spelling for word in words)
        if len(words) > 1 and strange and not known.nouns.longest_at(words, 0):
            found.append(Span(first, noun))
    return found


def _is_capital(text: Text, at: int, noun: int) -> bool:
    token = text.tokens[at]
    adjacent = at + 1 == noun or text.tokens[at + 1].gap in (" ", "-", "", ". ", ".")
    return token.capital and adjacent and text.tokens[noun].gap == " " and token.norm not in text.cues.stop
