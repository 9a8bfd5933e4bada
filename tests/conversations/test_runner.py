"""The runner itself: what it accepts, and how it reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages import Address, Card, OutboundMessage
from recommender.schema import Field, Item, ItemId, UserId
from tests.conversations.comparing import parse_comparison
from tests.conversations.expectations import Heard, wrong
from tests.conversations.script import read_talk, tapped

HEAT = Item(ItemId("movies:heat"), "movies", "Heat", "A heist.", {"year": "1995-12-15", "genres": ("Crime", "Drama")})
JAWS = Item(ItemId("movies:jaws"), "movies", "Jaws", "A shark.", {"year": "1975", "runtime": 124.0})
YEAR = Field("year", "date", question="From when?")


def heard(*lists: tuple[Item, ...], text: str = "Here you are. From when?") -> Heard:
    address = Address("talk", "ana", UserId("talk:ana"))
    answers = [
        OutboundMessage(address, text, tuple(Card(item, item.title, "", "", "A good match") for item in items))
        for items in lists
    ]
    return Heard(answers, [YEAR])


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        ("year = 1995", True),
        ("year < 1995", False),
        ("year >= 1995", True),
        ("year != 1994", True),
        ("genres has crime", True),
        ("genres lacks horror, western", True),
        ("genres lacks drama", False),
        ("genres has one of western, drama", True),
        ("runtime < 200", False),
        ("runtime unknown", True),
        ("title = heat", True),
        ("title != jaws", True),
        ("text contains heist", True),
    ],
)
def test_a_comparison_looks_at_the_item_alone(comparison: str, holds: bool) -> None:  # noqa: FBT001
    assert parse_comparison(comparison).holds(HEAT) == holds


@pytest.mark.parametrize(
    ("expectation", "fault"),
    [
        ("every year >= 1970", ""),
        ("every year >= 1990", "Jaws: year 1975"),
        ("some title = heat", ""),
        ("first title = jaws", "Heat: title heat"),
        ("third title = jaws", "there are only 2 cards"),
        ("cards = 2", ""),
        ("cards > 2", "there are 2"),
        ('says "nothing" or "here you"', ""),
        ('says "good match"', ""),
        ('says not "from when"', "it says ['from when']"),
        ('shows "Jaws"', ""),
        ('shows not "Heat"', "it shows ['Heat']"),
        ("asks", ""),
        ("asks not", "it asks something"),
        ("asks about year", ""),
        ("nothing repeats", "shown before: ['Jaws']"),
        ("repeats", ""),
        ("no question twice", "asked twice: From when?"),
        ('attaches "ana"', "no file goes with it"),
    ],
)
def test_an_expectation_tells_what_is_wrong(expectation: str, fault: str) -> None:
    assert wrong(expectation, heard((JAWS,), (HEAT, JAWS))) == fault


def test_nothing_is_true_of_every_card_of_an_empty_list() -> None:
    assert wrong("every year > 0", heard(())) == "there are no cards"


def test_an_unknown_expectation_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing that can be expected"):
        wrong("all is well", heard((HEAT,)))


def test_a_talk_is_read_with_its_headers_and_line_numbers(tmp_path: Path) -> None:
    file = tmp_path / "anna.talk"
    file.write_text("# About heists\ndomain: movies\n\n> a heist\n> [like 2]\nrestart\ncards = 5\n", encoding="utf-8")
    talk = read_talk(file)
    assert (talk.about, talk.domain, talk.catalogue, talk.user) == ("About heists", "movies", "", "anna")
    assert [(line.number, line.kind) for line in talk.lines] == [
        (4, "say"),
        (5, "tap"),
        (6, "restart"),
        (7, "expect"),
    ]
    assert tapped(talk.lines[1].text) == ("like", 2)


def test_a_talk_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "idle.talk"
    file.write_text("> hello\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"idle\.talk: nothing is expected"):
        read_talk(file)
