"""Buttons that are typed: `like 2` means a tap on the second card's button, on every platform."""

from __future__ import annotations

import pytest

from tests.bot.speaking import Speaker


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("like 2", "like"),
        ("Like #2!", "like"),
        ("+2", "like"),
        ("👍🏽 2", "like"),
        ("dislike 2", "dislike"),
        ("-2", "dislike"),
        ("− 2", "dislike"),  # the minus sign that phones write
        ("not for me 2", "dislike"),
        ("seen 2", "seen"),
        ("more 2", "more"),
    ],
)
async def test_a_verb_and_a_number_note_what_a_tap_would(ana: Speaker, typed: str, verb: str) -> None:
    second = (await ana.say("a comedy")).cards[1]
    await ana.say(typed)
    [event] = (await ana.person()).profile.events
    assert (event.item, event.verb, event.slate) == (second.item.id, verb, second.slate)


async def test_why_and_a_number_tell_the_reason(ana: Speaker) -> None:
    second = (await ana.say("something like heat")).cards[1]
    answer = await ana.say("why 2?")
    assert second.title in answer.text
    assert not answer.cards


async def test_what_is_refused_by_number_makes_room_in_its_place(ana: Speaker) -> None:
    shown = (await ana.say("a comedy")).cards
    [new] = (await ana.say("dislike 2")).cards
    assert new.item.id not in [card.item.id for card in shown]
    assert (await ana.dialogue()).slate_items[1] == new.item.id


async def test_a_number_that_is_not_there_is_named_with_those_that_are(ana: Speaker) -> None:
    shown = (await ana.say("a comedy")).cards
    answer = await ana.say("like 99")
    assert answer.text == f"There is no number 99 on the list: choose from 1 to {len(shown)}."
    assert not (await ana.person()).profile.events


async def test_without_a_list_it_is_read_as_words(ana: Speaker) -> None:
    assert "no number" not in (await ana.say("like 2")).text


@pytest.mark.parametrize("typed", ["like 300", "like 12 angry men", "films before 50"])
async def test_longer_numbers_and_titles_are_read_as_words(ana: Speaker, typed: str) -> None:
    await ana.say("a comedy")
    assert "no number" not in (await ana.say(typed)).text
    assert not (await ana.person()).profile.events


async def test_in_somebody_elses_words_it_is_no_tap(ana: Speaker) -> None:
    await ana.say("a comedy")
    assert not (await ana.say("+1", quoted=True)).cards
    assert not (await ana.person()).profile.events


async def test_a_question_stays_open(ana: Speaker) -> None:
    assert (await ana.say("a film")).question
    before = await ana.dialogue()
    await ana.say("like 1")
    after = await ana.dialogue()
    assert (after.pending, after.ignored) == (before.pending, before.ignored)


async def test_undo_takes_it_back(ana: Speaker) -> None:
    await ana.say("a comedy")
    await ana.say("like 2")
    await ana.say("/undo")
    assert not (await ana.person()).profile.events


@pytest.mark.parametrize(("sign", "verb"), [("👍", "like"), ("❤️", "like"), ("+1", "like"), ("👎🏿", "dislike")])
async def test_a_sign_in_reply_to_a_card_judges_that_item(ana: Speaker, sign: str, verb: str) -> None:
    fourth = (await ana.say("a comedy")).cards[3]
    await ana.say(sign, about=fourth.item.id)
    [event] = (await ana.person()).profile.events
    assert (event.item, event.verb) == (fourth.item.id, verb)


async def test_a_sign_alone_judges_nothing(ana: Speaker) -> None:
    await ana.say("a comedy")
    assert "words" in (await ana.say("👍")).text
    assert not (await ana.person()).profile.events
