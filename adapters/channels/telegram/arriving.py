"""A raw update as an arrival: stored before anybody tries to understand it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.arrivals import Arrival
from recommender.schema import UserId

CHANNEL = "telegram"
LONGEST_PAYLOAD = 1_000_000
KINDS = ("message", "callback_query", "inline_query", "message_reaction", "my_chat_member")
"""The updates that we ask Telegram for. Edits are none of them: what was said once is answered once."""


def arrival_of(update: Any, at: float) -> Arrival:
    """Whatever the update holds. ASCII, so that half of a surrogate pair can be stored as well."""
    number = update.get("update_id") if isinstance(update, Mapping) else None
    return _arrival(update, json.dumps(update), number, at)


def arrival_of_body(body: bytes, at: float) -> Arrival:
    """Whatever was posted to us; what cannot be read goes by its digest."""
    try:
        update = json.loads(body)
        number = update.get("update_id") if isinstance(update, Mapping) else None
        return _arrival(update, json.dumps(update), number, at)
    except (ValueError, RecursionError):
        text = body[:LONGEST_PAYLOAD].decode("utf-8", "replace").replace("\0", "\ufffd")
        return Arrival(_digest(body), CHANNEL, "", UserId(""), text, at)


def _arrival(update: Any, payload: str, number: Any, at: float) -> Arrival:
    known = isinstance(number, int) and not isinstance(number, bool)
    chat, user = _whose(update)
    return Arrival(f"tg:{number}" if known else _digest(payload.encode()), CHANNEL, chat, user, payload, at)


def _whose(update: Any) -> tuple[str, UserId]:
    """Chat and sender, as far as they can be found; `parsing` names the same."""
    body = next((part for kind in KINDS if (part := _part(update, kind))), {})
    sender = _id(_part(body, "from") or _part(body, "user"))
    chat = _id(_part(body, "chat") or _part(_part(body, "message"), "chat"))
    if sender and not chat and (_part(update, "inline_query") or body.get("inline_message_id")):
        chat = inline_chat(sender)
    return chat, UserId(f"{CHANNEL}:{sender}" if sender else "")


def inline_chat(sender: str) -> str:
    """What is typed after the bot's name in some chat: in order by person, as nobody tells which chat it is."""
    return f"inline:{sender}"


def _part(of: Any, name: str) -> Mapping[str, Any]:
    part = of.get(name) if isinstance(of, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _id(of: Mapping[str, Any]) -> str:
    number = of.get("id")
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else ""


def _digest(data: bytes) -> str:
    return f"tg:{hashlib.sha256(data).hexdigest()[:32]}"
