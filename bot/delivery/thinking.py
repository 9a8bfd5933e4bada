"""While a turn lasts, the person sees that the bot is at work: best effort, never in an answer's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.messages import InboundMessage, OutboundMessage
from bot.ports import Platform

SOON_S = 0.15
"""Faster than this, nobody notices a wait."""
AGAIN_S = 4.0
"""Telegram takes the sign away after 5 seconds."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def thinking(platform: Platform, message: InboundMessage) -> AsyncIterator[None]:
    """Show it from shortly after the block is entered until it is left."""
    task = asyncio.create_task(_show(platform, message))
    try:
        yield
    finally:
        task.cancel()


async def _show(platform: Platform, message: InboundMessage) -> None:
    pause = SOON_S
    while True:
        await asyncio.sleep(pause)
        pause = AGAIN_S
        try:
            for call in platform.render(OutboundMessage(message.address, "", thinking=True, origin=message.origin)):
                await platform.send(call)
        except Exception as error:  # noqa: BLE001 - the answer itself tells how the platform fares
            log.debug("not shown as thinking", error=f"{type(error).__name__}: {error}")
