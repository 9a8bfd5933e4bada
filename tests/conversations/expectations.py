"""What a talk may expect of an answer, one line each:

every FIELD OP VALUE          there are cards, and it is true of all of them
some / first / second / third FIELD OP VALUE    of one of them, of that one
cards = 5                     how many there are (=, <, <=, >, >=)
says "one" or "other"         the text (or a card's reason) has one of these, in any case
says not "this" or "that"     it has none of them
shows "Heat" / shows not "Heat"    a card with this title
reason "…"                    some card's reason has it
nothing repeats               no card of this list was on an earlier one
repeats                       some card of this list was on an earlier one
asks / asks not               there is a question in the text, or none
asks about FIELD              the field's own question is asked
no question twice             no question of the whole talk was asked before
attaches "ana"                a file goes with it, with this in its content
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.messages import Card, OutboundMessage
from recommender.schema import Field
from tests.conversations.comparing import Comparison, parse_comparison, values_of

_COUNTS: Mapping[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Heard:
    """The talk so far, as the person saw it."""

    answers: Sequence[OutboundMessage]
    """Oldest first; the last is the one spoken of."""
    fields: Sequence[Field]
    """Every field of every catalogue."""

    @property
    def text(self) -> str:
        return self.answers[-1].text

    @property
    def cards(self) -> Sequence[Card]:
        return self.answers[-1].cards

    @property
    def before(self) -> set[str]:
        """The ids on all earlier lists."""
        return {card.item.id for answer in self.answers[:-1] for card in answer.cards}


def wrong(expectation: str, heard: Heard) -> str:
    """What is wrong with the last answer; empty when nothing is. Raises `ValueError` for an unknown expectation."""
    word, _, rest = expectation.partition(" ")
    check = _CHECKS.get(word)
    if check is None:
        raise ValueError(f"{expectation!r} is nothing that can be expected")
    return check(rest, heard)


def _every(rest: str, heard: Heard) -> str:
    comparison = parse_comparison(rest)
    if not heard.cards:
        return "there are no cards"
    return "; ".join(_told(card, comparison) for card in heard.cards if not comparison.holds(card.item))


def _some(rest: str, heard: Heard) -> str:
    comparison = parse_comparison(rest)
    if any(comparison.holds(card.item) for card in heard.cards):
        return ""
    return "none does: " + "; ".join(_told(card, comparison) for card in heard.cards)


def _at(place: int) -> Callable[[str, Heard], str]:
    def check(rest: str, heard: Heard) -> str:
        comparison = parse_comparison(rest)
        if len(heard.cards) <= place:
            return f"there are only {len(heard.cards)} cards"
        card = heard.cards[place]
        return "" if comparison.holds(card.item) else _told(card, comparison)

    return check


def _count(rest: str, heard: Heard) -> str:
    sign, number = rest.split()
    return "" if _COUNTS[sign](len(heard.cards), int(number)) else f"there are {len(heard.cards)}"


def _says(rest: str, heard: Heard) -> str:
    said = " ".join([heard.text, *(card.reason for card in heard.cards)]).casefold()
    found = [words for words in _QUOTED.findall(rest) if words.casefold() in said]
    if rest.startswith("not "):
        return f"it says {found}" if found else ""
    return "" if found else "it does not"


def _shows(rest: str, heard: Heard) -> str:
    titles = [card.title.casefold() for card in heard.cards]
    found = [title for title in _QUOTED.findall(rest) if title.casefold() in titles]
    if rest.startswith("not "):
        return f"it shows {found}" if found else ""
    return "" if found else f"it shows {titles}"


def _reason(rest: str, heard: Heard) -> str:
    reasons = [card.reason for card in heard.cards]
    wanted = _QUOTED.findall(rest)
    return "" if any(word.casefold() in r.casefold() for word in wanted for r in reasons) else f"reasons: {reasons}"


def _nothing_repeats(_: str, heard: Heard) -> str:
    again = [card.title for card in heard.cards if card.item.id in heard.before]
    return f"shown before: {again}" if again else ""


def _repeats(_: str, heard: Heard) -> str:
    return "" if any(card.item.id in heard.before for card in heard.cards) else "everything is new"


def _asks(rest: str, heard: Heard) -> str:
    if rest.startswith("about "):
        name = rest.removeprefix("about ")
        asked = [field for field in heard.fields if field.question and field.question in heard.text]
        return (
            "" if any(field.name == name for field in asked) else f"it asks about {[field.name for field in asked]}"
        )
    if rest == "not":
        return "it asks something" if "?" in heard.text else ""
    return "" if "?" in heard.text else "it asks nothing"


def _no_question_twice(_: str, heard: Heard) -> str:
    questions = {field.question for field in heard.fields if field.question}
    return "; ".join(
        f"asked twice: {question}"
        for question in questions
        if sum(question in answer.text for answer in heard.answers) > 1
    )


def _attaches(rest: str, heard: Heard) -> str:
    contents = [attachment.content for attachment in heard.answers[-1].attachments]
    if not contents:
        return "no file goes with it"
    return (
        "" if all(any(word in text for text in contents) for word in _QUOTED.findall(rest)) else "the file lacks it"
    )


def _told(card: Card, comparison: Comparison) -> str:
    return f"{card.title}: {comparison.field} {', '.join(values_of(card.item, comparison.field)) or 'unknown'}"


_CHECKS: Mapping[str, Callable[[str, Heard], str]] = {
    "every": _every,
    "some": _some,
    **{word: _at(place) for word, place in _PLACES.items()},
    "cards": _count,
    "says": _says,
    "shows": _shows,
    "reason": _reason,
    "nothing": _nothing_repeats,
    "repeats": _repeats,
    "asks": _asks,
    "no": _no_question_twice,
    "attaches": _attaches,
}
