"""A fake Slack workspace: channels, what people see there, modals and Home tabs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.platforms.slack_rules import Refusal, buttons, texts

TEAM = "T0000TEAM"
APP = "A0000APP"
BOT = "B0000BOT"
BOT_USER = "U0000BOT"
USES_OF_RESPONSE_URL = 5


@dataclass
class Message:
    channel: Channel
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    only_for: str = ""
    """The one person who sees an ephemeral message; empty: everybody."""
    file: str = ""
    content: bytes = b""
    """A file's name, and what is in it."""
    metadata: dict[str, Any] = field(default_factory=dict)
    edits: int = 0
    deleted: bool = False

    @property
    def by_bot(self) -> bool:
        return self.user == BOT_USER

    @property
    def reads(self) -> str:
        """All that a person sees of it; a text beside blocks is for notifications only."""
        return "\n".join(texts(self.blocks)) if self.blocks else self.text

    @property
    def labels(self) -> list[str]:
        return [button["text"]["text"] for _, button in buttons(self.blocks)]

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.by_bot:
            shown |= {"bot_id": BOT, "app_id": APP}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        return shown | {"team": TEAM}


@dataclass
class Channel:
    id: str
    name: str
    kind: str = "channel"
    """`im` for a conversation with the bot."""
    member: bool = True
    """The bot is in it."""
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    def seen_by(self, user: str) -> list[Message]:
        return [one for one in self.messages.values() if not one.deleted and one.only_for in ("", user)]

    @property
    def from_bot(self) -> list[Message]:
        """What the bot has there, ephemeral messages included, oldest first."""
        return [one for one in self.messages.values() if one.by_bot and not one.deleted]

    @property
    def last(self) -> Message:
        return self.from_bot[-1]


@dataclass
class View:
    id: str
    shown: dict[str, Any]
    user: str
    hash: str = "1"
    closed: bool = False

    def as_json(self) -> dict[str, Any]:
        filled = {"private_metadata": "", "callback_id": "", "state": {"values": {}}}
        return filled | self.shown | {"id": self.id, "hash": self.hash, "team_id": TEAM, "app_id": APP, "bot_id": BOT}


class Workspace:
    def __init__(self) -> None:
        self._numbers = count(1)
        self.users: dict[str, str] = {BOT_USER: "rec"}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, tuple[str, float]] = {}
        """Who acted and when; a trigger is good once, for three seconds."""
        self.response_urls: dict[str, tuple[Channel, str, Message | None, int]] = {}
        """Where, for whom, of which message, and how many uses are left."""
        self.uploads: dict[str, tuple[str, bytes]] = {}

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        return f"{int(time.time())}.{self.number():06}"

    def channel(self, number: Any) -> Channel:
        """Raises `Refusal`."""
        channel = self.channels.get(str(number))
        if channel is None and str(number) in self.users:
            channel = self.direct(str(number))
        if channel is None:
            raise Refusal("channel_not_found")
        return channel

    def writable(self, number: Any) -> Channel:
        """A channel where the bot may post. Raises `Refusal`."""
        channel = self.channel(number)
        if channel.archived:
            raise Refusal("is_archived")
        if not channel.member:
            raise Refusal("not_in_channel")
        return channel

    def direct(self, user: str) -> Channel:
        """The conversation of a person with the bot; made when there is none."""
        number = f"D{user[1:]}"
        return self.channels.setdefault(number, Channel(number, user, "im"))

    def post(self, channel: Channel, user: str, **content: Any) -> Message:
        message = Message(channel, self.ts(), user, **content)
        channel.messages[message.ts] = message
        return message

    def trigger(self, user: str) -> str:
        number = f"{self.number()}.{TEAM}.{user}"
        self.triggers[number] = (user, time.monotonic())
        return number

    def spend(self, trigger: Any) -> str:
        """The person who acted. Raises `Refusal` for a trigger that is unknown, used or too old."""
        user, at = self.triggers.pop(str(trigger), ("", 0.0))
        if not user:
            raise Refusal("invalid_trigger_id")
        if time.monotonic() - at > 3:
            raise Refusal("expired_trigger_id")
        return user

    def open_view(self, user: str, shown: dict[str, Any]) -> View:
        view = View(f"V{self.number():07}", shown, user)
        if shown["type"] == "home":
            self.homes[user] = view
        self.views[view.id] = view
        return view
