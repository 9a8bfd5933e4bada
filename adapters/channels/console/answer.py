"""One message through the bot; whatever goes wrong concerns that message only."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.errors import ChatRecError, Unanswered
from bot.messages import InboundMessage, OutboundMessage
from bot.ports import Handle

CHANNEL = "console"

log = logging.getLogger(__name__)


async def answer(handle: Handle, message: InboundMessage) -> Sequence[OutboundMessage]:
    """The bot's replies. Raises `ChatRecError` only, so that the next message is served."""
    try:
        return await handle(message)
    except ChatRecError:
        raise
    except Exception as error:
        log.exception("message %s of %s was not answered", message.id, message.address.user)
        raise Unanswered(
            f"this message failed on our side ({type(error).__name__}): try other words, and report the log"
        ) from error
