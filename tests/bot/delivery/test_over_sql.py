"""The same over the real store, in real time: many people at once, and a stop in the middle."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from adapters.journals.sql import connect
from bot.delivery.delivery import Delivery
from tests.bot.delivery.peers import Peer, Talk, arrival
from tests.bot.delivery.running import SEAL, count, running, until

PEOPLE = [f"p{number}" for number in range(60)]
TEXTS = ("first", "second", "third")


async def test_everybody_is_answered_once_and_in_order_over_a_stop_in_the_middle(tmp_path: Path) -> None:
    peer, talk, chance = Peer(), Talk(), random.Random(5)
    talk.thinks = lambda _: asyncio.sleep(chance.random() / 100)
    said = [(user, text) for text in TEXTS for user in PEOPLE]
    peer.update(*(arrival(number, text, user) for number, (user, text) in enumerate(said)))
    for enough in (len(said) // 2, len(said)):
        async with connect(tmp_path / "journal.sqlite") as store:
            delivery = Delivery(talk, [peer], store, SEAL, parallel=8)
            async with running(delivery):
                await until(lambda enough=enough: len(peer.said()) >= enough, 60.0)  # type: ignore[misc]  # a lambda
            assert count(delivery, "possible_doubles") == 0
            backlog = await store.backroom.backlog(delivery.clock())
    assert {user: tuple(peer.said(user)) for user in PEOPLE} == dict.fromkeys(
        PEOPLE, tuple(f"re {text}" for text in TEXTS)
    )
    assert {user: tuple(talk.learnt(user)) for user in PEOPLE} == dict.fromkeys(PEOPLE, TEXTS)
    assert (backlog.waiting, backlog.unsent, backlog.quarantined) == (0, 0, ())


async def test_a_tap_on_a_card_and_a_reply_to_it_are_understood(tmp_path: Path) -> None:
    peer, talk = Peer(), Talk()
    async with connect(tmp_path / "journal.sqlite") as store, running(Delivery(talk, [peer], store, SEAL)):
        peer.update(arrival(1, "hi"))
        await until(lambda: len(peer.said()) == 1, 60.0)
        # On a busy machine, the sign that the bot is at work comes before it.
        [(receipt, shown)] = [
            (f"{place + 1}", call) for place, (_, call) in enumerate(peer.took) if call.method == "say"
        ]
        token = shown.params["buttons"][0]
        await asyncio.sleep(0.1)
        peer.update(arrival(2, "", token=token), arrival(3, "", token=token), arrival(4, "and?", regarding=receipt))
        await until(lambda: len(peer.said()) == 4, 60.0)
    assert "verb='like'" in peer.said()[1]
    assert peer.said()[2:] == [talk.phrases.say("refused.used"), "re and? about movies:1"]
