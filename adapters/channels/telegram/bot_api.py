"""The Bot API: python-telegram-bot's client with plain data in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest

from adapters.channels.telegram.wire import Answered, wire
from adapters.channels.telegram.wording import Me

NAMELESS = "token"
"""What the client takes for the token; the real one is known to the transport alone."""


class BotApi(Bot):
    """Calls by the names and parameters of the documentation, at https://core.telegram.org/bots/api."""

    async def call(self, method: str, params: Mapping[str, Any] | None = None, read_s: float | None = None) -> Any:
        """The result as Telegram gave it. Raises `TelegramError`, an `Answered` where the server answered.

        The typed methods would not do: an update or a message of a newer kind makes them fail.
        """
        timeout = BaseRequest.DEFAULT_NONE if read_s is None else read_s
        return await self._post(method, api_kwargs=dict(params or {}), read_timeout=timeout)

    async def who(self) -> Me:
        """The bot itself. Raises `TelegramError`."""
        me = await self.call("getMe")
        if not isinstance(me, dict) or not isinstance(me.get("id"), int):
            raise Answered(502, "getMe names no bot")
        return Me(int(me["id"]), str(me.get("username", "")))


@asynccontextmanager
async def bot_api(token: str, api_url: str) -> AsyncIterator[BotApi]:
    """Connections are opened when the first call is made, and closed on leaving."""
    base = f"{api_url.rstrip('/').removesuffix('/bot')}/bot"
    async with wire(token, api_url) as updates, wire(token, api_url) as calls:
        yield BotApi(NAMELESS, base_url=lambda _: base, get_updates_request=updates, request=calls)
