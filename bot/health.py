"""What a serving process shows of itself on `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.delivery.meter import Meter, health
from bot.errors import ChatRecError
from bot.ports import Backlog, Backroom

FRESH_S = 1.0
"""The store is not asked more often than this, however often the pages are."""


def figures(backlog: Backlog) -> dict[str, Any]:
    """The state of the queues as plain numbers; nothing that anybody wrote."""
    return {
        "waiting": backlog.waiting,
        "oldest_s": round(backlog.oldest_s, 1),
        "unsent": backlog.unsent,
        "oldest_unsent_s": round(backlog.oldest_unsent_s, 1),
        "given_up": backlog.given_up,
        "quarantined": len(backlog.quarantined),
    }


@dataclass
class Watch:
    backroom: Backroom
    meter: Meter
    clock: Callable[[], float]
    ready: bool = False
    """The model is loaded: the next question is answered at once."""
    _asked_at: float = float("-inf")
    _seen: Backlog | None = None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def health(self) -> dict[str, Any]:
        """`ok`, a sentence, and the figures; not `ok` when the store cannot be read either."""
        try:
            backlog = await self._backlog()
        except ChatRecError:
            return {"ok": False, "told": "the store cannot be read", "ready": self.ready}
        well, told = health(backlog, self.meter.lag_s)
        return {"ok": well, "told": told, "ready": self.ready, **figures(backlog)}

    async def metrics(self) -> bytes:
        """In Prometheus' text format; the queues' figures are the last known when the store cannot be read."""
        await self.health()
        return self.meter.text()

    async def _backlog(self) -> Backlog:
        async with self._alone:
            at = self.clock()
            if self._seen is None or not 0 <= at - self._asked_at < FRESH_S:
                self._seen = None
                self._seen = await self.backroom.backlog(at)
                self._asked_at = at
                self.meter.observe(self._seen)
            return self._seen
