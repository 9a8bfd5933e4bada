"""What a tap does to its card and to the list that it is on, for channels that change their message in place."""

from __future__ import annotations

import pytest

from bot.messages import Action, Card, OutboundMessage, Tapped
from tests.bot.speaking import Speaker


def tapped(answer: OutboundMessage) -> Tapped:
    assert answer.tapped is not None
    return answer.tapped


def verbs(card: Card) -> list[str]:
    return [verb for verb, _ in card.buttons]


async def listed(ana: Speaker) -> tuple[Card, ...]:
    return (await ana.say("a comedy")).cards


@pytest.mark.parametrize(
    ("verb", "status", "left"),
    [
        ("like", "Liked", ["more", "why", "dislike", "undo"]),
        ("dislike", "Not for you", ["undo"]),
        ("seen", "Seen", ["like", "undo"]),
        ("more", "More like this", ["like", "why", "undo"]),
    ],
)
async def test_a_tapped_card_says_what_was_noted_and_offers_what_still_makes_sense(
    ana: Speaker, verb: str, status: str, left: list[str]
) -> None:
    card = (await listed(ana))[1]
    now = tapped(await ana.tap(card, verb)).card
    assert (now.item, now.title, now.subtitle, now.reason) == (card.item, card.title, card.subtitle, card.reason)
    assert now.status == status
    assert verbs(now) == left


async def test_a_refused_item_is_replaced_on_the_list_in_its_place(ana: Speaker) -> None:
    asked = await ana.say("a comedy")
    before = asked.cards
    answer = await ana.tap(before[1], "dislike")
    done = tapped(answer)
    assert done.successor == answer.cards[0]
    assert [card.title for card in done.listed] == [
        before[0].title,
        answer.cards[0].title,
        *(card.title for card in before[2:]),
    ]
    assert [card.reason for card in done.listed] == [
        before[0].reason,
        answer.cards[0].reason,
        *(card.reason for card in before[2:]),
    ]
    assert asked.text.startswith(done.intro)
    assert "omedy" in done.intro


async def test_the_list_shows_what_was_noted_of_each_item_by_tap_and_in_words(ana: Speaker) -> None:
    cards = await listed(ana)
    await ana.tap(cards[0], "like")
    done = tapped(await ana.tap(cards[3], "like"))
    assert [card.status for card in done.listed] == ["Liked", "", "", "Liked", ""]
    assert verbs(done.listed[1]) == ["like", "dislike", "seen", "more", "why"]


async def test_feedback_on_a_successor_names_the_slate_that_it_came_by(ana: Speaker) -> None:
    answer = await ana.tap((await listed(ana))[1], "seen")
    successor = answer.cards[0]
    done = tapped(await ana.tap(tapped(answer).listed[1], "like"))
    assert done.listed[1].status == "Liked"
    event = (await ana.person()).profile.events[-1]
    assert (event.item, event.slate) == (successor.item.id, successor.slate)
    await ana.say("loved the second one")
    event = (await ana.person()).profile.events[-1]
    assert (event.item, event.slate) == (successor.item.id, successor.slate)


async def test_why_puts_the_full_reasons_on_the_card(ana: Speaker) -> None:
    card = (await listed(ana))[0]
    answer = await ana.tap(card, "why")
    done = tapped(answer)
    assert done.card.reason.casefold() in answer.text.casefold() + "."
    assert done.card.reason != card.reason
    assert done.card.status == ""
    assert verbs(done.card) == ["like", "dislike", "seen", "more"]
    assert done.listed[0] == done.card
    assert len(done.listed) == 5


async def test_why_is_answered_for_earlier_lists_too(ana: Speaker) -> None:
    card = (await listed(ana))[0]
    await ana.say("what else?")
    done = tapped(await ana.tap(card, "why"))
    assert "comedy" in done.card.reason
    assert done.listed == ()
    assert done.intro == ""


async def test_more_brings_a_list_of_its_own_and_leaves_the_old_one(ana: Speaker) -> None:
    answer = await ana.tap((await listed(ana))[2], "more")
    assert len(answer.cards) == 5
    assert tapped(answer).listed == ()
    assert tapped(answer).successor is None


