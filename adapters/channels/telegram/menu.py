"""What Telegram shows of the bot before anything is said: its commands and a line about it, in each language."""

from __future__ import annotations

import logging

from telegram.error import TelegramError

from adapters.channels.telegram.bot_api import BotApi
from bot.phrasebook import Phrasebook, all_phrases

COMMANDS = (
    "start", "help", "recommend", "profile", "undo", "reset", "language", "link", "unlink", "human", "privacy",
    "export", "forget",
)  # fmt: skip
FOR_ALL = "en"
"""Whoever's Telegram speaks another language than ours sees this one's."""

logger = logging.getLogger(__name__)


async def describe(api: BotApi) -> None:
    """Best effort: the bot works without it."""
    try:
        for language, phrases in all_phrases().items():
            await _described(api, phrases, {} if language == FOR_ALL else {"language_code": language})
    except TelegramError as error:
        logger.info("the menu of commands could not be set: %s", error)


async def _described(api: BotApi, phrases: Phrasebook, of: dict[str, str]) -> None:
    commands = [{"command": name, "description": phrases.say(f"menu.{name}")} for name in COMMANDS]
    await api.call("setMyCommands", {"commands": commands, **of})
    await api.call("setMyShortDescription", {"short_description": phrases.say("menu.about"), **of})
