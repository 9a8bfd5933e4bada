"""A talk with one person at a terminal: what is typed becomes a message, what comes back becomes lines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.style import Style
from rich.text import Text

from adapters.channels.console.answer import CHANNEL
from adapters.channels.console.cards import PLAIN, draw, line_width, paragraph
from adapters.channels.console.listing import Listing
from bot.errors import ChatRecError
from bot.messages import InboundMessage, OutboundMessage
from bot.phrasebook import Phrasebook, phrases_in

Examples = Callable[[], Awaitable[Sequence[str]]]
"""Sentences that the catalogue can serve; they are known when the engine is open."""


async def no_examples() -> Sequence[str]:
    return ()


@dataclass(slots=True)
class Talk:
    user: str
    console: Console
    listing: Listing = field(default_factory=Listing)
    """The list that numbers count in."""
    language: str = "en"
    """In which the person was last answered."""

    @property
    def phrases(self) -> Phrasebook:
        return phrases_in(self.language)

    def parse(self, line: str) -> InboundMessage:
        """Raises `NoSuchCard` for a short command about a card that is not there."""
        text = " ".join(line.split())
        action = self.listing.action(text)
        if action:
            return InboundMessage.action_from(CHANNEL, self.user, action)
        return InboundMessage.text_from(CHANNEL, self.user, text)

    def show(self, replies: Sequence[OutboundMessage]) -> None:
        self.listing = self.listing.after([card for reply in replies for card in reply.cards])
        for reply in replies:
            self.language = reply.language
            self.print(draw(reply, self.listing, self.console))

    def say(self, text: str, style: Style = PLAIN) -> None:
        self.print(paragraph(text, style, self.console, line_width(self.console)))

    def complain(self, error: ChatRecError, style: Style = PLAIN) -> None:
        sentence = str(error).strip()
        self.say(f"{sentence[:1].upper()}{sentence[1:].removesuffix('.')}.", style)

    def print(self, lines: Sequence[Text]) -> None:
        # The lines fit already; rich must neither wrap nor pad them.
        self.console.print(*lines, sep="\n", soft_wrap=True, highlight=False)


def quoted(examples: Sequence[str], phrases: Phrasebook) -> str:
    return phrases.say("list.or_between").join(f"“{example}”" for example in examples)
