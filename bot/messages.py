"""What comes in and what goes out, the same for every platform."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self, get_args

from bot.errors import BadAction
from recommender.schema import Item, ItemId, Preference, SlateId, UserId, Verb

SEPARATOR = "·"
ANSWERS = ("yes", "no")
"""Verbs of the buttons under our own question."""
LANGUAGES = ("en", "zh")
"""Verbs of the buttons that choose what the bot speaks."""
CHOICES = ("any", *(f"choice{number}" for number in range(1, 7)))
"""Verbs of the buttons that answer our question about a field: no preference, or one of the answers offered."""
ITEMLESS = (*ANSWERS, *CHOICES, *LANGUAGES)
"""Verbs of the buttons that name no item."""
VERBS = (*get_args(Verb), "why", *ITEMLESS)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message came from and an answer goes to. `user` is `channel:id`."""

    channel: str
    chat: str
    user: UserId
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A tap on a button: feedback on one item of one slate, or the answer to our question."""

    verb: str
    """One of `VERBS`."""
    slate: SlateId
    item: ItemId

    def encode(self) -> str:
        return SEPARATOR.join((self.verb, self.slate, self.item))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises `BadAction` for anything that `encode` did not make."""
        parts = text.split(SEPARATOR, 2)
        if len(parts) != 3 or parts[0] not in VERBS or bool(parts[2]) == (parts[0] in ITEMLESS):
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
    token: str = ""
    """A tapped button's sealed action, not opened yet; see `bot/seal.py`."""
    regarding: str = ""
    """The platform's id of an earlier message of ours that this one replies or reacts to."""
    reaction: str = ""
    """`like` or `dislike`: a reaction put on the message `regarding`, without a word."""
    about: ItemId | None = None
    """The item that the message `regarding` shows: what `it` means."""
    taste: tuple[Preference, ...] | None = None
    """The lasting wishes as filled in on a form, in place of those that the form showed."""
    taste_of: str = ""
    """The domain that the form was of; empty: the one that is spoken of."""
    quoted: bool = False
    """The text is somebody else's: what it names is looked for, nothing of it is the person's opinion or order."""
    preview: bool = False
    """Asked while still typing: answered, but nothing is learnt from it."""
    public: bool = False
    """Others read along: what is secret is not to be answered here."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """What its channel needs to answer at this very place (ids of a message, a tap, a view); opaque to the bot."""

    def __post_init__(self) -> None:
        """Halves of characters, as some platforms cut them, can neither be encoded nor stored: each becomes a `?`."""
        if not self.text.isascii():
            whole = self.text.encode("utf-8", "replace").decode("utf-8")
            object.__setattr__(self, "text", whole)

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
    status: str = ""
    """What was noted about the item, after a tap: `Liked`."""
    slate: SlateId | None = None
    """The list that it is on; `Call.about` needs it, and the buttons are sealed by then."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a tap did to the list that it was on: a channel changes its message in place instead of saying more."""

    verb: str
    card: Card
    """The tapped card as it looks now, with its status and what can still be done with it."""
    successor: Card | None = None
    """The new item that takes its place."""
    listed: tuple[Card, ...] = ()
    """The whole list as it stands now, the successor included; empty when the tap was on an older list."""
    intro: str = ""
    """The sentence above that list."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form: which of the options are wanted, which are to be avoided."""

    name: str
    label: str
    options: tuple[str, ...]
    wanted: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    """What an option is shown as, where that differs from the option itself."""


@dataclass(frozen=True, slots=True)
class Form:
    """A person's lasting wishes in one domain, to be shown and changed where a platform has forms."""

    domain: str
    fields: tuple[FormField, ...]


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
    language: str = "en"
    """What it is written in, and what a channel's own words beside it are to be."""
    forgotten: bool = False
    """The person asked to be forgotten: the channel deletes what it keeps of them too."""
    buttons: tuple[Button, ...] = ()
    """Answers to the question: `ANSWERS`, or opinions on the item that it is about."""
    tapped: Tapped | None = None
    """Set in the answer to a tap on a card; `text` and `cards` say the same to a channel that cannot edit."""
    form: Form | None = None
    """The person's taste, in answer to `/profile`."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """As in the message that is answered."""
    thinking: bool = False
    """Says nothing yet: show that the bot is at work, where the platform can."""
    undone: bool = False
    """Says why nothing was done: what was tapped stays as it is, for whoever may tap it."""
