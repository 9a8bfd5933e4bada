"""Replies → lines of styled text that fit the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.console import Console
from rich.style import Style
from rich.text import Text

from adapters.channels.console.listing import Listing
from bot.messages import Card, OutboundMessage
from bot.phrasebook import Phrasebook

# Only colours that a dark and a light background both show well.
PLAIN = Style.null()
NUMBER = Style(color="magenta", bold=True)
TITLE = Style(bold=True)
FACTS = Style(color="cyan")
REASON = Style(color="green")
HINT = Style(dim=True)

INDENT = 4
LINE_LENGTH = 100
"""Longer lines are hard to read, however wide the window."""
BODY_LINES = 2


def draw(reply: OutboundMessage, listing: Listing, console: Console) -> list[Text]:
    """The reply's text and its cards, numbered as on the list, each line within the console's width."""
    width = line_width(console)
    lines = paragraph(reply.text.removesuffix(reply.question).rstrip(), PLAIN, console, width)
    for card in reply.cards:
        lines += [Text(), *_card(card, listing.number(card), console, width)]
    # Asked above a list that fills the screen, a question would scroll away.
    return [*lines, Text(), *paragraph(reply.question, PLAIN, console, width)] if reply.question else lines


def hint(listing: Listing, console: Console, phrases: Phrasebook) -> list[Text]:
    """One line that teaches the short commands; nothing without a list."""
    examples = phrases.say("list.or_between").join(_examples(listing, phrases))
    if not examples:
        return []
    line = phrases.say("console.hint", examples=examples)
    return paragraph(line, HINT, console, line_width(console))


def line_width(console: Console) -> int:
    return min(console.width, LINE_LENGTH)


def paragraph(text: str, style: Style, console: Console, width: int) -> list[Text]:
    """The text wrapped to the width; none for an empty text."""
    if not text:
        return []
    lines = list(Text(clean(text), style).wrap(console, width, overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines


def clean(text: str) -> str:
    """The text without control characters: a catalogue must not steer the terminal."""
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc")


def _card(card: Card, number: int, console: Console, width: int) -> Iterator[Text]:
    room = max(width - INDENT, 16)
    margin = Text(" " * INDENT)
    place = Text(f"{number or '·':>2}  ", NUMBER)
    for line in [*_heading(card, console, room), *_body(card, console, room)]:
        yield place + line
        place = margin
    for line in paragraph(card.reason, REASON, console, room):
        yield margin + line


def _heading(card: Card, console: Console, room: int) -> list[Text]:
    """Title and facts; on one line if they fit."""
    title = Text(clean(card.title), TITLE)
    facts = Text(clean(card.subtitle), FACTS)
    if title.cell_len + 2 + facts.cell_len <= room:
        return [Text("  ").join([title, facts]) if facts else title]
    return paragraph(card.title, TITLE, console, room) + paragraph(card.subtitle, FACTS, console, room)


def _body(card: Card, console: Console, room: int) -> list[Text]:
    lines = paragraph(" ".join(card.body.split()), PLAIN, console, room)
    if len(lines) > BODY_LINES:
        lines = lines[:BODY_LINES]
        lines[-1].truncate(room - 1)
        lines[-1].append("…")
    return lines


def _examples(listing: Listing, phrases: Phrasebook) -> Iterator[str]:
    """`like 2`, `dislike 1`…: one for each verb, only numbers that are there, only buttons that the card has."""
    for turn, verb in enumerate(listing.verbs):
        numbers = [place for place, card in enumerate(listing.cards, 1) if verb in {name for name, _ in card.buttons}]
        yield f"{phrases.say(f'typed.{verb}')} {numbers[(turn + 1) % len(numbers)]}"
