"""A whole bot in this process: real store, profiles, front and platforms, with the parrot for an engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from adapters.fronts import http
from adapters.fronts.pages import pages
from adapters.journals.sql import Store
from adapters.profiles import tinydb
from bot.delivery.delivery import Delivery
from bot.delivery.meter import Meter
from bot.health import Watch
from bot.ports import Backlog, Platform, Profiles
from bot.seal import Seal, secret_from
from bot.settings import Settings, load_settings
from bot.wiring import open_platform, open_store
from recommender.schema import Item, ItemId
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.reliability.parrot import ITEM, Brisk, Parrot

WEEK_S = 7 * 24 * 3600.0


@dataclass
class Bot:
    parrot: Parrot
    delivery: Delivery
    store: Store
    profiles: Profiles
    url: str
    """Where its front listens."""
    platforms: Sequence[Platform]
    seal: Seal

    async def backlog(self) -> Backlog:
        return await self.store.backroom.backlog(time())

    async def settled(self, seconds: float = 60) -> Backlog:
        """Wait until everything is served and sent; the rest is in quarantine or given up."""
        async with asyncio.timeout(seconds):
            backlog = await self.backlog()
            while backlog.waiting or backlog.unsent:  # a database sets no event
                await asyncio.sleep(0.02)
                backlog = await self.backlog()
            return backlog

    async def counts(self, name: str, least: float, seconds: float = 60) -> None:
        """Wait until a counter is there; it may lag a little behind what it counts."""
        async with asyncio.timeout(seconds):
            while self.counted(name) < least:  # noqa: ASYNC110  # a counter sets no event
                await asyncio.sleep(0.02)

    def counted(self, name: str) -> float:
        """A counter of the metrics, over all channels."""
        lines = self.delivery.meter.text().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"chatrec_{name}_total"))


@asynccontextmanager
async def opened(
    settings: Settings, names: Sequence[str], *, brisk: bool = True, items: Sequence[Item] = ()
) -> AsyncIterator[Bot]:
    """Everything but running."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        store = await enter(open_store(settings))
        profiles = await enter(tinydb.connect(settings.data_dir))
        watch = Watch(store.backroom, Meter(), time, ready=True)
        front = await enter(http.connect(settings.listen_host, settings.listen_port, pages(watch)))
        platforms = [await enter(open_platform(settings, name, front)) for name in names]
        secret = secret_from(settings.action_secret.get_secret_value(), settings.data_dir)
        ids = {ITEM, *(ItemId(item.id) for item in items)}
        seal = Seal(secret, ids, WEEK_S)
        parrot = Parrot(profiles, items=tuple(items))
        served = [Brisk(platform) for platform in platforms] if brisk else platforms
        delivery = Delivery(parrot, served, store, seal, watch.meter, settings.parallel_chats)
        yield Bot(parrot, delivery, store, profiles, front.url, platforms, seal)


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[Bot]:
    stop = asyncio.Event()
    task = asyncio.create_task(bot.delivery.run(stop))
    try:
        yield bot
    finally:
        stop.set()
        await task


@asynccontextmanager
async def bot_at(
    folder: Path, *apis: BotApi | SlackApi, brisk: bool = True, items: Sequence[Item] = (), **options: Any
) -> AsyncIterator[Bot]:
    """A running bot at these platforms, with its data in the folder."""
    names = [name_of(api) for api in apis]
    given = {name: value for api in apis for name, value in settings_for(api).items()}
    settings = load_settings(data_dir=folder, listen_port=0, **(given | options))
    async with opened(settings, names, brisk=brisk, items=items) as bot, running(bot):
        for api in apis:
            if isinstance(api, SlackApi) and not settings.slack_app_token.get_secret_value():
                api.push.request_url = f"{bot.url}/slack/events"
        yield bot


def name_of(api: BotApi | SlackApi) -> str:
    return "telegram" if isinstance(api, BotApi) else "slack"


def settings_for(api: BotApi | SlackApi) -> dict[str, str]:
    """What a bot at this platform is told; Slack by HTTP."""
    if isinstance(api, BotApi):
        return {"telegram_token": api.token, "telegram_api_url": api.url}
    return {
        "slack_bot_token": api.bot_token,
        "slack_signing_secret": api.signing_secret,
        "slack_api_url": api.api_url,
    }
