"""The platforms that others wrote run here, and serve the SDKs that we use."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot

from tests.platforms.emulate import emulated_slack
from tests.platforms.telemelya import telemelya_server


async def test_telemelya_shows_what_a_bot_sends() -> None:
    with telemelya_server() as server:
        async with Bot("123456:TEST", base_url=f"{server.url}/bot") as bot:
            await bot.send_message(1, "hello")
        assert [(one["method"], one["text"]) for one in await server.responses()] == [("sendMessage", "hello")]


async def test_emulate_keeps_what_is_posted() -> None:
    with emulated_slack() as slack:
        client = AsyncWebClient(token=slack.token, base_url=slack.api_url)
        channels = (await client.api_call("conversations.list"))["channels"]
        films = next(one["id"] for one in channels if one["name"] == "films")
        posted = await client.chat_postMessage(channel=films, text="hello")
        await client.chat_update(channel=films, ts=posted["ts"], text="hello again")
        history = await client.api_call("conversations.history", json={"channel": films})
        assert history["messages"][0]["text"] == "hello again"
