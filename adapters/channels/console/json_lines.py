"""The console for programs: one JSON object a line in, exactly one JSON line out for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TextIO

from adapters.channels.console.answer import CHANNEL, answer
from adapters.channels.console.lines import read_lines
from bot.errors import BadLine, ChatRecError
from bot.messages import Card, InboundMessage, OutboundMessage
from bot.ports import Handle

MAX_TEXT = 10_000
"""Characters; nobody's message is longer, and a runaway line must not hold up those behind it."""


@dataclass(frozen=True, slots=True)
class JsonLines:
    source: BinaryIO
    target: TextIO

    async def run(self, handle: Handle) -> None:
        async for line in read_lines(self.source):
            # ASCII only: one line by any reader's idea of a line end, and safe in any encoding.
            self.target.write(json.dumps(await _answer(line, handle)) + "\n")
            self.target.flush()


async def _answer(line: bytes, handle: Handle) -> dict[str, Any]:
    try:
        message = parse(line)
        replies = await answer(handle, message)
    except ChatRecError as error:
        return {"error": str(error)}
    return render(message.address.chat, replies)


def parse(line: bytes) -> InboundMessage:
    """`{"user": …, "text": …}` or `{"user": …, "action": …}` → message. Raises `BadLine`, `BadAction`."""
    said = _object(line)
    user = _string(said, "user", 'name who speaks: {"user": "ana", "text": "…"}')
    text, action = said.get("text"), said.get("action")
    if (text is None) == (action is None):
        both = "both" if text is not None else "neither"
        raise BadLine(f'the line has {both} of "text" and "action": give exactly one of them')
    if action is not None:
        action = _string(said, "action", "send a card's action as it was given")
        return InboundMessage.action_from(CHANNEL, user, action)
    return InboundMessage.text_from(CHANNEL, user, _string(said, "text", "give what the user says"))


def render(user: str, replies: Sequence[OutboundMessage]) -> dict[str, Any]:
    return {
        "user": user,
        "replies": list(map(_reply, replies)),
    }


def _reply(reply: OutboundMessage) -> dict[str, Any]:
    drawn: dict[str, Any] = {"text": reply.text, "cards": list(map(_card, reply.cards))}
    if reply.attachments:
        drawn["attachments"] = [{"name": file.name, "content": file.content} for file in reply.attachments]
    return drawn


def _card(card: Card) -> dict[str, Any]:
    drawn = {
        "item": card.item.id,
        "title": card.title,
        "subtitle": card.subtitle,
        "body": card.body,
        "reason": card.reason,
        "fields": dict(card.item.fields),
        "actions": {verb: button.action for verb, button in card.buttons},
    }
    return drawn if card.body else {name: value for name, value in drawn.items() if name != "body"}


def _object(line: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("the line is not UTF-8: encode it as UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine('the line is not JSON: send one object a line, {"user": "…", "text": "…"}') from None
    if not isinstance(said, dict):
        raise BadLine('the line is not a JSON object: send {"user": "…", "text": "…"}')
    return said


def _string(said: Mapping[str, object], name: str, remedy: str) -> str:
    value = said.get(name)
    if value is None:
        raise BadLine(f'"{name}" is missing: {remedy}')
    if not isinstance(value, str):
        raise BadLine(f'"{name}" is {json.dumps(value)[:80]}, not a string: {remedy}')
    if not value.strip():
        raise BadLine(f'"{name}" is empty: {remedy}')
    if len(value) > MAX_TEXT:
        raise BadLine(f'"{name}" has {len(value)} characters: at most {MAX_TEXT} are read')
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadLine(f'"{name}" holds half a character (a lone surrogate): send whole Unicode text')
    return value
