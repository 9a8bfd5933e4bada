"""The chats of a fake Telegram, with all that people see in them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.telegram_rules import Rejected, bad

Rows = list[list[dict[str, Any]]]


@dataclass
class Message:
    id: int
    chat: Chat
    sender: dict[str, Any]
    text: str = ""
    """What a person reads: the text or the caption, without mark-up."""
    source: str = ""
    """As it was given, mark-up included."""
    photo: str = ""
    document: str = ""
    """A file's name, and what is in it."""
    content: bytes = b""
    rows: Rows = field(default_factory=list)
    thread: int | None = None
    reply_to: int | None = None
    album: str = ""
    via_inline: bool = False
    edits: int = 0
    deleted: bool = False
    at: float = field(default_factory=time.time)

    @property
    def by_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    def as_json(self) -> dict[str, Any]:
        """A `Message` of the Bot API."""
        shown: dict[str, Any] = {
            "message_id": self.id,
            "date": int(self.at),
            "chat": self.chat.as_json(),
            "from": self.sender,
        }
        if self.photo:
            shown["photo"] = [
                {"file_id": f"file-{self.id}", "file_unique_id": f"u{self.id}", "width": 300, "height": 450}
            ]
        if self.document:
            shown["document"] = {"file_id": f"file-{self.id}", "file_unique_id": f"u{self.id}"}
            shown["document"]["file_name"] = self.document
        if self.text:
            shown["caption" if self.photo or self.document else "text"] = self.text
        if self.rows:
            shown["reply_markup"] = {"inline_keyboard": self.rows}
        if self.edits:
            shown["edit_date"] = int(self.at)
        if self.thread is not None:
            shown |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.album:
            shown["media_group_id"] = self.album
        if self.reply_to in self.chat.messages and self.reply_to is not None:
            shown["reply_to_message"] = self.chat.messages[self.reply_to].as_json()
            shown["reply_to_message"].pop("reply_to_message", None)
        return shown


@dataclass
class Chat:
    id: int
    title: str
    kind: str = "private"
    messages: dict[int, Message] = field(default_factory=dict)
    """By id; ids go up by one, as in Telegram."""
    blocked: bool = False
    """The person blocked the bot, or the group threw it out."""
    gone: bool = False
    actions: list[str] = field(default_factory=list)
    """Chat actions shown: `typing`."""
    drafts: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        named = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **named}

    @property
    def visible(self) -> list[Message]:
        return [message for message in self.messages.values() if not message.deleted]

    @property
    def from_bot(self) -> list[Message]:
        """What the bot has there, oldest first."""
        return [message for message in self.visible if message.by_bot]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        return self.from_bot[-1]

    def add(self, sender: dict[str, Any], **content: Any) -> Message:
        message = Message(len(self.messages) + 1, self, sender, **content)
        self.messages[message.id] = message
        return message

    def editable(self, number: Any) -> Message:
        message = self.messages.get(int(number or 0))
        if message is None or message.deleted:
            raise bad("message to edit not found")
        if not message.by_bot:
            raise bad("message can't be edited")
        return message

    def open_to_bot(self) -> None:
        """Raises `Rejected` where the bot cannot write."""
        if self.gone:
            raise Rejected(403, "Forbidden: user is deactivated")
        if self.blocked and self.kind == "private":
            raise Rejected(403, "Forbidden: bot was blocked by the user")
        if self.blocked:
            raise Rejected(403, f"Forbidden: bot was kicked from the {self.kind} chat")


def change(message: Message, **content: Any) -> None:
    """Edit in place. Raises as Telegram does when nothing changes."""
    if all(getattr(message, name) == value for name, value in content.items()):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    for name, value in content.items():
        setattr(message, name, value)
    message.edits += 1
