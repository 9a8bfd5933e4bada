"""Taps on buttons, choices from menus, shortcuts and filled-in forms → `InboundMessage`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.channels.slack.arriving import text_at
from adapters.channels.slack.forms import EDIT, TASTE, field_of
from adapters.channels.slack.places import CHANNEL, HOME, filled, identity, owner, said_in
from adapters.channels.slack.texts import decoded
from bot.messages import Address, InboundMessage
from recommender.schema import Preference

LIKE_THIS = "recommend_like_this"
"""The message shortcut."""

Body = Mapping[str, Any]


def read_tap(body: Body, key: str) -> InboundMessage | None:
    """A sealed action, or the wish to edit one's taste; None for a button that only opens a link."""
    action, user = body["actions"][0], body["user"]["id"]
    if action["action_id"] == EDIT:
        return _edit(body, user, key)
    token = text_at(action, "value") or text_at(action, "selected_option", "value")
    if not token:
        return None
    origin = _place(body)
    return InboundMessage(
        key,
        said_in(origin["channel"], user, origin["thread"]),
        token=token,
        sent_at=float(action.get("action_ts") or 0.0),
        origin=filled({"kind": "tap", "user": user, **origin}),
    )


def _edit(body: Body, user: str, key: str) -> InboundMessage:
    """On the Home tab, or under a profile that was shown in a chat: then it is the taste that is spoken of there."""
    place = _place(body)
    address = said_in(place["channel"] or HOME, user, place["thread"])
    origin = {"kind": "tap", "user": user, "view": "modal", "trigger_id": place["trigger_id"]}
    return InboundMessage(key, address, text="/profile", origin=filled(origin))


def _place(body: Body) -> dict[str, str]:
    """The message with the button, and how to answer there."""
    container = body.get("container") or {}
    ts = text_at(container, "message_ts") or text_at(body, "message", "ts")
    thread = text_at(body, "message", "thread_ts") or text_at(container, "thread_ts")
    return {
        "channel": text_at(body, "channel", "id") or text_at(container, "channel_id"),
        "ts": ts,
        # The first message of a thread names itself.
        "thread": thread if thread != ts else "",
        "ephemeral": "1" if container.get("is_ephemeral") else "",
        "response_url": text_at(body, "response_url"),
        "trigger_id": text_at(body, "trigger_id"),
    }


def read_shortcut(body: Body, key: str) -> InboundMessage | None:
    """`Recommend something like this` on anybody's message."""
    text = decoded(body["message"].get("text") or "")
    if body["callback_id"] != LIKE_THIS or not text:
        return None
    user, channel = body["user"]["id"], body["channel"]["id"]
    origin = {
        "kind": "command",
        "channel": channel,
        "user": user,
        "response_url": text_at(body, "response_url"),
        "trigger_id": text_at(body, "trigger_id"),
    }
    return InboundMessage(
        key,
        Address(CHANNEL, identity(channel), owner(user)),
        text=text,
        quoted=True,
        sent_at=float(body.get("action_ts") or 0.0),
        origin=filled(origin),
    )


def read_submission(body: Body, key: str) -> InboundMessage | None:
    """The form of lasting wishes, filled in."""
    view, user = body["view"], body["user"]["id"]
    if view["callback_id"] != TASTE:
        return None
    kept = json.loads(view["private_metadata"])
    origin = {"kind": "form", "user": user, "view": "home"}
    return InboundMessage(
        key,
        Address(CHANNEL, identity(kept["chat"]), owner(user), text_at(kept, "thread")),
        taste=tuple(_wishes(view["state"]["values"])),
        taste_of=text_at(kept, "domain"),
        origin=filled(origin),
    )


def _wishes(values: Mapping[str, Mapping[str, Any]]) -> Iterator[Preference]:
    """What is wanted moves the ranking; what is to be avoided is kept out."""
    for block, answers in values.items():
        polarity, field = field_of(block)
        for answer in answers.values():
            chosen = tuple(identity(option["value"]) for option in answer["selected_options"])
            if chosen and polarity == "want":
                yield Preference(field, "in", chosen, "want", strength="soft", scope="always")
            elif chosen:
                yield Preference(field, "in", chosen, "avoid", strength="hard", scope="always")
