"""The whole way from the platforms to the engine and back, as one thing to run."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

import structlog

from bot.arrivals import Arrival
from bot.delivery.lane import Way
from bot.delivery.meter import Meter
from bot.delivery.pace import Pace
from bot.delivery.retries import LONGEST_S, pause_s
from bot.delivery.sealing import Sealing
from bot.delivery.sending import Sender
from bot.delivery.service import Means, Talker
from bot.delivery.serving import Server
from bot.errors import SettingsError
from bot.ports import Inbox, Ledger, Outbox, Platform

log = structlog.get_logger(__name__)


class Store(Protocol):
    """Where everything waits."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def ledger(self) -> Ledger: ...


@dataclass
class Delivery:
    """Made and run within one event loop, once."""

    engine: Talker
    platforms: Sequence[Platform]
    store: Store
    seal: Sealing
    meter: Meter = field(default_factory=Meter)
    parallel: int = 32
    """Arrivals served at the same time."""
    turn_limit_s: float = 60.0
    """A turn that takes longer is a fault."""
    drain_s: float = 8.0
    """How long the end may take; what is not done by then is done after the next start."""
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random
    """A random number in [0, 1)."""

    def __post_init__(self) -> None:
        self._senders = {platform.name: Sender(self._way(platform)) for platform in self.platforms}
        means = {platform.name: self._means(platform) for platform in self.platforms}
        self._server = Server(self.store.inbox, means, self.meter, self.parallel, self.chance)

    async def accept(self, arrival: Arrival) -> bool:
        """Store an update, see `Accept`; its turn comes at once. Raises `StoreError`: then nothing was promised."""
        new = await self.store.inbox.accept(arrival)
        (self.meter.accepted if new else self.meter.duplicates).labels(arrival.channel).inc()
        log.debug("accepted", arrival=arrival.id, channel=arrival.channel, new=new)
        self._server.wake()
        return new

    async def run(self, stop: asyncio.Event) -> None:
        """Listen, serve and send until `stop` is set; then finish what is under way.

        Raises `SettingsError` when a platform refuses our settings.
        """
        # In the order in which they end.
        listening = [asyncio.create_task(self._listen(platform)) for platform in self.platforms]
        working = [asyncio.create_task(work) for work in self._works()]
        stopping = asyncio.create_task(stop.wait())
        try:
            ended, _ = await asyncio.wait([*listening, *working, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            try:
                await _cancelled([stopping, *listening])
                await _cancelled(working)
                await self._drain()
            finally:
                # However hard we are pressed: a platform that is closed below a call being made would look like
                # one that took it and did not answer.
                await _cancelled([stopping, *listening, *working, *self._under_way()])
        for task in ended - {stopping}:
            task.result()

    def _works(self) -> list[Coroutine[Any, Any, None]]:
        return [self._server.run(), self.meter.probe(), *(sender.adopt() for sender in self._senders.values())]

    async def _drain(self) -> None:
        until = asyncio.get_running_loop().time() + self.drain_s
        await self._server.drain(until)
        # What was not finished is not to add calls to lanes that have been looked at.
        await _cancelled(self._server.under_way())
        await asyncio.gather(*(sender.drain(until) for sender in self._senders.values()))

    def _under_way(self) -> list[asyncio.Task[None]]:
        calls = (task for sender in self._senders.values() for task in sender.under_way())
        return [*self._server.under_way(), *calls]

    async def _listen(self, platform: Platform) -> NoReturn:
        loop, troubles = asyncio.get_running_loop(), 0
        while True:
            begun = loop.time()
            try:
                await platform.listen(self.accept)
                log.warning("stopped listening", channel=platform.name)
            except SettingsError:
                raise
            except Exception:
                log.exception("cannot listen", channel=platform.name)
            troubles = 1 if loop.time() - begun > LONGEST_S else troubles + 1
            await asyncio.sleep(pause_s(troubles, self.chance()))

    def _way(self, platform: Platform) -> Way:
        return Way(platform, self.store.outbox, Pace(platform.rates), self.meter, self.clock, self.chance)

    def _means(self, platform: Platform) -> Means:
        return Means(
            platform,
            self.engine,
            self.store.inbox,
            self.store.ledger,
            self.seal,
            self._senders[platform.name].take,
            self.clock,
            self.turn_limit_s,
        )


async def _cancelled(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
