"""A Telegram platform that is connected to a fake server, and an inbox in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from adapters.channels.telegram import connect
from bot.arrivals import Arrival
from bot.errors import StoreError
from bot.ports import Platform, Receive
from bot.settings import Settings, load_settings
from tests.platforms.bot_api import BotApi

SECRET = "a-secret-of-the-webhook"  # noqa: S105  # of a test


@dataclass
class Posts:
    """The port `Front`, without a server."""

    receivers: dict[str, Receive] = field(default_factory=dict)

    def post(self, path: str, receive: Receive) -> None:
        self.receivers[path] = receive


@dataclass
class Accepted:
    """What a platform gave us, each once."""

    arrivals: dict[str, Arrival] = field(default_factory=dict)
    broken: int = 0
    """So many times it cannot store anything."""
    _change: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, arrival: Arrival) -> bool:
        if self.broken:
            self.broken -= 1
            raise StoreError("journal.sqlite cannot be written: free some room")
        known = arrival.id in self.arrivals
        self.arrivals.setdefault(arrival.id, arrival)
        self._change.set()
        return not known

    async def until(self, count: int) -> list[Arrival]:
        async with asyncio.timeout(20):
            while len(self.arrivals) < count:
                self._change.clear()
                await self._change.wait()
        return list(self.arrivals.values())

    @property
    def texts(self) -> list[str]:
        updates: list[Mapping[str, Any]] = [json.loads(arrival.payload) for arrival in self.arrivals.values()]
        return [str(update.get("message", {}).get("text")) for update in updates]


def settings_for(api: BotApi, **other: Any) -> Settings:
    return load_settings(**{"telegram_token": api.token, "telegram_api_url": api.url, **other})


@asynccontextmanager
async def listening(platform: Platform, accepted: Accepted) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(platform.listen(accepted.accept))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def polling(api: BotApi) -> AsyncIterator[Accepted]:
    """Connected, and listening from the start."""
    accepted = Accepted()
    async with connect(settings_for(api), Posts()) as platform, listening(platform, accepted):
        yield accepted
