"""A bot that is asked to end under load ends soon; what it had accepted is answered after the next start."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.delivery.meter import Meter
from bot.delivery.serving import Server
from bot.settings import load_settings
from bot.wiring import open_store
from tests.platforms.bot_api import BotApi
from tests.reliability.conftest import Tell
from tests.reliability.processes import nursery


async def test_a_bot_can_be_stopped_at_the_very_moment_something_arrives(tmp_path: Path) -> None:
    async with open_store(load_settings(data_dir=tmp_path)) as store:
        server = Server(store.inbox, {}, Meter(), 1)
        serving = asyncio.create_task(server.run())
        await asyncio.sleep(0.1)
        server.wake()
        serving.cancel()
        await asyncio.wait([serving], timeout=5)
        assert serving.done()


async def test_sigterm_under_load_ends_within_ten_seconds_and_nothing_is_lost(
    tmp_path: Path, api: BotApi, tell: Tell
) -> None:
    people = [api.person() for _ in range(40)]
    given = {"CHATREC_TELEGRAM_TOKEN": api.token, "CHATREC_TELEGRAM_API_URL": api.url}
    # With Telegram's own limits, 40 people with 8 messages each keep the bot busy for more than 10 seconds.
    async with nursery(tmp_path, "telegram", CALM="1", **given) as bots:
        for number in range(8):
            for person in people:
                person.say(f"message {number}")
        await bots.start()
        await api.until(lambda: len(api.called("sendMessage")) >= 30, 60)
        begun = time.monotonic()
        await bots.stop()
        took = time.monotonic() - begun
        said = len(api.called("sendMessage"))
        tell(f"SIGTERM with {320 - said} of 320 answers to come: ended within {took:.1f} s")
        assert took < 10
        assert said < 320
        confirmed = set(api.updates.confirmed)
        await bots.start()
        await api.until(lambda: all(len(one.chat.from_bot) >= 8 for one in people), 90)
        await asyncio.sleep(0.2)
        await bots.stop()
    assert confirmed <= api.updates.confirmed
    assert not api.updates.waiting
    for person in people:
        assert [one.text for one in person.chat.from_bot] == [f"said {n + 1}: message {n}" for n in range(8)]
    webhooks = [call for call in api.calls if call.method.lower() in ("deletewebhook", "setwebhook")]
    assert not any(call.params.get("drop_pending_updates") for call in webhooks), "it never drops what waits"
