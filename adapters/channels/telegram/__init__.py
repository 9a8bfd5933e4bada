"""Telegram: from a raw update to a message, from a reply to calls of the Bot API.

What decides is plain: `parsing` (what an update says), `rendering` (which calls show a reply, with `lists`, `cards`,
`taps` and `previews`), `failures` (what an error means). What waits: `polling` and `webhook` (updates in), `wire` and
`bot_api` (calls out); `connection.Telegram` puts them together.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from bot.ports import Front, Platform, Translator
from bot.settings import Settings


def connect(settings: Settings, front: Front) -> AbstractAsyncContextManager[Platform]:
    """A platform for the bot whose token the settings have. Raises `SettingsError` when a setting is wrong."""
    from adapters.channels.telegram.connection import connected

    return connected(settings, front)


def unconnected(settings: Settings) -> Translator:
    """The same without a network, for a bot that does not exist (@rec_bot): for tests and pictures."""
    from adapters.channels.telegram.translator import TelegramTranslator
    from adapters.channels.telegram.wording import Me

    return TelegramTranslator(Me(7_000_000_001, "rec_bot"), settings.telegram_cards)
