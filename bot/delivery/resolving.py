"""What a message refers to: the card it replies to, the button that was tapped."""

from __future__ import annotations

from dataclasses import replace

from bot.delivery.sealing import Sealing
from bot.errors import RefusedAction
from bot.messages import InboundMessage
from bot.ports import Ledger


async def resolved(message: InboundMessage, ledger: Ledger, seal: Sealing, at: float) -> InboundMessage | None:
    """The message with `action` and `about` filled in; None for a reaction to nothing that we showed.

    Raises `RefusedAction` for a button that cannot be used.
    """
    if message.token:
        # Opened first: whether a button was used is nobody's business but its owner's.
        action = seal.open(message.token, message.address.user, at)
        if await ledger.spent(message.token):
            raise RefusedAction("used")
        return replace(message, action=action)
    if not message.regarding:
        return message
    address = message.address
    shown = await ledger.shown_at(address.channel, address.chat, message.regarding)
    if message.reaction:
        return replace(message, action=replace(shown, verb=message.reaction)) if shown else None
    return replace(message, about=shown.item) if shown else message
