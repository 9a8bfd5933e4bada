"""An update that nobody can read goes into quarantine, where an operator sees it; the next one is served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.reliability.running import Bot, bot_at

SECRET = "a-secret-for-the-webhook"  # noqa: S105  # of a test
CHAT = {"id": 1000, "type": "private"}
UNREADABLE: dict[str, dict[str, Any]] = {
    "a message without its number": {"message": {"chat": CHAT, "from": {"id": 1000}, "text": "x"}},
    "a message of the wrong kind": {"message": "hello"},
    "a chat that is a list": {"message": {"message_id": 1, "date": 1, "chat": [], "from": {"id": 1000}, "text": "x"}},
    "a tap by nobody": {"callback_query": {"id": "1", "data": "x"}},
}
UNKNOWN: dict[str, dict[str, Any]] = {
    "a kind of update from next year": {"hologram": {"chat": CHAT}},
    "a message with nothing that we know": {
        "message": {"message_id": 9, "date": 1, "chat": CHAT, "from": {"id": 1000}, "hologram": {}}
    },
}


async def test_nothing_that_comes_stops_what_comes_after_it(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana", 1000)
    async with bot_at(tmp_path, api) as bot:
        for update in (*UNREADABLE.values(), *UNKNOWN.values()):
            api.updates.raw(update)
        ana.say("still there?")
        await ana.sees("still there?")
        faulty = (await bot.settled()).quarantined
        assert 1 <= len(faulty) <= len(UNREADABLE)
        assert all(one.fault for one in faulty)
        assert await figures(bot) == len(faulty)


async def test_a_text_of_a_megabyte_is_answered_or_put_aside(tmp_path: Path, api: BotApi) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    async with bot_at(tmp_path, api) as bot:
        ana.say("x" * 1_000_000)
        ben.say("hello")
        await ben.sees("hello")
        ana.say("short")
        await ana.sees("short")
        assert not api.refused()
        assert (await bot.settled()).waiting == 0


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"update_id": "x"}', b"[" * 100_000])
async def test_a_webhook_takes_what_it_cannot_read_and_shows_it_to_the_operator(
    tmp_path: Path, api: BotApi, body: bytes
) -> None:
    ana = api.person("Ana")
    hook: dict[str, Any] = {"telegram_webhook_url": "http://127.0.0.1:1/telegram", "telegram_webhook_secret": SECRET}
    async with bot_at(tmp_path, api, **hook) as bot:
        await api.until(lambda: api.updates.hook)
        api.updates.balanced = [f"{bot.url}/telegram"]
        assert await api.updates.post(body) == 200
        assert len((await bot.settled()).quarantined) == 1
        assert await api.updates.post(body) == 200, "Telegram would send it again for a day"
        ana.say("hello")
        await ana.sees("hello")
        assert len((await bot.backlog()).quarantined) == 1


async def test_what_slack_sends_and_nobody_can_read_is_put_aside(tmp_path: Path, slack: SlackApi) -> None:
    ana = slack.person("ana")
    async with bot_at(tmp_path, slack) as bot:
        for body in (b'{"type": "event_callback"}', b"{", b"payload=%7B", b'{"type":"event_callback","event":[1]}'):
            for kind in ("application/json", "application/x-www-form-urlencoded"):
                status, _ = await slack.push.post(body, kind)
                assert status == 200
        ana.say("still there?")
        await ana.sees("still there?")
        assert (await bot.settled()).waiting == 0


async def figures(bot: Bot) -> int:
    """What `/healthz` tells of the quarantine."""
    async with httpx.AsyncClient() as web:
        told = (await web.get(f"{bot.url}/healthz")).json()
        assert told["ok"]
        return int(told["quarantined"])
