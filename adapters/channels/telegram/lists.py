"""Several cards on one message, or one with what is said about it."""

from __future__ import annotations

from adapters.channels.telegram.calls import Spot, styled
from adapters.channels.telegram.cards import list_text, single_text
from adapters.channels.telegram.keyboards import under_card, under_list, under_question
from bot.messages import OutboundMessage
from bot.postings import Call


def listed(spot: Spot, intro: str, message: OutboundMessage) -> Call:
    """A list of one is that item's card: a reply to it means the item."""
    cards, question = message.cards, message.question
    if len(cards) > 1:
        return styled(spot, list_text(intro, cards, question), under_list(cards, message.buttons))
    keyboard = [*under_card(cards[0]), *under_question(message.buttons)]
    return styled(spot, single_text(intro, cards[0], question), keyboard, cards[0])
