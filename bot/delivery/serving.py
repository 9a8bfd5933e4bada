"""The inbox: arrivals are claimed and served, many chats at once, none out of order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

from bot.arrivals import Claimed
from bot.delivery.lane import named
from bot.delivery.meter import Meter
from bot.delivery.retries import pause_s
from bot.delivery.service import Means, Service
from bot.errors import StoreError
from bot.ports import Inbox

POLL_S = 0.25
"""How often to look for what other processes accepted or left; our own wakes us at once."""

log = structlog.get_logger(__name__)


class Server:
    """Serves all channels that `means` has, at most `parallel` arrivals at once."""

    def __init__(
        self,
        inbox: Inbox,
        means: Mapping[str, Means],
        meter: Meter,
        parallel: int,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._inbox = inbox
        self._means = means
        self._meter = meter
        self._parallel = parallel
        self._chance = chance
        self._turns: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._troubles = 0

    def wake(self) -> None:
        """There may be something to claim."""
        self._awake.set()

    async def run(self) -> None:
        """Claim and serve until cancelled; turns under way go on."""
        while True:
            self._awake.clear()
            for claimed in await self._claim():
                turn = asyncio.create_task(self._serve(claimed))
                self._turns.add(turn)
                turn.add_done_callback(self._ended)
            with suppress(TimeoutError):
                # Not `wait_for`: in Python 3.11 that swallows a cancellation that comes with the event.
                async with asyncio.timeout(POLL_S):
                    await self._awake.wait()

    async def drain(self, until: float) -> None:
        """Let turns under way end until then, on the loop's clock; the rest stays in the store."""
        if self._turns:
            await asyncio.wait(self._turns, timeout=max(0.0, until - asyncio.get_running_loop().time()))

    def under_way(self) -> list[asyncio.Task[None]]:
        """What is to be cancelled in the end."""
        return list(self._turns)

    async def _claim(self) -> list[Claimed]:
        free = self._parallel - len(self._turns)
        if free <= 0:
            return []
        try:
            claimed = await self._inbox.claim(list(self._means), free)
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits must not wait for a restart
            log.warning("inbox out of reach", error=named(error))
            await self._trouble("")
            return []
        self._troubles = 0
        return claimed

    async def _serve(self, claimed: Claimed) -> None:
        arrival = claimed.arrival
        with structlog.contextvars.bound_contextvars(arrival=arrival.id, channel=arrival.channel):
            await self._finish(Service(self._means[arrival.channel], claimed))

    async def _finish(self, service: Service) -> None:
        loop = asyncio.get_running_loop()
        begun, channel = loop.time(), service.claimed.arrival.channel
        while True:
            try:
                await service.run()
                break
            except StoreError as error:
                log.warning("store out of reach", error=str(error))
                await self._trouble(channel)
        self._troubles = 0
        took_s = loop.time() - begun
        self._meter.turns.labels(channel).observe(took_s)
        if service.fault:
            self._meter.quarantined.labels(channel).inc()
        log.info("served", ms=round(took_s * 1000), fault=service.fault or None)

    async def _trouble(self, channel: str) -> None:
        self._meter.store_errors.labels(channel).inc()
        self._troubles += 1
        await asyncio.sleep(pause_s(self._troubles, self._chance()))

    def _ended(self, turn: asyncio.Task[None]) -> None:
        self._turns.discard(turn)
        if not turn.cancelled() and (error := turn.exception()) is not None:
            log.error("a bug left an arrival to the next start", exc_info=error)
        # The chat's next arrival can be claimed now.
        self.wake()
