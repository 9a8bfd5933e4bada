"""What an error of a call means for its delivery."""

from __future__ import annotations

import httpx
from telegram.error import TelegramError

from adapters.channels.telegram.wire import Answered
from bot.errors import DeliveryError, InDoubt, Refused, TryLater, Unreachable

NOT_MODIFIED = "message is not modified"
GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "group chat was deactivated",
    "group chat was upgraded",
    "bot was kicked",
    "bot is not a member",
    "not enough rights to send text",
    "have no rights",
    "need administrator rights",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "peer_id_invalid",
    "chat_write_forbidden",
    "user_is_blocked",
)
"""In descriptions of 400, in lower case: nothing that we say there will arrive."""
NOT_WRITTEN = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.WriteError,
    httpx.WriteTimeout,
    RuntimeError,  # python-telegram-bot's for a client that is closed already
)
"""Telegram cannot have the whole request. After all else it may: a read that timed out or was cut off.

A server that closes a connection while we keep it for the next call is no such case: httpcore looks before it uses
one again, and uses none that was idle for 5 seconds. What is left is the moment in which a request and the news of
the closing cross.
"""


def failure(error: TelegramError) -> DeliveryError:
    """The error in the words of `bot/errors.py`."""
    if isinstance(error, Answered):
        return _of_answer(error)
    cause = error.__cause__
    if isinstance(cause, NOT_WRITTEN):
        return TryLater(f"Telegram is out of reach: {type(cause).__name__}")
    return InDoubt(f"Telegram has the call but gave no answer: {type(cause or error).__name__}")


def is_refused_token(error: TelegramError) -> bool:
    """404 is the answer to a token of the wrong shape; to anything but `getMe` it may mean an unknown method."""
    return isinstance(error, Answered) and error.code in (401, 404)


def _of_answer(answer: Answered) -> DeliveryError:
    told = f"Telegram answered: {answer.description} ({answer.code})"
    if answer.code == 429:
        return TryLater(told, answer.after, throttled=True)
    if answer.code >= 500 or answer.code in (401, 408, 409):
        return TryLater(told, answer.after)
    if answer.code == 403 or answer.moved_to or any(reason in answer.description.lower() for reason in GONE):
        return Unreachable(told)
    return Refused(told)
