"""One person's damaged document is that person's trouble; and what was answered is saved, however long it takes."""

from __future__ import annotations

import asyncio

import pytest

from bot.arrivals import Outcome
from bot.engine import Answer
from bot.errors import Damaged
from bot.messages import InboundMessage
from bot.phrasebook import Phrasebook
from recommender.schema import UserId
from tests.bot.delivery.memory_store import Row
from tests.bot.delivery.peers import Talk, arrival
from tests.bot.delivery.running import Stage, count, delivery_of, running
from tests.bot.delivery.virtual_time import virtually

SORRY = Phrasebook.load("en").say("talk.trouble")


def test_somebody_whose_document_is_damaged_is_told_so_and_keeps_nobody_waiting() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def thinks(message: InboundMessage) -> None:
            if message.address.chat == "ana":
                raise Damaged("profile ana.json cannot be read")

        stage.talk.thinks = thinks
        stage.delivery = delivery_of(stage.talk, stage.disk.process("two"), stage.peer)
        stage.delivery.parallel = 1
        stage.peer.update(arrival(1, "hi", "ana"), arrival(2, "hi", "ben"))
        async with running(stage.delivery):
            await stage.served(limit_s=1.0)
        assert stage.disk.faults() == {"peer:1": "Damaged: profile ana.json cannot be read"}
        assert (stage.peer.said("ana"), stage.peer.said("ben")) == ([SORRY], ["re hi"])

    virtually(scenario())


class Keeping(Talk):
    """It fails, or takes its time, to save somebody."""

    def __init__(self, *failures: Exception | float) -> None:
        super().__init__()
        self.failures = list(failures)

    async def keep(self, answer: Answer) -> None:
        failure = self.failures.pop(0) if self.failures else 0.0
        if isinstance(failure, Exception):
            raise failure
        await asyncio.sleep(failure)
        await super().keep(answer)


@pytest.mark.parametrize("failure", [Damaged("it was set aside"), 100.0])
def test_what_was_taught_is_saved_though_the_document_was_damaged_or_saving_took_too_long(
    failure: Exception | float,
) -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.talk = Keeping(failure)
        stage.delivery = delivery_of(stage.talk, stage.disk.process("two"), stage.peer)
        stage.peer.update(arrival(1, "a"), arrival(2, "b"))
        async with running(stage.delivery):
            await stage.served(limit_s=200.0)
        assert stage.talk.learnt() == ["a", "b"]
        assert stage.disk.faults() == {}
        assert stage.peer.said() == ["re a", "re b"]
        assert count(stage.delivery, "store_errors") == 1

    virtually(scenario())


def test_a_document_that_cannot_be_saved_at_all_goes_into_quarantine_and_the_next_is_served() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.talk = Keeping(*[Damaged("it is of a later version")] * 2)
        stage.delivery = delivery_of(stage.talk, stage.disk.process("two"), stage.peer)
        stage.peer.update(arrival(1, "a"), arrival(2, "b"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.disk.faults() == {"peer:1": "Damaged: it is of a later version"}
        assert stage.peer.said() == ["re a", "re b"]

    virtually(scenario())


def test_who_got_an_apology_from_a_process_that_died_is_in_quarantine_and_gets_no_other() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.disk.rows["peer:1"] = Row(1, arrival(1, "bad"), "served", "dead", Outcome(fault="KeyError: 'movies'"))
        stage.peer.update(arrival(2, "good"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.disk.faults() == {"peer:1": "KeyError: 'movies'"}
        assert stage.peer.said() == ["re good"]

    virtually(scenario())


def test_an_account_that_was_taken_in_is_taken_in_by_the_next_process_as_well() -> None:
    async def scenario() -> None:
        stage = Stage()
        kept: list[UserId | None] = []

        class Noting(Talk):
            async def keep(self, answer: Answer) -> None:
                kept.append(answer.absorbed)

        absorbed = UserId("peer:old")
        outcome = Outcome(forget=UserId("peer:ana"), absorbed=absorbed)
        stage.disk.rows["peer:1"] = Row(1, arrival(1, "/forget"), "served", "dead", outcome)
        stage.delivery = delivery_of(Noting(), stage.disk.process("two"), stage.peer)
        async with running(stage.delivery):
            await stage.served()
        assert kept == [absorbed]

    virtually(scenario())
