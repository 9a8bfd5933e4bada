"""The outbox of one platform: chats side by side, each in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from bot.delivery.lane import Lane, Way, named
from bot.postings import Posting

ADOPT_S = 1.0
ADOPT_COUNT = 500
LOOK_S = 0.05

log = structlog.get_logger(__name__)


class Sender:
    def __init__(self, way: Way) -> None:
        self._way = way
        self._lanes: dict[str, tuple[Lane, asyncio.Task[None]]] = {}

    def take(self, postings: Iterable[Posting]) -> None:
        """They are sent from now on, while other things go on."""
        for posting in postings:
            chat = posting.call.chat
            if chat in self._lanes:
                self._lanes[chat][0].add(posting)
            else:
                lane = Lane(self._way)
                lane.add(posting)
                self._lanes[chat] = lane, asyncio.create_task(self._run(chat, lane))

    async def adopt(self) -> None:
        """Take over what ended processes left, until cancelled."""
        while True:
            try:
                left = await self._way.outbox.due([self._way.platform.name], ADOPT_COUNT)
            except Exception as error:  # noqa: BLE001 - whatever it is, what others left must not wait for a restart
                log.warning("outbox out of reach", channel=self._way.platform.name, error=named(error))
                left = []
            if left:
                log.info("adopted", channel=self._way.platform.name, count=len(left))
            self.take(left)
            await asyncio.sleep(ADOPT_S)

    async def drain(self, until: float) -> None:
        """Send what can be sent until then, on the loop's clock; the rest stays in the store."""
        loop = asyncio.get_running_loop()
        while loop.time() < until and (busy := self._busy(until)):
            await asyncio.wait(busy, timeout=min(LOOK_S, until - loop.time()))

    def under_way(self) -> list[asyncio.Task[None]]:
        """What is to be cancelled in the end."""
        return [task for _, task in self._lanes.values()]

    def _busy(self, until: float) -> list[asyncio.Task[None]]:
        return [task for lane, task in self._lanes.values() if lane.wakes_at < until]

    async def _run(self, chat: str, lane: Lane) -> None:
        try:
            await lane.run()
        except Exception:
            log.exception("a bug stopped a chat's calls until the next start", channel=self._way.platform.name)
        finally:
            # No await since the lane saw that it is empty: nothing can have been added.
            del self._lanes[chat]
