"""What somebody may type about the numbered cards, and which list the numbers count in."""

from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from rich.console import Console

from adapters.channels.console.completion import TypedCompleter
from adapters.channels.console.listing import Listing
from adapters.channels.console.talk import Talk
from bot.errors import NoSuchCard
from tests.adapters.channels.console.fake_bot import card

LISTING = Listing((card("1"), card("2"), card("3")))


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("like 2", "like·s1·movies:2"),
        ("Dislike #1", "dislike·s1·movies:1"),
        ("  seen 3. ", "seen·s1·movies:3"),
        ("why 1", "why·s1·movies:1"),
        ("+2", "like·s1·movies:2"),
        ("- 1", "dislike·s1·movies:1"),
        ("not for me 3", "dislike·s1·movies:3"),
    ],
)
def test_a_short_command_becomes_the_cards_own_action(typed: str, action: str) -> None:
    assert LISTING.action(typed) == action


@pytest.mark.parametrize(
    "typed", ["like", "like 300", "like 12 Angry Men", "films before 50", "2", "more 2", "-", "I like 2"]
)
def test_anything_else_is_for_the_bot_to_read(typed: str) -> None:
    assert LISTING.action(typed) is None


@pytest.mark.parametrize("typed", ["like 4", "+0", "why 99"])
def test_a_number_that_is_not_there_is_named_with_those_that_are(typed: str) -> None:
    with pytest.raises(NoSuchCard, match="choose from 1 to 3"):
        LISTING.action(typed)


def test_without_a_list_nothing_is_a_command() -> None:
    assert Listing().action("like 2") is None


def test_an_answer_without_cards_keeps_the_list() -> None:
    assert LISTING.after([]) is LISTING


def test_a_closer_look_at_one_card_keeps_the_numbers() -> None:
    assert LISTING.after([card("3")]).action("like 3") == "like·s1·movies:3"


def test_a_new_list_takes_the_numbers_even_with_the_same_items() -> None:
    assert LISTING.after([card("3", slate="s2")]).action("like 1") == "like·s2·movies:3"


def offered(text: str, *, tab: bool = False) -> list[str]:
    talk = Talk("ana", Console(), LISTING)
    event = CompleteEvent(completion_requested=tab, text_inserted=not tab)
    return [completion.text for completion in TypedCompleter(talk).get_completions(Document(text), event)]


def test_a_slash_lists_the_commands() -> None:
    assert {"/help", "/profile", "/forget", "/quit"} <= set(offered("/"))
    assert offered("/pro") == ["/profile"]


def test_a_verb_lists_its_cards() -> None:
    assert offered("like ") == ["like 1", "like 2", "like 3"]
    assert offered("li", tab=True) == ["like 1", "like 2", "like 3"]


def test_an_ordinary_sentence_is_left_alone() -> None:
    assert offered("li") == offered("something like ") == offered("") == []
