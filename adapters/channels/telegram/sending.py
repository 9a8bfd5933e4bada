"""Make one call."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from telegram import InputFile
from telegram.error import TelegramError

from adapters.channels.telegram.bot_api import BotApi
from adapters.channels.telegram.failures import NOT_MODIFIED, failure
from adapters.channels.telegram.wire import Answered
from bot.postings import Call

FETCHING = ("sendPhoto", "editMessageMedia", "sendDocument")
FETCHING_S = 60.0
"""Telegram fetches a picture from its address before it answers."""

logger = logging.getLogger(__name__)


async def send(api: BotApi, call: Call) -> str:
    """The id of the message that it made, or that now shows another card. Raises `DeliveryError`."""
    try:
        return _receipt(await _made(api, call), call)
    except Answered as error:
        if error.code == 400 and NOT_MODIFIED in error.description:
            return _receipt(None, call)
        if error.code == 401:
            logger.error("Telegram refuses the token: give another one in CHATREC_TELEGRAM_TOKEN")  # noqa: TRY400
        raise failure(error) from error
    except TelegramError as error:
        raise failure(error) from error


async def _made(api: BotApi, call: Call) -> Any:
    params = _with_upload(call.params)
    read_s = FETCHING_S if call.method in FETCHING else None
    try:
        return await api.call(call.method, params, read_s)
    except Answered as error:
        if error.moved_to is None:
            raise
        logger.info("the group %s is now the supergroup %s", call.chat, error.moved_to)
        return await api.call(call.method, {**params, "chat_id": error.moved_to}, read_s)


def _with_upload(params: Mapping[str, Any]) -> dict[str, Any]:
    file = params.get("document")
    if not isinstance(file, Mapping):
        return dict(params)
    return {**params, "document": InputFile(file["content"].encode("utf-8", "replace"), filename=file["name"])}


def _receipt(result: Any, call: Call) -> str:
    """An edit makes no message, but may show another card in an old one."""
    if "message_id" in call.params:
        return str(call.params["message_id"]) if call.about else ""
    number = result.get("message_id") if isinstance(result, Mapping) else None
    return str(number) if number else ""
