"""However much was served and however much waits, the next arrival is found at once, and old rows go."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adapters.journals.sql import Store, connect
from adapters.journals.sql.tables import inbox
from bot.arrivals import Outcome
from bot.postings import Settled
from tests.contracts.arrivals import CHANNELS, answer, arrival, call

DAY_S = 86400.0
STEP = 100
"""SQLite tells every so many steps of its machine that it goes on."""


async def fill(store: Store, *, done: int, waiting: int) -> None:
    """Rows as they are after many arrivals, all of those that wait in one chat."""
    now = time.time()
    old = [_row(number, "done", "", now) for number in range(done)]
    crowd = [_row(done + number, "waiting" if number else "ready", "crowd", now) for number in range(waiting)]
    await store._writer.run(lambda session: session.connection.execute(sa.insert(inbox), [*old, *crowd]))


def _row(number: int, state: str, chat: str, at: float) -> dict[str, Any]:
    kept = {"id": f"x{number}", "channel": "telegram", "chat": chat, "account": chat, "user_id": chat}
    return kept | {"payload": "", "state": state, "at": at}


async def steps_of_a_turn(store: Store, number: int) -> int:
    """How much work SQLite has with one arrival, from accepting to finishing."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += STEP

    await store._writer.apart(lambda connection: _driver(connection).set_progress_handler(count, STEP))
    await store.inbox.accept(arrival(number, "new", "telegram:new", at=time.time()))
    claimed = await store.inbox.claim(CHANNELS, 32)
    mine = claimed[-1]
    assert mine.arrival.chat == "new"
    [posting] = await store.inbox.commit(mine, answer()) or []
    assert await store.outbox.due(CHANNELS, 100) == []
    await store.outbox.sending(posting)
    await store.outbox.settle(posting, Settled("1"))
    await store.inbox.finish(mine)
    await store._writer.apart(lambda connection: _driver(connection).set_progress_handler(None, 0))
    return steps


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


async def test_a_turn_costs_the_same_with_a_hundred_thousand_served_and_ten_thousand_waiting(tmp_path: Path) -> None:
    async with connect(tmp_path / "small.sqlite") as store:
        await store.inbox.claim(CHANNELS, 0)  # the first one of a process looks for old rows as well
        few = await steps_of_a_turn(store, 1)
    async with connect(tmp_path / "large.sqlite") as store:
        await fill(store, done=100_000, waiting=10_000)
        await store.inbox.claim(CHANNELS, 0)
        many = await steps_of_a_turn(store, 1)
    assert many < 3 * few + 10 * STEP


async def test_rows_go_when_nobody_needs_them_any_more(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    async with connect(file) as store:
        for number in range(3):
            await store.inbox.accept(arrival(number, f"c{number}", at=time.time()))
        first, second, waiting = await store.inbox.claim(CHANNELS, 10)
        plain, card, _ = (
            await store.inbox.commit(first, Outcome((call(), call(about="s·i"), call()), spent="t")) or []
        )
        for posting in (plain, card):
            await store.outbox.sending(posting)
            await store.outbox.settle(posting, Settled("1"))
        await store.inbox.finish(first)
        await store.inbox.finish(second, "broken")
        assert waiting.arrival.id == "telegram:2"
    left = {"done": 1, "quarantined": 1, "ready": 1, "due": 1, "sent": 2, "spent": 1}
    age = 0.0
    for days, gone in ((2, {}), (4, {"done": 1}), (8, {"sent": 1}), (61, {"sent": 1}), (401, {"spent": 1})):
        with _opened(file) as connection:
            for table in ("inbox", "outbox", "spent"):
                connection.execute(f"update {table} set at = at - ?", ((days - age) * DAY_S,))  # noqa: S608
        async with connect(file) as store:
            await store.inbox.claim(CHANNELS, 0)
        age, left = days, {name: left[name] - gone.get(name, 0) for name in left}
        assert _counts(file) == {name: count for name, count in left.items() if count}


def _counts(file: Path) -> dict[str, int]:
    queries = (
        "select state, count(*) from inbox group by state",
        "select state, count(*) from outbox group by state",
    )
    with _opened(file) as connection:
        found = dict(row for query in queries for row in connection.execute(query))
        [(count,)] = connection.execute("select count(*) from spent")
    return found | ({"spent": count} if count else {})


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as connection:
        yield connection
        connection.commit()
