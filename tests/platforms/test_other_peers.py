"""The platforms that others wrote run here, and serve the SDKs that we use."""

from __future__ import annotations

from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot

from adapters.fronts import http
from bot.messages import Address, OutboundMessage
from bot.settings import load_settings
from bot.wiring import open_platform
from recommender.schema import Item, ItemId, UserId
from tests.platforms.emulate import emulated_slack
from tests.platforms.telemelya import telemelya_server
from tests.reliability.parrot import card


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


async def test_telemelya_shows_what_our_telegram_sends(tmp_path: Path) -> None:
    """Cards with a picture, a list with buttons and an edit; it has no polling and no secret, so nothing comes in."""
    item = Item(ItemId("movies:1"), "movies", "Heat", "A story.", image_url="https://img.example.org/1.jpg")
    address = Address("telegram", "1", UserId("telegram:1"))
    said = OutboundMessage(address, "For you:", (card(item),))
    with telemelya_server() as server:
        settings = load_settings(data_dir=tmp_path, telegram_token="123456:" + "T" * 35, telegram_api_url=server.url)
        async with http.connect("127.0.0.1", 0, {}) as front, open_platform(settings, "telegram", front) as telegram:
            for call in telegram.render(said):
                assert await telegram.send(call)
        methods = [(one["method"], one.get("text") or one.get("caption")) for one in await server.responses()]
    assert [method for method, _ in methods] == ["sendMessage", "sendPhoto"]
    assert "Heat" in str(methods[1][1])
