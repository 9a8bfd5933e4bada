"""The Telegram platform: updates in, calls out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram.error import TelegramError

from adapters.channels.telegram import sending
from adapters.channels.telegram.arriving import CHANNEL
from adapters.channels.telegram.bot_api import BotApi, bot_api
from adapters.channels.telegram.failures import is_refused_token
from adapters.channels.telegram.menu import describe
from adapters.channels.telegram.polling import REFUSED, Patience, outlive, poll
from adapters.channels.telegram.translator import TelegramTranslator
from adapters.channels.telegram.webhook import Webhook, register
from adapters.channels.telegram.wording import Me
from bot.credentials import check_platform
from bot.errors import SettingsError
from bot.ports import Accept, Front
from bot.postings import Call
from bot.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook, and what Telegram is told about it."""

    url: str
    secret: str
    webhook: Webhook


@dataclass(kw_only=True)
class Telegram(TelegramTranslator):
    """A `Platform`. Without a hook it polls."""

    api: BotApi
    hook: Hook | None = None
    clock: Callable[[], float] = time.time

    @property
    def described(self) -> str:
        """For people: who we are there, and how updates come."""
        who = f"@{self.me.username}" if self.me.username else "out of reach so far"
        return f"{who}, {f'webhook {self.hook.url}' if self.hook else 'polling'}"

    async def listen(self, accept: Accept) -> None:
        await self._introduced()
        if self.hook is None:
            await describe(self.api)
            await poll(self.api, accept, self.clock)
        else:
            await self._receive(accept, self.hook)

    async def send(self, call: Call) -> str:
        return await sending.send(self.api, call)

    async def _receive(self, accept: Accept, hook: Hook) -> None:
        hook.webhook.accept = accept
        try:
            await register(self.api, hook.url, hook.secret)
            await describe(self.api)
            await asyncio.Event().wait()
        finally:
            # The webhook stays set: Telegram keeps what comes meanwhile, for 24 hours.
            hook.webhook.accept = None

    async def _introduced(self) -> None:
        """Learn our own name, however long Telegram is out of reach."""
        patience = Patience()
        while not self.me.username:
            try:
                self.me = await self.api.who()
            except TelegramError as error:
                await outlive(error, patience)


@asynccontextmanager
async def connected(settings: Settings, front: Front) -> AsyncIterator[Telegram]:
    check_platform(settings, CHANNEL)
    token = settings.telegram_token.get_secret_value()
    async with bot_api(token, settings.telegram_api_url) as api:
        hook = _hook(settings, front)
        yield Telegram(await _who(api, token), settings.telegram_cards, api=api, hook=hook)


def _hook(settings: Settings, front: Front) -> Hook | None:
    url, secret = settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value()
    if not url:
        return None
    webhook = Webhook(secret, time.time)
    front.post(urlsplit(url).path or "/", webhook.receive)
    return Hook(url, secret, webhook)


async def _who(api: BotApi, token: str) -> Me:
    """Asked once; if Telegram is out of reach the other platforms shall not wait, and the id is in the token."""
    try:
        return await api.who()
    except TelegramError as error:
        if is_refused_token(error):
            raise SettingsError(REFUSED) from None
        logger.warning("Telegram is out of reach, asking on: %s", error)
        return Me(int(token.partition(":")[0]))
