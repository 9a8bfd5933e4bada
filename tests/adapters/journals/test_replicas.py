"""Two processes on one PostgreSQL share the work, and one takes over what the other leaves."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from adapters.journals.sql import Store, connect
from bot.arrivals import Claimed, Outcome
from bot.errors import Damaged, StoreError
from bot.postings import Settled
from recommender.schema import Item, ItemId, RankedItem, Slate, SlateId
from tests.contracts.arrivals import CHANNELS, answer, arrival, call, said
from tests.postgres import Server, name_in

LONGEST_WAIT_S = 30.0
ROOT = Path(__file__).parents[3]


@pytest.fixture
async def one(postgres_url: str) -> AsyncIterator[Store]:
    async with connect(postgres_url) as store:
        yield store


@pytest.fixture
def cut_off(postgres: Server, postgres_url: str, one: Store) -> Callable[[], None]:  # noqa: ARG001 - it is connected
    """End the first process's connection, as a restart of the database or a broken network does."""
    name = name_in(postgres_url)
    [(pid,)] = postgres.run(f"select pid from pg_stat_activity where datname = '{name}'")  # noqa: S608 - ours

    def cut() -> None:
        postgres.run(f"select pg_terminate_backend({pid}, 10000)")

    return cut


@pytest.fixture
async def two(postgres_url: str, cut_off: Callable[[], None]) -> AsyncIterator[Store]:  # noqa: ARG001 - made first
    async with connect(postgres_url) as store:
        yield store


async def claim(store: Store, limit: int = 100) -> list[Claimed]:
    return await store.inbox.claim(CHANNELS, limit)


async def when_given(look: Callable[[], Awaitable[list[Claimed]]]) -> list[Claimed]:
    """PostgreSQL notices soon, but not at once, that somebody is gone."""
    async with asyncio.timeout(LONGEST_WAIT_S):
        while not (found := await look()):  # noqa: ASYNC110 - nobody else could set an event
            await asyncio.sleep(0.01)
    return found


async def test_two_processes_share_the_work_and_none_does_what_the_other_does(one: Store, two: Store) -> None:
    await asyncio.gather(*((one, two)[n % 2].inbox.accept(arrival(n, f"c{n}")) for n in range(200)))
    shares: list[list[Claimed]] = [[], []]
    for _ in range(20):
        both = await asyncio.gather(claim(one, 10), claim(two, 10))
        for share, claimed in zip(shares, both, strict=True):
            share.extend(claimed)
    ids = [claimed.arrival.id for share in shares for claimed in share]
    assert len(ids) == len(set(ids)) == 200
    assert all(shares)


async def test_the_same_update_accepted_by_both_is_accepted_once(one: Store, two: Store) -> None:
    for number in range(50):
        accepted = await asyncio.gather(*(store.inbox.accept(arrival(number)) for store in (one, two)))
        assert sorted(accepted) == [False, True]


async def test_what_one_has_in_work_keeps_the_other_from_the_next_of_the_chat(one: Store, two: Store) -> None:
    await one.inbox.accept(arrival(1))
    await two.inbox.accept(arrival(2))
    [first] = await claim(one)
    assert await claim(two) == []
    [earlier] = await one.inbox.commit(first, answer()) or []
    await one.inbox.finish(first)
    [second] = await claim(two)
    [later] = await two.inbox.commit(second, answer()) or []
    assert await two.outbox.sending(later) is False
    assert await two.outbox.due(CHANNELS, 10) == []
    await one.outbox.settle(earlier, Settled())
    assert await two.outbox.sending(later)


async def test_a_process_that_was_cut_off_goes_on_with_what_it_had(one: Store, cut_off: Callable[[], None]) -> None:
    for number in (1, 2):
        await one.inbox.accept(arrival(number, f"c{number}"))
    first, second = await claim(one)
    [posting] = await one.inbox.commit(first, answer()) or []
    assert await one.outbox.sending(posting)
    cut_off()
    assert await one.outbox.sending(posting)
    assert await one.outbox.due(CHANNELS, 10) == []
    assert await claim(one) == []
    assert await one.inbox.commit(second, answer(call(chat="d"))) is not None
    await one.outbox.settle(posting, Settled())
    await one.inbox.finish(first)
    assert (await one.backroom.backlog(0.0)).unsent == 1


async def test_what_was_taken_over_meanwhile_is_not_committed_or_sent_twice(
    one: Store, two: Store, cut_off: Callable[[], None]
) -> None:
    for number in (1, 2):
        await one.inbox.accept(arrival(number, f"c{number}"))
    first, second = await claim(one)
    [posting] = await one.inbox.commit(first, answer()) or []
    await one.outbox.sending(posting)
    cut_off()
    [unsaved, unserved] = await when_given(lambda: claim(two))
    assert unsaved.unsaved == Outcome()
    [doubtful] = await two.outbox.due(CHANNELS, 10)
    assert doubtful.in_doubt
    assert await one.inbox.commit(second, answer()) is None
    await one.inbox.finish(second, "not ours to judge")
    assert await one.outbox.sending(posting) is None
    await one.outbox.settle(posting, Settled(failure="not ours to note"))
    assert await two.inbox.commit(unserved, answer()) is not None
    assert await two.outbox.sending(doubtful)
    backlog = await two.backroom.backlog(0.0)
    assert (backlog.given_up, backlog.unsent, backlog.quarantined) == (0, 2, ())


async def test_work_under_way_when_the_connection_breaks_is_told_or_done(
    one: Store, two: Store, cut_off: Callable[[], None]
) -> None:
    accepting = [asyncio.create_task(one.inbox.accept(arrival(n, f"c{n}"))) for n in range(300)]
    await asyncio.sleep(0.02)
    await asyncio.to_thread(cut_off)
    results = await asyncio.gather(*accepting, return_exceptions=True)
    assert all(result is True or isinstance(result, StoreError) for result in results)
    kept = {claimed.arrival.id for claimed in await claim(two, 1000)}
    assert {f"telegram:{n}" for n, result in enumerate(results) if result is True} <= kept


async def test_a_row_that_the_database_refuses_is_not_taken_for_a_database_out_of_reach(one: Store) -> None:
    for number in (1, 2):
        await one.inbox.accept(arrival(number, f"c{number}"))
    odd, even = await claim(one)
    item = RankedItem(Item(ItemId("movies:1"), "movies", "Heat"), float("nan"))
    slate = Slate(SlateId("s1"), "movies", (item,), 1, {})
    both = await asyncio.gather(
        one.inbox.commit(odd, Outcome(message=said("telegram:ana", "hi"), slate=slate)),
        one.inbox.commit(even, answer()),
        return_exceptions=True,
    )
    assert isinstance(both[0], Damaged)
    assert isinstance(both[1], list)


async def test_what_a_killed_process_had_is_given_to_the_other(one: Store, postgres_url: str) -> None:
    await one.inbox.accept(arrival(1))
    program = f"""
import asyncio
from adapters.journals.sql import connect

async def hang():
    async with connect({postgres_url!r}) as store:
        [claimed] = await store.inbox.claim(["telegram"], 10)
        print(claimed.arrival.id, flush=True)
        await asyncio.sleep(1000)

asyncio.run(hang())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=PIPE, cwd=ROOT)
    assert process.stdout
    assert await process.stdout.readline() == b"telegram:1\n"
    assert await claim(one) == []
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    [again] = await when_given(lambda: claim(one))
    assert again.arrival == arrival(1)