async def test_a_tap_on_an_older_list_does_not_touch_the_present_one(ana: Speaker) -> None:
    old = (await listed(ana))[0]
    await ana.say("a western")
    done = tapped(await ana.tap(old, "like"))
    assert done.card.status == "Liked"
    assert done.listed == ()


@pytest.mark.parametrize("verb", ["like", "dislike", "seen", "more"])
async def test_undo_makes_the_card_as_it_was_and_nothing_known(ana: Speaker, verb: str) -> None:
    card = (await listed(ana))[1]
    done = tapped(await ana.tap(card, verb))
    back = tapped(await ana.tap(done.card, "undo"))
    assert back.card == card
    assert (await ana.person()).profile.events == ()
    assert (await ana.dialogue()).like == ()


async def test_undo_on_a_card_takes_back_that_tap_and_leaves_later_ones(ana: Speaker) -> None:
    cards = await listed(ana)
    first = tapped(await ana.tap(cards[0], "like"))
    await ana.at(1).tap(cards[1], "like")
    answer = await ana.at(2).tap(first.card, "undo")
    assert cards[0].title in answer.text
    assert [card.status for card in tapped(answer).listed] == ["", "Liked", "", "", ""]
    assert [event.item for event in (await ana.person()).profile.events] == [cards[1].item.id]


async def test_seen_and_then_liked_can_be_undone_step_by_step(ana: Speaker) -> None:
    card = (await listed(ana))[0]
    seen = tapped(await ana.tap(card, "seen"))
    liked = tapped(await ana.at(1).tap(seen.card, "like"))
    assert liked.card.status == "Liked"
    assert tapped(await ana.at(2).tap(liked.card, "undo")).card.status == "Seen"


async def test_undo_with_nothing_to_take_back_says_so(ana: Speaker) -> None:
    card = (await listed(ana))[0]
    action = Action.decode(dict(card.buttons)["like"].action)
    answer = await ana.act(Action("undo", action.slate, action.item).encode())
    assert "nothing" in answer.text.casefold()


async def test_the_list_is_still_known_after_a_restart(ana: Speaker) -> None:
    asked = await ana.say("a comedy")
    dialogue = await ana.dialogue()  # as it is read back from the disk
    assert asked.text.startswith(dialogue.intro)
    assert dialogue.headlines == {card.item.id: card.reason for card in asked.cards}


async def test_our_own_question_has_buttons_and_they_answer_it(ana: Speaker) -> None:
    await ana.say("i love westerns")
    asked = await ana.say("/forget")
    assert [button.label for button in asked.buttons] == ["Yes", "No"]
    assert "nothing was deleted" in (await ana.act(asked.buttons[1].action)).text
    asked = await ana.say("/forget")
    assert (await ana.act(asked.buttons[0].action)).forgotten


async def test_an_offer_to_drop_a_wish_can_be_taken_by_tap(ana: Speaker) -> None:
    offer = await ana.say("a western with Charlie Chaplin from 2020")
    assert len(offer.buttons) == 2
    assert not offer.cards
    assert (await ana.act(offer.buttons[0].action)).cards


async def test_a_button_under_an_earlier_question_does_not_answer_a_later_one(ana: Speaker) -> None:
    offer = await ana.say("a western with Charlie Chaplin from 2020")
    await ana.say("/forget")
    late = await ana.act(offer.buttons[0].action)
    assert not late.forgotten
    assert late.text.startswith("That question")
    assert (await ana.say("yes")).forgotten


async def test_a_question_that_is_closed_says_so(ana: Speaker) -> None:
    asked = await ana.say("/forget")
    await ana.act(asked.buttons[1].action)
    assert (await ana.act(asked.buttons[0].action)).text.startswith("That question")


async def test_an_ordinary_answer_has_no_buttons(ana: Speaker) -> None:
    answer = await ana.say("tell me about Heat")
    assert answer.buttons == ()
    assert answer.tapped is None
    assert answer.form is None


async def test_a_question_stays_open_over_a_tap(ana: Speaker) -> None:
    card = (await listed(ana))[0]
    await ana.say("/forget")
    assert (await ana.tap(card, "like")).buttons == ()
    assert (await ana.say("yes")).forgotten
