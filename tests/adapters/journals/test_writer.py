"""What waits together is committed together, and what is refused disturbs nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.journals.sql import Store, connect
from adapters.journals.sql.owners import Session
from bot.errors import StoreError
from recommender.schema import UserId
from tests.contracts.arrivals import arrival, said


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    where: Path | str = tmp_path / "journal.sqlite"
    if request.param == "postgresql":
        where = request.getfixturevalue("postgres_url")
    async with connect(where) as opened:
        yield opened


def nonsense(session: Session) -> None:
    session.connection.execute(sa.text("select nonsense from nowhere"))


def bug(session: Session) -> int:
    return len(session.owner)  # type: ignore[arg-type] # the bug


async def test_hundreds_that_wait_cost_a_few_commits(store: Store) -> None:
    commits: list[sa.Connection] = []
    sa.event.listen(store._engine, "commit", commits.append)
    await asyncio.gather(*(store.inbox.accept(arrival(number)) for number in range(300)))
    assert 1 <= len(commits) <= 10


async def test_what_is_refused_is_told_to_whoever_wanted_it_and_to_nobody_else(store: Store) -> None:
    results = await asyncio.gather(
        *(store.inbox.accept(arrival(number)) for number in range(5)),
        store._writer.run(nonsense),
        store._writer.run(bug),
        *(store.inbox.accept(arrival(number)) for number in range(5, 10)),
        return_exceptions=True,
    )
    assert results[:5] == results[7:] == [True] * 5
    assert isinstance(results[5], StoreError)
    assert isinstance(results[6], TypeError)
    assert (await store.backroom.backlog(2.0)).waiting == 10


async def test_a_row_that_was_refused_is_told_at_the_next_one(store: Store) -> None:
    await store._writer.run(lambda session: session.connection.execute(sa.text("alter table turns rename to gone")))
    await store.record(said("telegram:ana", "hi"), None)
    await store.backroom.backlog(2.0)
    with pytest.raises(StoreError, match="turns"):
        await store.record(said("telegram:ana", "you"), None)
    await store._writer.run(lambda session: session.connection.execute(sa.text("alter table gone rename to turns")))
    await store.record(said("telegram:ana", "there"), None)
    assert await store.forget(UserId("telegram:ana")) == 1


async def test_a_call_that_was_given_up_on_disturbs_nobody(store: Store) -> None:
    for number in range(30):
        accepting = asyncio.create_task(store.inbox.accept(arrival(2 * number)))
        await asyncio.sleep(number * 0.0001)
        accepting.cancel()
        assert await store.inbox.accept(arrival(2 * number + 1))


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    async with connect(tmp_path / "journal.sqlite") as store:
        pass
    for call in (store.inbox.accept(arrival(1)), store.record(said("telegram:ana", "hi"), None)):
        with pytest.raises(StoreError, match="closed"):
            await call
