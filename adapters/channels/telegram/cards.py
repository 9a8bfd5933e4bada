"""One card as lines of styled text, and several as a numbered list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.channels.telegram.calls import MAX_CAPTION, MAX_TEXT
from adapters.channels.telegram.keyboards import legend
from adapters.channels.telegram.lettering import clean, cost, cut, disarmed, harmless, is_visible, one_line
from adapters.channels.telegram.markup import Piece, Wanted, fitted, link_to
from adapters.channels.telegram.public_urls import public_url
from bot.messages import Card

UNTITLED = "(untitled)"
LONGEST_INTRO, LONGEST_QUESTION, LONGEST_LEGEND = 800, 400, 200


def card_text(card: Card) -> list[Piece]:
    """What stands under a picture, or alone in its place: a caption's length either way."""
    return fitted(_lines(card, title_of(card), body=500), MAX_CAPTION)


def list_text(intro: str, cards: Sequence[Card], question: str) -> list[Piece]:
    """The intro, each card in its share of the room, the question, what the buttons mean."""
    head, tail = _said(intro, LONGEST_INTRO), _said(question, LONGEST_QUESTION)
    keys = cut(legend(cards), LONGEST_LEGEND)
    room = MAX_TEXT - sum(cost(part) + 2 for part in (head, tail, keys)) - len("<i></i>")
    parts = [[Piece(head)]] if head else []
    for place, card in enumerate(cards, 1):
        lines = _lines(card, f"{place}. {title_of(card)}", body=200)
        parts.append(fitted(lines, room // len(cards) - 1))
    parts += [[Piece(tail)]] if tail else []
    spaced = list(_spaced(parts))
    return [*spaced, Piece("", of_buttons=True), Piece(keys, "i", of_buttons=True)] if keys else spaced


def single_text(intro: str, card: Card, question: str) -> list[Piece]:
    """A list of one: no number, as on the list that it belongs to it may have another."""
    head, tail = _said(intro, LONGEST_INTRO), _said(question, LONGEST_QUESTION)
    parts = [[Piece(head)] if head else [], card_text(card), [Piece(tail)] if tail else []]
    return list(_spaced([part for part in parts if part]))


def title_of(card: Card) -> str:
    title = harmless(one_line(card.title))
    return title if is_visible(title) else UNTITLED


def picture_of(card: Card) -> str:
    """The address of its picture if it may be given to Telegram; else nothing."""
    return card.image_url if public_url(card.image_url) else ""


def _lines(card: Card, title: str, body: int) -> Iterator[Wanted]:
    yield Wanted(Piece(title, "b", link_to(card.url)), 200)
    facts = " · ".join(part for part in (one_line(card.subtitle), one_line(card.status)) if part)
    # What was noted about an item must be seen, however many facts there are.
    yield Wanted(Piece(harmless(facts if len(facts) <= 200 else one_line(card.status) or facts)), 200)
    yield Wanted(Piece(harmless(one_line(card.reason)), "i"), 200)
    yield Wanted(Piece(harmless(one_line(card.body))), body)


def _said(text: str, most: int) -> str:
    return cut(disarmed(clean(text)), most)


def _spaced(parts: Sequence[list[Piece]]) -> Iterator[Piece]:
    """With an empty line between the parts."""
    for place, part in enumerate(parts):
        if place:
            yield Piece("")
        yield from part
