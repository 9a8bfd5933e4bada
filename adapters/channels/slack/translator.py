"""How Slack talks, connected or not: the port `Translator`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.channels.slack.places import CHANNEL
from adapters.channels.slack.reading import read
from adapters.channels.slack.rendering import RATES, Replies, render
from bot.messages import InboundMessage, OutboundMessage
from bot.postings import Call, Rate


@dataclass
class SlackTranslator:
    replies: Replies
    me: str = ""
    """Our own user id, as soon as Slack has told it."""

    @property
    def name(self) -> str:
        return CHANNEL

    @property
    def rates(self) -> Mapping[str, Rate]:
        return RATES

    def parse(self, payload: str) -> InboundMessage | None:
        return read(payload, self.me)

    def render(self, message: OutboundMessage) -> Sequence[Call]:
        return render(message, self.replies)
