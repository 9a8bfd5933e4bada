"""Cards on a terminal: numbered, within the width, without anything that steers the screen."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from adapters.channels.console.cards import draw, hint
from adapters.channels.console.listing import Listing
from bot.messages import Address, Card, OutboundMessage
from bot.phrasebook import phrases_in
from recommender.schema import UserId
from tests.adapters.channels.console.fake_bot import card

ADDRESS = Address("console", "ana", UserId("console:ana"))


def drawn(*cards: Card, text: str = "Here:", width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    return [line.plain for line in draw(OutboundMessage(ADDRESS, text, cards), Listing(cards), console)]


def test_a_card_is_number_title_facts_two_lines_of_description_and_reason() -> None:
    assert drawn(card("1")) == [
        "Here:",
        "",
        " 1  Heat  1995 · crime, thriller · Michael Mann · 2 h 50 min",
        "    A guide leads two men through a closed land where the rules of the world do",
        "    not hold, to a room that is said to grant the innermost wish of whoever…",
        "    because you liked Collateral",
    ]


@pytest.mark.parametrize("width", [20, 24, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(width: int) -> None:
    lines = drawn(card("1"), card("3"), text="话" * 90 + " " + "a" * 90, width=width)
    assert max(map(cell_len, lines)) <= min(width, 100)
    assert all(line == line.rstrip() for line in lines)


def test_facts_that_do_not_fit_beside_the_title_go_below_it() -> None:
    long = replace(card("2"), title="The Discreet Charm of the Bourgeoisie")
    assert drawn(long)[2:4] == [
        " 1  The Discreet Charm of the Bourgeoisie",
        "    1979 · science fiction, drama · Andrei Tarkovsky · 2 h 42 min",
    ]


def test_what_a_card_lacks_takes_no_line() -> None:
    assert drawn(replace(card("1"), subtitle="", body="", reason="")) == ["Here:", "", " 1  Heat"]


def test_a_catalogue_can_neither_steer_nor_style_the_terminal() -> None:
    nasty = replace(card("1"), title="\x1b[31m[bold]Heat[/]\x07\x9b2J", subtitle="", body="a\x1b]0;x\x07b", reason="")
    assert drawn(nasty)[2:] == [" 1  [31m[bold]Heat[/]2J", "    a]0;xb"]


def test_the_hint_names_every_verb_with_a_number_that_is_there() -> None:
    console = Console(file=io.StringIO(), width=80)
    assert [line.plain for line in hint(Listing((card("1"), card("2"))), console, phrases_in("en"))] == [
        "Reply in your own words, or: like 2, dislike 1, seen 2, why 1"
    ]
    assert hint(Listing(), console, phrases_in("en")) == []
