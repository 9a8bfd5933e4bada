"""Ask Telegram for updates, and confirm each batch only when it is stored."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any, NoReturn

from telegram.error import TelegramError

from adapters.channels.telegram.arriving import KINDS, arrival_of
from adapters.channels.telegram.bot_api import BotApi
from adapters.channels.telegram.failures import failure, is_refused_token
from adapters.channels.telegram.wire import Answered
from bot.errors import SettingsError, StoreError, TryLater
from bot.ports import Accept

WAIT_S = 50
"""The longest that Telegram holds a request without news."""
GRACE_S = 15.0
FIRST_S, LONGEST_S = 1.0, 30.0
REFUSED = "CHATREC_TELEGRAM_TOKEN is refused by Telegram: copy it again from @BotFather"

logger = logging.getLogger(__name__)


class Patience:
    """How long to wait after the next failure: 1, 2, 4, … 30 seconds, less up to half by chance."""

    def __init__(self) -> None:
        self._failures = 0

    def succeeded(self) -> None:
        self._failures = 0

    async def failed(self, reason: str, at_least_s: float = 0.0) -> None:
        wait_s = min(LONGEST_S, FIRST_S * 2 ** min(self._failures, 10)) * random.uniform(0.5, 1)
        self._failures += 1
        logger.warning("no updates from Telegram: %s", reason)
        await asyncio.sleep(max(wait_s, at_least_s))


async def poll(api: BotApi, accept: Accept, clock: Callable[[], float]) -> NoReturn:
    """Until cancelled. Raises `SettingsError` when the token is refused."""
    patience, offset, webhook_left = Patience(), 0, True
    while True:
        try:
            if webhook_left:
                await api.call("deleteWebhook", {"drop_pending_updates": False})
                webhook_left = False
            updates = await _updates(api, offset)
            for update in updates:
                await accept(arrival_of(update, clock()))
                offset = max(offset, _number(update) + 1)
            if not updates:
                # All before it are confirmed now. After a week without updates Telegram goes on with any number,
                # and one below a kept offset would be confirmed unseen. https://core.telegram.org/bots/api#update
                offset = 0
            patience.succeeded()
        except TelegramError as error:
            webhook_left = (
                isinstance(error, Answered) and error.code == 409 and "webhook" in error.description.lower()
            )
            await outlive(error, patience)
        except StoreError as error:
            # Not confirmed, so Telegram gives the same ones again.
            await patience.failed(str(error))


async def outlive(error: TelegramError, patience: Patience) -> None:
    """Say what is wrong and wait. Raises `SettingsError` for a refused token: waiting would not help."""
    if is_refused_token(error):
        raise SettingsError(REFUSED) from None
    met = failure(error)
    reason = str(met)
    if isinstance(error, Answered) and error.code == 409:
        reason = f"{error.description}: stop the other program that uses this bot's token"
    await patience.failed(reason, (met.after or 0.0) if isinstance(met, TryLater) else 0.0)


async def _updates(api: BotApi, offset: int) -> list[Any]:
    params = {"offset": offset, "timeout": WAIT_S, "limit": 100, "allowed_updates": list(KINDS)}
    found = await api.call("getUpdates", params, read_s=WAIT_S + GRACE_S)
    return found if isinstance(found, list) else []


def _number(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else -1
