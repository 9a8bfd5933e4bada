"""Whatever happens in whatever order: one arrival of a chat and of a person at a time, each once, in order."""

from __future__ import annotations

import random
from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from adapters.journals.sql import Store, connect
from bot.arrivals import Arrival, Claimed
from recommender.schema import UserId
from tests.contracts.arrivals import CHANNELS, answer

STEPS = 150


class Office:
    """Some processes on one database, and what is known of their work."""

    def __init__(self, where: Path | str, processes: int, seed: int) -> None:
        self.where = where
        self.random = random.Random(seed)
        self.processes = [Process(where) for _ in range(processes)]
        self.accepted = 0
        self.served: list[str] = []
        self.quarantined: set[str] = set()
        self.last: dict[str, int] = defaultdict(int)

    async def step(self) -> None:
        process = self.random.choice(self.processes)
        steps = (self.accept, self.accept, self.claim, self.claim, self.serve, self.serve, self.serve, self.fail)
        await self.random.choice((*steps, self.retry, self.restart))(process)

    async def accept(self, process: Process) -> None:
        self.accepted += 1
        user = self.random.choice(("", "u1", "u2", "u3", "u4"))
        chat, channel = self.random.choice("abcde"), self.random.choice(CHANNELS)
        assert await process.store.inbox.accept(
            Arrival(str(self.accepted), channel, chat, UserId(user), "{}", float(self.accepted))
        )

    async def claim(self, process: Process) -> None:
        for claimed in await process.store.inbox.claim(CHANNELS, self.random.randint(1, 4)):
            process.working.append(claimed)
            for key in keys(claimed):
                assert self.last[key] <= claimed.number, "one was passed by a later one"
                self.last[key] = claimed.number
        busy = [key for each in self.processes for claimed in each.working for key in keys(claimed)]
        assert len(busy) == len(set(busy)), "two of one chat or person are served side by side"

    async def serve(self, process: Process) -> None:
        if process.working:
            claimed = process.working.pop(self.random.randrange(len(process.working)))
            if claimed.unsaved is None:
                assert await process.store.inbox.commit(claimed, answer()) is not None
                self.served.append(claimed.arrival.id)
                if self.random.random() < 0.1:
                    await process.restart()
                    return
            await process.store.inbox.finish(claimed)

    async def fail(self, process: Process) -> None:
        if process.working and process.working[-1].unsaved is None:
            claimed = process.working.pop()
            await process.store.inbox.finish(claimed, "a bug")
            self.quarantined.add(claimed.arrival.id)

    async def retry(self, process: Process) -> None:
        if self.quarantined:
            assert await process.store.backroom.retry(self.quarantined.pop())

    async def restart(self, process: Process) -> None:
        if self.random.random() < 0.3:
            await process.restart()


class Process:
    def __init__(self, where: Path | str) -> None:
        self.where = where
        self.working: list[Claimed] = []
        self.stack = AsyncExitStack()

    async def begin(self) -> None:
        self.store: Store = await self.stack.enter_async_context(connect(self.where))

    async def restart(self) -> None:
        await self.end()
        await self.begin()

    async def end(self) -> None:
        await self.stack.aclose()
        self.working = []


def keys(claimed: Claimed) -> list[str]:
    arrival = claimed.arrival
    return [f"{arrival.channel} {arrival.chat}", *([arrival.user] if arrival.user else [])]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("database", "processes"), [("sqlite", 1), ("postgresql", 1), ("postgresql", 3)])
async def test_everything_accepted_is_served_once_and_in_order(
    database: str, processes: int, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where: Path | str = tmp_path / "journal.sqlite"
    if database == "postgresql":
        where = request.getfixturevalue("postgres_url")
    office = Office(where, processes, seed)
    for process in office.processes:
        await process.begin()
    for _ in range(STEPS):
        await office.step()
    while office.quarantined:
        await office.retry(office.processes[0])
    for process in office.processes[1:]:
        await process.end()
    last = office.processes[0]
    while last.working or (await last.store.backroom.backlog(0.0)).waiting:
        await office.claim(last)
        await office.serve(last)
    await last.end()
    assert sorted(office.served, key=int) == [str(number + 1) for number in range(office.accepted)]
