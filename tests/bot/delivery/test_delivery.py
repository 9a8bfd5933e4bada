"""From start to stop: what is under way is finished, and the rest is there after the next start."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest
from structlog.typing import EventDict

from bot.arrivals import Outcome
from bot.errors import InDoubt, SettingsError, StoreError, TryLater
from bot.ports import Accept
from bot.postings import Call
from tests.bot.delivery.peers import Peer, arrival, takes
from tests.bot.delivery.running import Stage, count, delivery_of, running, until
from tests.bot.delivery.virtual_time import virtually


def test_a_stop_finishes_what_is_under_way_and_leaves_the_rest_to_the_next_start() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.talk.thinks = lambda message: asyncio.sleep(100.0 if message.text == "long" else 3.0)
        stage.peer.update(arrival(1, "long", "ana"), arrival(2, "short", "ben"), arrival(3, "next", "ben"))
        loop = asyncio.get_running_loop()
        async with running(stage.delivery):
            await asyncio.sleep(1.0)
            stopped = loop.time()
        assert loop.time() - stopped < 10.0
        assert stage.peer.said() == ["re short"]
        stage.disk.alive.clear()
        stage.delivery = delivery_of(stage.talk, stage.disk.process("two"), stage.peer, turn_limit_s=200.0)
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said("ana") == ["re long"]
        assert stage.peer.said("ben") == ["re short", "re next"]
        assert count(stage.delivery, "possible_doubles") == 0

    virtually(scenario())


def test_a_stop_does_not_wait_for_a_chat_that_may_be_written_to_much_later() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def fails(_: Call) -> None:
            raise TryLater("slow down", after=600.0, throttled=True)

        stage.peer.fails = fails
        stage.peer.update(arrival(1, "hi"))
        loop = asyncio.get_running_loop()
        async with running(stage.delivery):
            await asyncio.sleep(1.0)
            stopped = loop.time()
        assert loop.time() - stopped < 1.0
        assert not stage.disk.idle()

    virtually(scenario())


def test_what_waits_for_a_platform_that_was_out_of_reach_is_no_double_after_a_stop() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def fails(_: Call) -> None:
            raise TryLater("down")

        stage.peer.fails = fails
        stage.peer.update(arrival(1, "hi"))
        async with running(stage.delivery):
            await asyncio.sleep(100.0)
        stage.disk.alive.clear()
        stage.peer.fails = takes
        stage.delivery = delivery_of(stage.talk, stage.disk.process("two"), stage.peer)
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == ["re hi"]
        assert count(stage.delivery, "possible_doubles") == 0

    virtually(scenario())


def test_a_doubt_stays_while_the_platform_is_out_of_reach() -> None:
    async def scenario() -> None:
        stage = Stage()
        store = stage.disk.process("dead")
        await store.accept(arrival(1, "hi"))
        [claimed] = await store.claim(["peer"], 1)
        [posting] = await store.commit(claimed, Outcome((Call("say", {"text": "re hi"}, "ana"),))) or []
        await store.finish(claimed)
        await store.sending(posting)
        store.end()

        async def fails(_: Call) -> None:
            if asyncio.get_running_loop().time() < 100.0:
                raise TryLater("down")

        stage.peer.fails = fails
        async with running(stage.delivery):
            await stage.served()
        assert len(stage.peer.tried) > 2
        assert all(call.doubtful for _, call in stage.peer.tried)
        assert count(stage.delivery, "possible_doubles") == 1

    virtually(scenario())


@pytest.mark.parametrize("times", [1, 2, 3])
def test_no_call_is_being_made_any_more_when_the_run_ends_however_often_it_is_cancelled(times: int) -> None:
    """The platform is closed next: to a call being made that would look like a platform that did not answer."""

    async def scenario() -> None:
        stage = Stage()
        closed = asyncio.Event()

        async def fails(_: Call) -> None:
            await closed.wait()
            raise InDoubt("the client was closed")

        stage.peer.fails = fails
        stage.peer.update(*(arrival(number, "hi", f"p{number}") for number in range(3)))
        stop = asyncio.Event()
        task = asyncio.create_task(stage.delivery.run(stop))
        await until(lambda: len(stage.peer.tried) == 3)
        stop.set()
        await asyncio.sleep(1.0)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await task
        closed.set()
        await asyncio.sleep(100.0)
        assert count(stage.delivery, "in_doubt") == 0
        assert [sent.settled for sent in stage.disk.sent.values()] == [None] * 3

    virtually(scenario())


def test_nothing_is_accepted_from_a_platform_after_the_stop() -> None:
    async def scenario() -> None:
        stage = Stage()
        async with running(stage.delivery):
            await asyncio.sleep(1.0)
        stage.peer.update(arrival(1, "hi"))
        await asyncio.sleep(5.0)
        assert (stage.peer.confirmed, stage.disk.rows) == (0, {})

    virtually(scenario())


@dataclass
class Failing(Peer):
    """A platform that cannot be listened to at first."""

    error: Exception = field(default_factory=lambda: ValueError("a bug of the adapter"))
    failures: int = 0

    async def listen(self, accept: Accept) -> None:
        if self.failures:
            self.failures -= 1
            raise self.error
        await super().listen(accept)


def test_a_platform_that_fails_is_listened_to_again_and_the_other_goes_on() -> None:
    async def scenario() -> None:
        stage = Stage()
        broken = Failing(name="broken", failures=3)
        broken.update(replace(arrival(1, "hi", "ben"), channel="broken", id="broken:1"))
        stage.peer.update(arrival(1, "hi", "ana"))
        delivery = delivery_of(stage.talk, stage.disk.process("two"), broken, stage.peer)
        async with running(delivery):
            await until(lambda: bool(stage.peer.said("ana")), limit_s=1.0)
            await until(lambda: bool(broken.said("ben")), limit_s=10.0)

    virtually(scenario())


def test_a_refused_token_ends_the_run_with_the_reason() -> None:
    async def scenario() -> None:
        stage = Stage()
        refused = Failing(error=SettingsError("CHATREC_PEER_TOKEN is refused: ask for another"), failures=1)
        delivery = delivery_of(stage.talk, stage.disk.process("two"), refused)
        with pytest.raises(SettingsError, match="CHATREC_PEER_TOKEN"):
            await delivery.run(asyncio.Event())

    virtually(scenario())


def test_an_update_that_could_not_be_stored_is_not_confirmed() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.disk.out_of_reach = True
        with pytest.raises(StoreError):
            await stage.delivery.accept(arrival(1, "hi"))
        assert count(stage.delivery, "accepted") == 0

    virtually(scenario())


def test_what_another_process_accepted_is_served_soon() -> None:
    async def scenario() -> None:
        stage = Stage()
        async with running(stage.delivery):
            await asyncio.sleep(1.0)
            await stage.disk.process("front").accept(arrival(1, "hi"))
            await until(lambda: bool(stage.peer.said()), limit_s=1.0)

    virtually(scenario())


def test_the_log_follows_an_update_by_its_id_and_holds_no_words(logged: list[EventDict]) -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.update(arrival(1, "my secret wish"))
        async with running(stage.delivery):
            await stage.served()

    virtually(scenario())
    told = {entry["event"]: entry for entry in logged if entry["log_level"] == "info"}
    assert told.keys() == {"served", "sent"}
    assert {(entry["arrival"], entry["channel"]) for entry in told.values()} == {("peer:1", "peer")}
    assert "secret" not in str(logged)
