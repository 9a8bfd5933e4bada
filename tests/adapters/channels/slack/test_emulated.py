"""From a slash command to a changed list, against somebody else's Slack (`emulate`), through a real HTTP server."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from adapters.channels.slack import connect
from adapters.fronts import http
from bot.messages import InboundMessage, OutboundMessage, Tapped
from bot.ports import Platform
from tests.adapters.channels.slack.scene import Inbox, card, settings
from tests.platforms.emulate import Emulated, emulated_slack

LISTED = (card(1), card(2))


def answer(message: InboundMessage) -> OutboundMessage:
    """A bot that knows two films, and notes what is liked."""
    news = None
    if message.token:
        news = Tapped("like", LISTED[0], listed=(card(1, status="Liked"), card(2)), intro="These could be good:")
    return OutboundMessage(
        message.address, "These could be good:", LISTED, message.id, tapped=news, origin=message.origin
    )


async def post(url: str, secret: str, form: Mapping[str, str]) -> int:
    body, stamp = urlencode(form).encode(), str(int(time.time()))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, "sha256").hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        return response.status


async def serve(platform: Platform, inbox: Inbox) -> str:
    """Answer what came last; the id of the message."""
    message = platform.parse(list(inbox.arrivals.values())[-1].payload)
    assert message is not None
    (call,) = platform.render(answer(message))
    return await platform.send(call)


async def newest(slack: Emulated, channel: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {slack.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{slack.api_url}conversations.history", json={"channel": channel}) as response,
    ):
        message: dict[str, Any] = (await response.json())["messages"][0]
        return message


async def films(slack: Emulated) -> str:
    headers = {"Authorization": f"Bearer {slack.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{slack.api_url}conversations.list") as response,
    ):
        channels = (await response.json())["channels"]
        return next(str(one["id"]) for one in channels if one["name"] == "films")


async def test_a_command_shows_cards_and_a_tap_on_one_changes_them(tmp_path: Path) -> None:
    inbox = Inbox()
    with emulated_slack() as slack:
        given = settings(
            tmp_path,
            slack_bot_token=slack.token,
            slack_signing_secret=slack.signing_secret,
            slack_api_url=slack.api_url,
        )
        async with http.connect("127.0.0.1", 0, {}) as front, connect(given, front) as platform:
            listening = asyncio.create_task(platform.listen(inbox.accept))
            await asyncio.sleep(0)
            url, channel = f"{front.url}/slack/events", await films(slack)
            # The emulator has no response addresses, so the command comes without one.
            command = {"command": "/recommend", "text": "sci-fi", "channel_id": channel, "user_id": "U1"}
            assert await post(url, slack.signing_secret, {**command, "trigger_id": "1.2.3"}) == 200
            ts = await serve(platform, inbox)
            shown = await newest(slack, channel)
            assert [block["type"] for block in shown["blocks"]] == ["section", "carousel", "actions", "rich_text"]
            button = shown["blocks"][1]["elements"][0]["actions"][0]
            tap = {
                "type": "block_actions",
                "user": {"id": "U1"},
                "channel": {"id": channel},
                "container": {"type": "message", "message_ts": ts, "channel_id": channel},
                "message": shown,
                "trigger_id": "1.2.4",
                "actions": [{**button, "action_ts": "1.5"}],
            }
            assert await post(url, slack.signing_secret, {"payload": json.dumps(tap)}) == 200
            await serve(platform, inbox)
            changed = await newest(slack, channel)
            assert changed["ts"] == ts
            assert "Liked" in json.dumps(changed["blocks"])
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
