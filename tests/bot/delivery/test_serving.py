"""Updates are served once each, in order, whatever some of them hold."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest

from bot.messages import InboundMessage
from bot.phrasebook import Phrasebook
from recommender.schema import UserId
from tests.bot.delivery.peers import arrival
from tests.bot.delivery.running import SEAL, Stage, count, running, until
from tests.bot.delivery.virtual_time import virtually, wall

SAY = Phrasebook.load("en").say


def test_a_thousand_people_who_write_twice_and_tap_at_once_are_answered_in_order() -> None:
    async def scenario() -> None:
        stage = Stage()
        chance = random.Random(7)
        stage.talk.thinks = lambda _: asyncio.sleep(chance.random() / 100)
        people = [f"p{number}" for number in range(1000)]
        updates = [(user, text) for user in people for text in ("first", "second", "tap")]
        # Each person's three are in order, among those of everybody else.
        order = sorted(range(3000), key=lambda place: place % 3 + place // 3 / 1000 + chance.random() / 3)
        stage.peer.update(*(arrival(place, updates[place][1], updates[place][0]) for place in order))
        sent = {user: [updates[place][1] for place in order if updates[place][0] == user] for user in people}
        async with running(stage.delivery):
            await stage.served()
        assert {user: stage.talk.learnt(user) for user in people} == sent
        assert {user: stage.peer.said(user) for user in people} == {
            user: [f"re {text}" for text in texts] for user, texts in sent.items()
        }

    virtually(scenario())


def test_somebody_slow_does_not_hold_up_anybody_else() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def thinks(message: InboundMessage) -> None:
            await asyncio.sleep(5.0 if message.address.chat == "slow" else 0.01)

        stage.talk.thinks = thinks
        stage.peer.update(arrival(1, "hm", "slow"), arrival(2, "hi", "quick"))
        async with running(stage.delivery):
            await until(lambda: bool(stage.peer.said("quick")), limit_s=1.0)
            assert not stage.peer.said("slow")

    virtually(scenario())


def test_one_person_in_two_chats_is_served_in_one_order() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(*(arrival(number, f"{number}", "ana", f"room {number % 2}") for number in range(20)))
        async with running(stage.delivery):
            await stage.served()
        assert stage.talk.learnt() == [f"{number}" for number in range(20)]

    virtually(scenario())


def test_an_update_that_cannot_be_read_goes_into_quarantine_and_the_next_is_served() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(replace(arrival(1, ""), payload="{" * 1_000_000), arrival(2, "hi"))
        async with running(stage.delivery):
            await stage.served(limit_s=1.0)
        assert stage.disk.faults() == {"peer:1": "BadUpdate: this is no JSON"}
        assert stage.peer.said() == ["re hi"]
        assert count(stage.delivery, "quarantined") == 1

    virtually(scenario())


def test_a_bug_puts_the_update_into_quarantine_and_says_sorry() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def thinks(message: InboundMessage) -> None:
            if message.text == "bad":
                raise KeyError("movies\nbooks")

        stage.talk.thinks = thinks
        stage.peer.update(arrival(1, "bad"), arrival(2, "good"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.disk.faults() == {"peer:1": r"KeyError: 'movies\nbooks'"}
        assert stage.peer.said() == [SAY("talk.trouble"), "re good"]
        assert stage.talk.learnt() == ["good"]

    virtually(scenario())


def test_a_turn_without_end_is_ended() -> None:
    async def scenario() -> None:
        stage = Stage(turn_limit_s=60.0)
        stage.talk.thinks = lambda message: asyncio.sleep(1e9 if message.text == "?" else 0)
        stage.peer.update(arrival(1, "?"), arrival(2, "good"))
        async with running(stage.delivery):
            await stage.served(limit_s=61.0)
        assert stage.disk.faults() == {"peer:1": "TimeoutError: no answer within 60 s"}
        assert stage.peer.said() == [SAY("talk.trouble"), "re good"]

    virtually(scenario())


def test_an_update_that_comes_five_times_is_answered_once() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(*[arrival(1, "hi")] * 3)
        async with running(stage.delivery):
            await stage.served()
            stage.peer.update(*[arrival(1, "hi")] * 2)
            await stage.served()
        assert stage.peer.said() == ["re hi"]
        assert (count(stage.delivery, "accepted"), count(stage.delivery, "duplicates")) == (1, 4)

    virtually(scenario())


def test_what_is_none_of_our_business_is_let_go() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(arrival(1, "none of our business"))
        async with running(stage.delivery):
            await stage.served()
        assert (stage.peer.said(), stage.disk.faults()) == ([], {})

    virtually(scenario())


def test_a_button_is_tapped_once() -> None:
    async def scenario() -> None:
        stage = Stage()
        async with running(stage.delivery):
            stage.peer.update(arrival(1, "hi"))
            await stage.served()
            token = stage.peer.took[0][1].params["buttons"][0]
            stage.peer.update(arrival(2, "", token=token), arrival(3, "", token=token))
            await stage.served()
        assert SEAL.open(token, UserId("peer:ana"), wall()).verb == "like"
        assert "verb='like'" in stage.peer.said()[1]
        assert stage.peer.said()[2] == SAY("refused.used")
        assert len(stage.talk.learnt()) == 2

    virtually(scenario())


@pytest.mark.parametrize(("user", "later_s", "why"), [("ben", 0.0, "forged"), ("ana", 4000.0, "expired")])
def test_a_button_of_somebody_else_or_of_long_ago_is_refused(user: str, later_s: float, why: str) -> None:
    async def scenario() -> None:
        stage = Stage()
        async with running(stage.delivery):
            stage.peer.update(arrival(1, "hi", "ana", "room"))
            await stage.served()
            token = stage.peer.took[0][1].params["buttons"][0]
            await asyncio.sleep(later_s)
            stage.peer.update(arrival(2, "", user, "room", token=token))
            await stage.served()
        assert stage.peer.said()[1:] == [SAY(f"refused.{why}")]
        assert stage.talk.learnt(user) == (["hi"] if user == "ana" else [])
        assert stage.disk.faults() == {}

    virtually(scenario())


def test_a_reply_to_a_card_is_about_its_item_and_a_reaction_judges_it() -> None:
    async def scenario() -> None:
        stage = Stage()
        async with running(stage.delivery):
            stage.peer.update(arrival(1, "hi"))
            await stage.served()
            stage.peer.update(
                arrival(2, "who made it?", regarding="1"),
                arrival(3, "", regarding="1", reaction="dislike"),
                arrival(4, "", regarding="no card", reaction="like"),
                arrival(5, "what?", regarding="no card"),
            )
            await stage.served()
        assert stage.peer.said()[1] == "re who made it? about movies:1"
        assert "verb='dislike', slate='s1', item='movies:1'" in stage.peer.said()[2]
        assert stage.peer.said()[3:] == ["re what?"]

    virtually(scenario())


def test_a_preview_is_answered_and_teaches_nothing_and_an_old_one_is_dropped() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(arrival(1, "a we", preview=True), replace(arrival(2, "old", preview=True), at=wall() - 11))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == ["maybe a we"]
        assert stage.talk.learnt() == []

    virtually(scenario())


def test_who_asks_to_be_forgotten_is_forgotten_and_told_so() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(arrival(1, "hi"), arrival(2, "/forget"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == ["re hi", "re /forget"]
        assert stage.talk.people == {}
        outcome = stage.disk.rows["peer:2"].outcome
        assert outcome is not None
        assert (outcome.person, outcome.message, outcome.forget) == (None, None, "peer:ana")

    virtually(scenario())


@pytest.mark.parametrize(("takes_s", "shown"), [(0.1, 0), (1.0, 1), (9.0, 3)])
def test_somebody_who_waits_sees_that_the_bot_is_at_work(takes_s: float, shown: int) -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.talk.thinks = lambda _: asyncio.sleep(takes_s)
        stage.peer.update(arrival(1, "hi"))
        async with running(stage.delivery):
            await stage.served()
        assert [call.method for _, call in stage.peer.took] == ["thinking"] * shown + ["say"]

    virtually(scenario())
