"""Slack: direct messages, mentions, /recommend, buttons, the Home tab; by Socket Mode or HTTP.

    listening.py    HTTP: signature first, then bolt       ┐  arriving.py   request → Arrival (id, chat, person)
    socket_mode.py  a watched websocket, then bolt         ┘
    reading.py      Arrival's payload → InboundMessage        tapping.py: buttons, shortcuts, forms
    rendering.py    OutboundMessage → calls, each with what to send if it is refused
                                                              blocks.py, forms.py: Block Kit; texts.py: its text
    sending.py      the calls made                            failures.py: what went wrong; tokens.py: rotation
    connection.py   the port, and how its parts are put together

slack_sdk, bolt and aiohttp are imported when a platform is connected, not before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ports import Front, Platform, Translator
from bot.settings import Settings


@asynccontextmanager
async def connect(settings: Settings, front: Front) -> AsyncIterator[Platform]:
    """Raises `SettingsError` naming the variable that is wrong or missing."""
    from adapters.channels.slack.connection import connected

    async with connected(settings, front) as platform:
        yield platform


def unconnected(settings: Settings) -> Translator:
    """The same without a network, for a bot that does not exist: for tests and pictures."""
    from adapters.channels.slack.translator import SlackTranslator

    return SlackTranslator(settings.slack_replies, "UBOT00001")
