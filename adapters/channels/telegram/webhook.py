"""Updates that Telegram posts to us."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping

from telegram.error import TelegramError

from adapters.channels.telegram.arriving import KINDS, arrival_of_body
from adapters.channels.telegram.bot_api import BotApi
from adapters.channels.telegram.polling import Patience, outlive
from adapters.channels.telegram.wire import Answered
from bot.errors import SettingsError, StoreError
from bot.ports import Accept

HEADER = "x-telegram-bot-api-secret-token"
CONNECTIONS = 40

logger = logging.getLogger(__name__)


class Webhook:
    """Receives posts from when it is made; it takes updates once there is somebody who accepts them."""

    def __init__(self, secret: str, clock: Callable[[], float]) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self.accept: Accept | None = None

    async def receive(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """200 only when the update is stored. Nothing of the body is looked at before the secret is right.

        What cannot be read is stored too, for an operator to see: Telegram would send it again for 24 hours, and
        nothing else of its chat meanwhile.
        """
        if not hmac.compare_digest(headers.get(HEADER, "").encode("utf-8", "replace"), self._secret):
            return 401, b""
        if self.accept is None:
            return 503, b""
        try:
            await self.accept(arrival_of_body(body, self._clock()))
        except StoreError as error:
            logger.warning("an update could not be stored, Telegram will send it again: %s", error)
            return 503, b""
        return 200, b""


async def register(api: BotApi, url: str, secret: str) -> None:
    """Tell Telegram where to post. Updates that wait there are kept. Raises `SettingsError` for a refused address."""
    patience = Patience()
    params = {
        "url": url,
        "secret_token": secret,
        "allowed_updates": list(KINDS),
        "max_connections": CONNECTIONS,
        "drop_pending_updates": False,
    }
    while True:
        try:
            await api.call("setWebhook", params)
        except TelegramError as error:
            if isinstance(error, Answered) and error.code == 400:
                raise SettingsError(
                    f"CHATREC_TELEGRAM_WEBHOOK_URL is refused by Telegram ({error.description}): give an address "
                    "that the internet can reach over https, on port 443, 80, 88 or 8443"
                ) from None
            await outlive(error, patience)
        else:
            return
