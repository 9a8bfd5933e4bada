"""A process may end at any step: nothing is lost, and nothing is said twice without being counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from adapters.journals.sql import connect
from bot.delivery.delivery import Store
from bot.engine import Answer, Commit
from bot.messages import InboundMessage, OutboundMessage
from tests.bot.delivery.memory_store import Disk
from tests.bot.delivery.mortal import Crash, Life, Mortal
from tests.bot.delivery.peers import Peer, Talk, arrival
from tests.bot.delivery.running import count, delivery_of, running, until
from tests.bot.delivery.virtual_time import Patient, standing_still, virtually

Opened = Callable[[], AbstractAsyncContextManager[Store]]
"""A process's view of one and the same store."""

TEXTS: Mapping[str, Sequence[str]] = {"ana": ("a1", "a2"), "ben": ("b1",)}


class MortalTalk(Talk):
    """Its people outlive it, what it thinks does not."""

    def __init__(self, talk: Talk, life: Life) -> None:
        super().__init__(talk.people)
        self._life = life

    async def respond(self, message: InboundMessage, commit: Commit | None = None) -> Sequence[OutboundMessage]:
        self._life.step("before respond")
        return await super().respond(message, commit)

    async def keep(self, answer: Answer) -> None:
        self._life.step("before keep")
        await super().keep(answer)
        self._life.step("after keep")


def in_memory(_: Path) -> Opened:
    disk, names = Disk(), iter(range(1000))

    @asynccontextmanager
    async def opened() -> AsyncIterator[Store]:
        process = disk.process(f"{next(names)}")
        yield process
        process.end()

    return opened


def in_sqlite(folder: Path) -> Opened:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Store]:
        connected = connect(folder / "journal.sqlite")
        with standing_still():
            store = await connected.__aenter__()
        try:
            patient: Any = Patient(store)
            yield patient
        finally:
            with standing_still():
                await connected.__aexit__(None, None, None)

    return opened


def all_said(peer: Peer) -> bool:
    return all({f"re {text}" for text in texts} <= set(peer.said(user)) for user, texts in TEXTS.items())


async def lived(opened: Opened, peer: Peer, talk: Talk, steps: int) -> str:
    """Run a process until it dies or everything is said; at which step it died."""
    life = Life(steps)
    async with opened() as store:
        mortal: Any = Mortal(peer, life)
        delivery = delivery_of(MortalTalk(talk, life), Mortal(store, life), mortal)
        stop = asyncio.Event()
        task = asyncio.create_task(delivery.run(stop))
        done = asyncio.create_task(until(lambda: all_said(peer)))
        await asyncio.wait([task, done, asyncio.create_task(life.dead.wait())], return_when=asyncio.FIRST_COMPLETED)
        done.cancel()
        stop.set()
        with suppress(Crash):
            await task
        for rest in asyncio.all_tasks() - {asyncio.current_task()}:
            rest.cancel()
            with suppress(Crash, asyncio.CancelledError):
                await rest
    return life.died_at


async def died_and_came_back(opened: Opened, steps: int) -> tuple[str, int]:
    """At which step it died, and how many answers were said twice."""
    peer, talk = Peer(), Talk()
    said = [(user, text) for user, texts in TEXTS.items() for text in texts]
    peer.update(*(arrival(number, text, user) for number, (user, text) in enumerate(said)))
    died_at = await lived(opened, peer, talk, steps)
    async with opened() as store:
        delivery = delivery_of(talk, store, peer)
        async with running(delivery):
            await until(lambda: all_said(peer))
            await asyncio.sleep(1.5)
        doubles = len(peer.said()) - len(set(peer.said()))
        assert {user: talk.learnt(user) for user in TEXTS} == {user: list(texts) for user, texts in TEXTS.items()}
        for user, texts in TEXTS.items():
            assert list(dict.fromkeys(peer.said(user))) == [f"re {text}" for text in texts], (died_at, steps)
        assert 0 <= doubles <= count(delivery, "possible_doubles"), (died_at, steps)
        assert doubles <= sum(call.doubtful for _, call in peer.took), "the platform was not told to look for it"
    return died_at, doubles


@pytest.mark.parametrize("storing", [in_memory, in_sqlite])
def test_whatever_step_a_process_ends_at_nothing_is_lost_and_a_double_is_counted(
    storing: Callable[[Path], Opened], tmp_path: Path
) -> None:
    died: dict[str, int] = {}
    for steps in range(1, 1000):
        folder = tmp_path / str(steps)
        folder.mkdir()
        died_at, doubles = virtually(died_and_came_back(storing(folder), steps))
        if not died_at:
            break
        died[died_at] = died.get(died_at, 0) + doubles
    # Who dies between the platform's yes and noting it says it twice: there is no way to ask the platform.
    assert died["after send"]
    for step in ("accept", "claim", "commit", "keep", "finish", "sending", "send", "settle"):
        assert {f"before {step}", f"after {step}"} & died.keys(), step
