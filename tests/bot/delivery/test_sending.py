"""Answers reach their chat in order, whatever the platform says meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.arrivals import Outcome
from bot.errors import InDoubt, Refused, TryLater, Unreachable
from bot.postings import Call, Settled
from tests.bot.delivery.peers import RATES, Peer, arrival
from tests.bot.delivery.running import Stage, count, running, until
from tests.bot.delivery.virtual_time import virtually

SECOND = 1 - 1e-6
"""Less what floats lose."""


def failing(error: Exception, *, times: int = 1, text: str = "re a", method: str = "say") -> Callable[[Call], object]:
    """The first calls with the text fail."""
    left = [times]

    async def fails(call: Call) -> None:
        if call.params.get("text") == text and call.method == method and left[0]:
            left[0] -= 1
            raise error

    return fails


def outcome_of(stage: Stage, number: int = 1) -> Settled | None:
    return stage.disk.sent[number].settled


def times_of(peer: Peer, chat: str) -> list[float]:
    return [at for at, call in peer.took if call.chat == chat]


def test_too_many_requests_hold_one_chat_and_no_other() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.fails = failing(TryLater("slow down", after=2.0, throttled=True))  # type: ignore[assignment]  # awaitable
        updates = [("a", "ana"), ("b", "ana"), ("a2", "ben"), ("b2", "ben")]
        stage.peer.update(*(arrival(number, *update) for number, update in enumerate(updates)))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said("ana") == ["re a", "re b"]
        assert times_of(stage.peer, "ana")[0] >= 2.0
        assert times_of(stage.peer, "ben")[1] < 1.0
        assert [count(stage.delivery, name) for name in ("throttled", "retried", "failed", "dropped")] == [1, 1, 0, 0]

    virtually(scenario())


def test_no_limit_of_the_platform_is_passed_under_load() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.rates = RATES
        stage.delivery = type(stage.delivery)(
            stage.talk, [stage.peer], stage.disk.process("two"), stage.delivery.seal, clock=stage.delivery.clock
        )
        stage.peer.update(*(arrival(number, f"{number}", f"p{number % 40}") for number in range(200)))
        async with running(stage.delivery):
            await stage.served()
        times = [at for at, _ in stage.peer.took]
        assert all(later >= earlier + SECOND for earlier, later in zip(times, times[30:], strict=False))
        for person in range(40):
            alone = times_of(stage.peer, f"p{person}")
            assert all(later >= earlier + SECOND for earlier, later in pairwise(alone))
            assert stage.peer.said(f"p{person}") == [f"re {number}" for number in range(person, 200, 40)]
        assert times[-1] < 200 / 30 + 1

    virtually(scenario())


@pytest.mark.parametrize(
    ("error", "said", "counted"),
    [
        (TryLater("down"), ["re a", "re b"], "retried"),
        (ConnectionResetError("a bug of the adapter"), ["re b"], "failed"),
        (Refused("bad markup"), ["re b"], "failed"),
        (Unreachable("blocked"), ["re b"], "failed"),
        (InDoubt("cut off"), ["re b"], "in_doubt"),
        (TimeoutError(), ["re b"], "in_doubt"),
    ],
)
def test_a_call_that_fails_does_not_stop_the_next(error: Exception, said: list[str], counted: str) -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.fails = failing(error)  # type: ignore[assignment]  # awaitable
        stage.peer.update(arrival(1, "a"), arrival(2, "b"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == said
        assert count(stage.delivery, counted) == 1
        settled = outcome_of(stage)
        assert settled is not None
        assert bool(settled.failure) == (counted == "failed")

    virtually(scenario())


def test_an_edit_without_an_answer_is_made_again() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.rendered = lambda call: replace(call, repeatable=True)
        stage.peer.fails = failing(InDoubt("cut off"))  # type: ignore[assignment]  # awaitable
        stage.peer.update(arrival(1, "a"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == ["re a"]
        assert count(stage.delivery, "retried") == 1

    virtually(scenario())


def test_an_outage_of_an_hour_loses_nothing() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def fails(_: Call) -> None:
            if asyncio.get_running_loop().time() < 3600:
                raise TryLater("the platform is down")

        stage.peer.fails = fails
        stage.peer.update(*(arrival(number, f"{number}") for number in range(20)))
        async with running(stage.delivery):
            await asyncio.sleep(3700)
            await stage.served()
        assert stage.peer.said() == [f"re {number}" for number in range(20)]

    virtually(scenario())


def test_what_is_refused_is_said_more_plainly_in_the_same_place() -> None:
    async def scenario() -> None:
        stage = Stage()
        bare = Call("say", {"text": "bare"}, "ana")
        plain = Call("plain", {"text": "plain"}, "ana", fallback=bare)
        stage.peer.rendered = lambda call: replace(call, fallback=plain if call.params["text"] == "re a" else None)

        async def fails(call: Call) -> None:
            await asyncio.sleep(0.5)
            if call.params["text"] in ("re a", "plain"):
                raise Refused("bad markup")

        stage.peer.fails = fails
        stage.peer.update(arrival(1, "before"), arrival(2, "a"), arrival(3, "after"))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == ["re before", "bare", "re after"]
        assert count(stage.delivery, "failed") == 0

    virtually(scenario())


def test_what_waited_for_too_long_is_dropped_and_the_next_goes_on() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.rendered = lambda call: replace(call, lasts_s=10.0 if call.params["text"] == "re b" else None)
        stage.peer.fails = failing(TryLater("slow down", after=30.0))  # type: ignore[assignment]  # awaitable
        stage.peer.update(*(arrival(number, text) for number, text in enumerate("abc")))
        async with running(stage.delivery):
            await stage.served()
        assert stage.peer.said() == ["re a", "re c"]
        assert count(stage.delivery, "dropped") == 1

    virtually(scenario())


def test_a_platform_that_never_answers_does_not_stop_a_chat_for_ever() -> None:
    async def scenario() -> None:
        stage = Stage()

        async def fails(call: Call) -> None:
            if call.params["text"] == "re a":
                await asyncio.sleep(1e9)

        stage.peer.fails = fails
        stage.peer.update(arrival(1, "a"), arrival(2, "b"))
        async with running(stage.delivery):
            await stage.served(limit_s=70.0)
        assert stage.peer.said() == ["re b"]

    virtually(scenario())


def test_a_call_waits_for_an_earlier_one_that_another_process_is_making() -> None:
    async def scenario() -> None:
        stage = Stage()
        other = stage.disk.process("two")
        await other.accept(arrival(0, "earlier", "ben", "room"))
        [claimed] = await other.claim(["peer"], 1)
        postings = await other.commit(claimed, Outcome((Call("say", {"text": "earlier"}, "room"),)))
        assert postings is not None
        await other.finish(claimed)
        stage.peer.update(arrival(1, "later", "ana", "room"))
        async with running(stage.delivery):
            await asyncio.sleep(5.0)
            assert stage.peer.said() == []
            other.end()
            await until(stage.disk.idle, 5.0)
        assert stage.peer.said() == ["earlier", "re later"]

    virtually(scenario())


def test_a_call_that_another_process_took_over_is_left_to_it() -> None:
    async def scenario() -> None:
        stage = Stage()
        stage.peer.fails = failing(TryLater("slow down", after=5.0))  # type: ignore[assignment]  # awaitable
        stage.peer.update(arrival(1, "a"), arrival(2, "b"))
        async with running(stage.delivery):
            await until(lambda: len(stage.disk.sent) == 2, 1.0)
            await asyncio.sleep(1.0)
            other = stage.disk.process("two")
            stage.disk.sent[1].owner = "two"
            await asyncio.sleep(10.0)
            assert stage.peer.said() == []
            await other.settle(stage.disk.sent[1].posting, Settled("7"))
            await stage.served(limit_s=1.0)
        assert stage.peer.said() == ["re b"]

    virtually(scenario())


def test_a_store_out_of_reach_for_a_while_loses_nothing_and_repeats_nothing() -> None:
    async def scenario() -> None:
        for begins in range(25):
            stage = Stage()
            stage.peer.update(*(arrival(number, f"{number}", f"p{number % 2}") for number in range(6)))
            async with running(stage.delivery):
                for _ in range(begins * 2):
                    await asyncio.sleep(0)
                await asyncio.sleep(begins % 7 / 500)
                stage.disk.out_of_reach = True
                await asyncio.sleep(20.0)
                stage.disk.out_of_reach = False
                await stage.served()
            assert {person: stage.peer.said(person) for person in ("p0", "p1")} == {
                "p0": ["re 0", "re 2", "re 4"],
                "p1": ["re 1", "re 3", "re 5"],
            }
            assert stage.talk.learnt("p0") == ["0", "2", "4"]
            assert stage.disk.faults() == {}
            assert count(stage.delivery, "store_errors") > 0

    virtually(scenario())
