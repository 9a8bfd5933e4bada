"""What to say. One message takes this way through the package:

    InboundMessage ─ engine.respond ─▶ understanding → Turn ─▶ memory.learn → Person, Dialogue
                                       ─▶ policy.answer → skill ─▶ recommender.rank → Slate
                                       ─▶ cards → OutboundMessage

The seam for tests, tools and other programs:

    async with open_bot(settings) as engine:
        replies = await engine.respond(InboundMessage.text_from("console", user="ana", text="something like Heat"))
        replies[0].cards[0].item.id
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.settings import Settings

__all__ = ["open_bot"]


def open_bot(settings: Settings | None = None) -> AbstractAsyncContextManager[Engine]:
    """The bot, wired from the settings (from the environment when none are given), as an async context manager."""
    from bot.settings import load_settings
    from bot.wiring import open_engine

    return open_engine(settings or load_settings())
