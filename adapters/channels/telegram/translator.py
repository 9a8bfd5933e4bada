"""How Telegram talks, connected or not: the port `Translator`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.channels.telegram.arriving import CHANNEL
from adapters.channels.telegram.calls import RATES
from adapters.channels.telegram.parsing import parsed
from adapters.channels.telegram.rendering import CardsForm, rendered
from adapters.channels.telegram.wording import Me
from bot.messages import InboundMessage, OutboundMessage
from bot.postings import Call, Rate


@dataclass
class TelegramTranslator:
    me: Me
    """Whose name and id count as ours; it may become known later."""
    cards: CardsForm

    @property
    def name(self) -> str:
        return CHANNEL

    @property
    def rates(self) -> Mapping[str, Rate]:
        return RATES

    def parse(self, payload: str) -> InboundMessage | None:
        return parsed(payload, self.me)

    def render(self, message: OutboundMessage) -> Sequence[Call]:
        return rendered(message, self.cards)
