"""Deliveries that run for the length of a block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.delivery.delivery import Delivery, Store
from bot.ports import Platform
from bot.seal import Seal
from recommender.schema import ItemId
from tests.bot.delivery.memory_store import Disk
from tests.bot.delivery.peers import Peer, Talk
from tests.bot.delivery.virtual_time import wall

SEAL = Seal(b"s" * 32, [ItemId("movies:1")], 3600.0)


def delivery_of(engine: Talk, store: Store, *peers: Platform, turn_limit_s: float = 60.0) -> Delivery:
    return Delivery(engine, peers, store, SEAL, clock=wall, chance=lambda: 0.0, turn_limit_s=turn_limit_s)


class Stage:
    """One process with a platform, an engine and a store."""

    def __init__(self, turn_limit_s: float = 60.0) -> None:
        self.disk, self.peer, self.talk = Disk(), Peer(), Talk()
        self.delivery = delivery_of(self.talk, self.disk.process("one"), self.peer, turn_limit_s=turn_limit_s)

    async def served(self, limit_s: float = 3600.0) -> None:
        await until(lambda: self.peer.confirmed == len(self.peer.updates) and self.disk.idle(), limit_s)


@asynccontextmanager
async def running(delivery: Delivery) -> AsyncIterator[Delivery]:
    stop = asyncio.Event()
    task = asyncio.create_task(delivery.run(stop))
    try:
        yield delivery
    finally:
        stop.set()
        await task


async def until(reached: Callable[[], bool], limit_s: float = 3600.0) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(limit_s):
        while not reached():  # noqa: ASYNC110 - the things that tests wait for set no event
            await asyncio.sleep(0.01)


def count(delivery: Delivery, name: str) -> float:
    """A counter of the meter, over all channels."""
    lines = delivery.meter.text().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"chatrec_{name}_total"))
