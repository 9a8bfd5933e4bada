"""What comes in and what goes out, the same for every platform."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Self, get_args

from bot.errors import BadAction
from recommender.schema import Item, ItemId, SlateId, UserId, Verb

SEPARATOR = "·"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message came from and an answer goes to. `user` is `channel:id`."""

    channel: str
    chat: str
    user: UserId
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A tap on a button: feedback on one item of one slate."""

    verb: str
    """A feedback verb, or `why`."""
    slate: SlateId
    item: ItemId

    def encode(self) -> str:
        return SEPARATOR.join((self.verb, self.slate, self.item))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises `BadAction` for anything that `encode` did not make."""
        parts = text.split(SEPARATOR, 2)
        if len(parts) != 3 or parts[0] not in (*get_args(Verb), "why") or not parts[2]:
            raise BadAction(text)
        return cls(parts[0], SlateId(parts[1]), ItemId(parts[2]))


@dataclass(frozen=True, slots=True)
class InboundMessage:
    id: str
    """The platform's own key; the same message delivered twice has the same id."""
    address: Address
    text: str = ""
    action: Action | None = None
    sent_at: float = 0.0
    """Seconds since the epoch."""
    locale: str = ""

    @classmethod
    def text_from(cls, channel: str, user: str, text: str) -> Self:
        """A message a program makes: `InboundMessage.text_from("console", user="ana", text="…")`."""
        return cls(uuid.uuid4().hex, _own_chat(channel, user), text=text, sent_at=time.time())

    @classmethod
    def action_from(cls, channel: str, user: str, action: str) -> Self:
        """A tap, from the text that the card's button carried. Raises `BadAction`."""
        decoded = Action.decode(action)
        return cls(uuid.uuid4().hex, _own_chat(channel, user), action=decoded, sent_at=time.time())


def _own_chat(channel: str, user: str) -> Address:
    return Address(channel, user, UserId(f"{channel}:{user}"))


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    action: str
    """What comes back when it is tapped: an encoded `Action`."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item, ready to be drawn by any platform."""

    item: Item
    title: str
    subtitle: str
    """The key facts on one line."""
    body: str
    reason: str
    buttons: tuple[tuple[str, Button], ...] = ()
    """Verb and button, in the order to be shown."""
    image_url: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that goes with a message."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    address: Address
    text: str
    """All that is said, the question included."""
    cards: tuple[Card, ...] = ()
    in_reply_to: str = ""
    question: str = ""
    """The question that ends the text, if there are cards too: a channel may show it after them."""
    attachments: tuple[Attachment, ...] = ()
    forgotten: bool = False
    """The person asked to be forgotten: the channel deletes what it keeps of them too."""
