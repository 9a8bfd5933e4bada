"""A reply to a card speaks of that card, wherever the talk has gone since."""

from __future__ import annotations

import pytest

from bot.messages import Card
from recommender.schema import ItemId
from tests.bot.speaking import Speaker


async def older(ana: Speaker) -> Card:
    """The third card of a list that another list has followed."""
    cards = (await ana.say("a thriller from the 70s")).cards
    await ana.say("a comedy")
    return cards[2]


async def test_why_speaks_of_the_card(ana: Speaker) -> None:
    card = await older(ana)
    answer = await ana.say("why?", about=card.item.id)
    assert card.title in answer.text
    assert "thriller" in answer.text


async def test_a_fact_is_told_of_the_card(ana: Speaker) -> None:
    card = await older(ana)
    answer = await ana.say("who directed it?", about=card.item.id)
    assert card.title in answer.text
    assert str(card.item.fields["directors"][0]) in answer.text  # type: ignore[index]


@pytest.mark.parametrize("text", ["more like this", "something similar"])
async def test_more_like_this_means_the_card(ana: Speaker, text: str) -> None:
    card = await older(ana)
    answer = await ana.say(text, about=card.item.id)
    assert card.title in answer.text
    assert answer.cards


@pytest.mark.parametrize(("text", "verb"), [("seen it", "seen"), ("loved it", "like"), ("not for me", "dislike")])
async def test_an_opinion_is_about_the_card(ana: Speaker, text: str, verb: str) -> None:
    card = await older(ana)
    await ana.say(text, about=card.item.id)
    event = (await ana.person()).profile.events[-1]
    assert (event.item, event.verb) == (card.item.id, verb)


async def test_a_card_of_another_domain_takes_the_talk_there(ana: Speaker) -> None:
    book = (await ana.say("a novel about the sea")).cards[0]
    assert book.item.domain == "books"
    await ana.say("a comedy film")
    answer = await ana.say("who wrote it?", about=book.item.id)
    assert book.title in answer.text


async def test_a_card_of_an_item_that_is_gone_is_no_trouble(ana: Speaker) -> None:
    await ana.say("a comedy")
    assert (await ana.say("why?", about=ItemId("movies:no-such-film"))).text
