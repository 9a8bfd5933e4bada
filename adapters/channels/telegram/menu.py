"""What Telegram shows of the bot before anything is said: its commands and a line about it."""

from __future__ import annotations

import logging

from telegram.error import TelegramError

from adapters.channels.telegram.bot_api import BotApi

COMMANDS = {
    "start": "Say hello",
    "help": "What I can do",
    "recommend": "Recommend something: /recommend a quiet thriller",
    "profile": "What I know of your taste",
    "undo": "Take back the last thing you told me",
    "reset": "Start over with new wishes",
    "link": "Use one profile on Telegram and elsewhere",
    "unlink": "Part this account from your other ones",
    "human": "Talk to a person",
    "privacy": "What is kept, and for how long",
    "export": "Get all that is kept about you",
    "forget": "Delete all that is kept about you",
}
ABOUT = "Tell me what you feel like, and I recommend something that fits."

logger = logging.getLogger(__name__)


async def describe(api: BotApi) -> None:
    """Best effort: the bot works without it."""
    commands = [{"command": name, "description": words} for name, words in COMMANDS.items()]
    try:
        await api.call("setMyCommands", {"commands": commands})
        await api.call("setMyShortDescription", {"short_description": ABOUT})
    except TelegramError as error:
        logger.info("the menu of commands could not be set: %s", error)
