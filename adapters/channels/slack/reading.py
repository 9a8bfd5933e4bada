"""What an arrival says: payload → `InboundMessage`. Pure.

Raises `BadUpdate` for what ought to be readable and is not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from adapters.channels.slack.arriving import arrival, text_at
from adapters.channels.slack.places import CHANNEL, COMMAND, HOME, SUBCOMMANDS, filled, identity, owner, said_in
from adapters.channels.slack.tapping import read_shortcut, read_submission, read_tap
from adapters.channels.slack.texts import decoded
from bot.errors import BadUpdate
from bot.messages import Address, InboundMessage

LIKED = frozenset({"+1", "thumbsup", "heart", "heart_eyes", "star", "star-struck", "100", "fire", "clap"})
DISLIKED = frozenset({"-1", "thumbsdown", "x", "no_good", "confounded"})

Body = Mapping[str, Any]


def read(payload: str, me: str = "") -> InboundMessage | None:
    """None when it is none of our business. `me` is our own user id, for requests that do not name it."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BadUpdate(f"a request of Slack is no JSON: {error}") from None
    if not isinstance(body, dict):
        raise BadUpdate("a request of Slack is no JSON object")
    try:
        return _message(body, me)
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise BadUpdate(f"a {_kind(body)} of Slack is not as documented: {error}") from error


def _message(body: Body, me: str) -> InboundMessage | None:
    readers: Mapping[str, Callable[[Body, str], InboundMessage | None]] = {
        "event_callback": lambda event, key: _event(event, key, _ourselves(event) or me),
        "command": _command,
        "block_actions": read_tap,
        "message_action": read_shortcut,
        "view_submission": read_submission,
    }
    kind = _kind(body)
    if kind in readers:
        return readers[kind](body, arrival(body, 0.0).id)
    if kind in ("view_closed", "shortcut", "block_suggestion", "app_rate_limited", "url_verification"):
        return None
    raise BadUpdate(f"a request of Slack is of an unknown type: {kind[:80]!r}")


def _kind(body: Body) -> str:
    return "command" if "command" in body else text_at(body, "type")


def _event(body: Body, key: str, me: str) -> InboundMessage | None:
    event = body["event"]
    if not isinstance(event, Mapping):
        raise TypeError("the event is no object")
    if text_at(event, "user") == me and me:
        return None
    match text_at(event, "type"):
        case "message":
            return _direct_message(event, key, me)
        case "app_mention":
            return _mention(event, key, me)
        case "reaction_added":
            return _reaction(event, key, me)
        case "app_home_opened" if text_at(event, "tab") in ("", "home"):
            return _home(event["user"], key)
        case _:
            return None


def _ourselves(body: Body) -> str:
    """Our own user id: Slack names in each event for whom it is."""
    listed = body.get("authorizations") or []
    return next((text_at(one, "user_id") for one in listed if one.get("is_bot")), "")


def _direct_message(event: Body, key: str, me: str) -> InboundMessage | None:
    if text_at(event, "channel_type") != "im" or not _by_person(event):
        return None
    return _said(event, key, me, thread=text_at(event, "thread_ts"), kind="message")


def _mention(event: Body, key: str, me: str) -> InboundMessage | None:
    if not _by_person(event):
        return None
    return _said(event, key, me, thread=text_at(event, "thread_ts") or event["ts"], kind="mention")


def _by_person(event: Body) -> bool:
    """No bot, no edit, nobody joining. A file that is shared counts for the words that go with it."""
    by_bot = "bot_id" in event or "bot_profile" in event
    return not by_bot and event.get("subtype") in (None, "file_share", "thread_broadcast")


def _said(event: Body, key: str, me: str, *, thread: str, kind: str) -> InboundMessage | None:
    channel, user, text = event["channel"], event["user"], decoded(event.get("text") or "", me)
    if not text and kind == "message":
        return None
    origin = {"kind": kind, "channel": channel, "user": user, "ts": event["ts"], "thread": thread}
    return InboundMessage(
        key,
        said_in(channel, user, thread),
        text=text or "/help",
        sent_at=float(event["ts"]),
        public=kind == "mention",
        origin=filled(origin),
    )


def _reaction(event: Body, key: str, me: str) -> InboundMessage | None:
    name = event["reaction"].partition("::")[0]
    verdict = "like" if name in LIKED else "dislike" if name in DISLIKED else ""
    item = event["item"]
    if not verdict or item.get("type") != "message" or not me or event.get("item_user") != me:
        return None
    channel, user, ts = item["channel"], event["user"], item["ts"]
    return InboundMessage(
        key,
        Address(CHANNEL, identity(channel), owner(user)),
        sent_at=float(event["event_ts"]),
        regarding=identity(ts),
        reaction=verdict,
        origin=filled({"kind": "reaction", "channel": channel, "user": user, "ts": ts}),
    )


def _home(user: str, key: str) -> InboundMessage:
    origin = {"kind": "home", "user": user, "view": "home"}
    return InboundMessage(key, Address(CHANNEL, HOME, owner(user)), text="/profile", origin=origin)


def _command(body: Body, key: str) -> InboundMessage:
    user, channel = body["user_id"], body["channel_id"]
    names = ("channel_id", "user_id", "response_url", "trigger_id")
    origin = {name.removesuffix("_id") if name != "trigger_id" else name: text_at(body, name) for name in names}
    return InboundMessage(
        key,
        Address(CHANNEL, identity(channel), owner(user)),
        text=_asked(identity(body["command"]), decoded(body.get("text") or "")),
        origin=filled({"kind": "command", **origin}),
    )


def _asked(command: str, text: str) -> str:
    if command != COMMAND:
        return f"{command} {text}".strip()
    first, _, rest = text.partition(" ")
    name, rest = first.lower().lstrip("/"), rest.strip()
    # A code follows `link`; `language zh` chooses one, `language learning for adults` is a wish.
    if name == "link" or (name == "language" and " " not in rest) or (name in SUBCOMMANDS and not rest):
        return f"/{name} {rest}".strip()
    return text or COMMAND
