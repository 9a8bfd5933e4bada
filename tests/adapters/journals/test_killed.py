"""A killed process loses nothing that it had confirmed, and nothing is served twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from adapters.journals.sql import connect
from adapters.journals.sql.database import engine_for
from tests.adapters.journals.worker import send, serve
from tests.contracts.arrivals import CHANNELS

KILLS = {"sqlite": 40, "postgresql": 20}
LONGEST_LIFE = 0.06
"""Seconds, since the worker first said one of these words by turns: some are killed while they begin."""
SINCE = ("born", "accepted", "served", "served", "sent")
LONGEST_WAIT_S = 30.0

ROOT = Path(__file__).parents[3]

Said = dict[str, set[str]]


@pytest.mark.parametrize("database", KILLS)
async def test_of_many_kills_none_loses_what_was_accepted_or_serves_it_twice(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where: Path | str = tmp_path / "journal.sqlite"
    if database == "postgresql":
        where = request.getfixturevalue("postgres_url")
    nursery = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.journals.worker", str(where), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    lives = random.Random(database)
    said: Said = defaultdict(set)
    for number in range(KILLS[database]):
        since = SINCE[number % len(SINCE)]
        await _one_life(nursery, lives.uniform(0, LONGEST_LIFE), since, said)
        _look(where, said)
    assert nursery.stdin
    nursery.stdin.close()
    assert await nursery.wait() == 0
    assert len(said["served"]) > KILLS[database] / 2
    await _work_off(where)
    rows = _rows(where, "select state from inbox where state <> 'done'")
    assert not rows
    assert {row[0] for row in _rows(where, "select arrival from outbox where state = 'sent'")} >= said["accepted"]


async def _one_life(nursery: Process, seconds: float, since: str, said: Said) -> None:
    """Let a worker live for so long since it first said that word; what it confirmed is added."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(b"\n")
    worker, doomed = 0, False
    async for line in nursery.stdout:
        words = line.decode().split()
        worker = int(words[1]) if words[0] == "born" else worker
        if words[0] == since and not doomed:
            doomed = True
            asyncio.get_running_loop().call_later(seconds, os.kill, worker, signal.SIGKILL)
        match words:
            case ["dead", status]:
                assert int(status) == signal.SIGKILL, "a worker ended by itself"
                return
            case [("accepted" | "served" | "sent") as word, arrival]:
                said[word].add(arrival)


def _look(where: Path | str, said: Said) -> None:
    states = dict(_rows(where, "select id, state from inbox"))
    assert said["accepted"] <= states.keys()
    assert {states[arrival] for arrival in said["served"]} <= {"ready", "committed", "done"}
    answered = dict(_rows(where, "select arrival, count(*) from outbox group by arrival"))
    assert said["served"] <= answered.keys()
    assert set(answered.values()) <= {1}, "an arrival was served twice"
    sent = {row[0] for row in _rows(where, "select arrival from outbox where state = 'sent'")}
    assert said["sent"] <= sent


async def _work_off(where: Path | str) -> None:
    """The next process does what is left."""
    async with connect(where) as store, asyncio.timeout(LONGEST_WAIT_S):
        while (await store.backroom.backlog(0.0)).waiting or (await store.backroom.backlog(0.0)).unsent:
            for posting in await store.outbox.due(CHANNELS, 1000):
                await send(store, posting)
            for claimed in await store.inbox.claim(CHANNELS, 1000):
                await serve(store, claimed)
        for claimed in await store.inbox.claim(CHANNELS, 1000):
            await serve(store, claimed)


def _rows(where: Path | str, query: str) -> list[Any]:
    engine = engine_for(where)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]
