"""A request of Slack → `Arrival`: its id, its chat, its person. Nothing here fails, whatever the request holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from adapters.channels.slack.places import CHANNEL
from bot.arrivals import Arrival
from recommender.schema import UserId

Body = Mapping[str, Any]


def read_body(raw: bytes, content_type: str = "") -> dict[str, Any] | None:
    """A signed HTTP body as the object that Socket Mode would have sent; None when it is none.

    Not bolt's own reader: that takes every form with the word `payload` in it for an interaction, so that
    `/recommend films about a payload` would arrive empty.
    """
    try:
        text = raw.decode()
        if not content_type.startswith("application/json") and not text.startswith("{"):
            fields = dict(parse_qsl(text, keep_blank_values=True))
            if "payload" not in fields:
                return dict(fields) or None
            text = fields["payload"]
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def arrival(body: Body, at: float) -> Arrival:
    """Without the outdated verification token, which nobody needs to keep."""
    payload = json.dumps({name: value for name, value in body.items() if name != "token"}, ensure_ascii=False)
    user = _plain(_user(body))
    return Arrival(
        id=f"{CHANNEL}:{_plain(_key(body)) or _digest(payload)}",
        channel=CHANNEL,
        chat=_chat(body, user),
        user=UserId(f"{CHANNEL}:{user}" if user else ""),
        # A lone surrogate is JSON to Python, and text to no database.
        payload=payload.encode(errors="replace").decode(),
        at=at,
    )


def unreadable(raw: bytes, at: float) -> Arrival:
    """Signed by Slack, but nothing that we can read: kept as it is for the operator to see."""
    text = raw.decode(errors="replace").replace("\0", "\ufffd")
    return Arrival(f"{CHANNEL}:{_digest(raw)}", CHANNEL, "unreadable", UserId(""), text, at)


def text_at(body: Body, *path: str) -> str:
    """The text at the end of a path through objects, empty when there is none."""
    value: Any = body
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _key(body: Body) -> str:
    """The same for a retry or a replay, another for the next tap."""
    if event := text_at(body, "event_id"):
        return event
    if text_at(body, "type") == "view_submission":
        view = ":".join((text_at(body, "view", "id"), text_at(body, "view", "hash")))
        # Submitted again after a lost answer it is the same, unless something else was chosen meanwhile.
        return f"{view}:{_digest(json.dumps(_state(body), sort_keys=True))}"
    return text_at(body, "trigger_id") or _tap(body)


def _tap(body: Body) -> str:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    parts = (text_at(first, "action_ts"), text_at(body, "user", "id"), text_at(first, "action_id"))
    return ":".join(parts) if parts[0] else ""


def _state(body: Body) -> Any:
    view = body.get("view")
    return view.get("state") if isinstance(view, Mapping) else None


def _user(body: Body) -> str:
    return text_at(body, "event", "user") or text_at(body, "user", "id") or text_at(body, "user_id")


def _chat(body: Body, user: str) -> str:
    channel = _plain(
        text_at(body, "event", "channel")
        or text_at(body, "event", "item", "channel")
        or text_at(body, "channel", "id")
        or text_at(body, "channel_id")
        or text_at(body, "container", "channel_id")
    )
    if channel and text_at(body, "event", "type") != "app_home_opened":
        return channel
    return f"home:{user}"


def _plain(key: str) -> str:
    """Ids of Slack are short and printable; anything else is no id, and no database should have to store it."""
    return key if key.isprintable() and len(key) <= 200 else ""


def _digest(content: str | bytes) -> str:
    data = content.encode(errors="replace") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:32]
