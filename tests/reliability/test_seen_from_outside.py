"""Whoever watches over the bot sees when somebody waits for too long, and what else does not go as it should."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from bot.arrivals import Arrival
from recommender.schema import UserId
from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault
from tests.reliability.parrot import held
from tests.reliability.running import bot_at


async def test_health_is_red_while_somebody_waits_for_more_than_a_minute(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana")
    async with bot_at(tmp_path, api) as bot, httpx.AsyncClient(base_url=bot.url) as web:
        with held(bot.parrot, "slow") as free:
            ana.say("slow")
            late = Arrival("tg:1", "telegram", ana.chat_id, UserId(f"telegram:{ana.number}"), "{}", time.time() - 61)
            await bot.counts("accepted", 1)
            assert await bot.store.inbox.accept(late)
            red = await web.get("/healthz")
            assert red.status_code == 503
            assert red.json()["oldest_s"] > 60
            free.set()
        await bot.settled()


async def test_each_kind_of_trouble_has_its_number(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana")
    api.faults.add(
        Fault("throttled", "sendMessage"), Fault("broken", "sendMessage"), Fault("reset_after", "sendMessage")
    )
    async with bot_at(tmp_path, api) as bot:
        ana.say("one")
        ana.say("two")
        await ana.sees("two", seconds=30)
        ana.block()
        ana.say("three")
        api.updates.raw({"message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "text": "unreadable"}})
        await api.until(lambda: not api.updates.waiting, 30)
        await bot.settled()
        await bot.counts("quarantined", 1)
        counted = {name: bot.counted(name) for name in ("throttled", "retried", "in_doubt", "failed", "quarantined")}
    assert counted == {"throttled": 1, "retried": 2, "in_doubt": 1, "failed": 1, "quarantined": 1}
