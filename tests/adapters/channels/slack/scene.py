"""What the tests of Slack are about: cards, messages, settings, payloads, and a front that is only remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.arrivals import Arrival
from bot.messages import Address, Button, Card, OutboundMessage
from bot.ports import Receive
from bot.postings import Call
from bot.settings import Settings
from recommender.schema import Item, ItemId, SlateId, UserId

PAYLOADS = Path(__file__).parents[3] / "data" / "payloads" / "slack"
BOT_TOKEN = "-".join(("xoxb", "1" * 12, "secretsecret"))
APP_TOKEN = "-".join(("xapp", "1", "A1", "secretsecret"))
SIGNING_SECRET = "0123456789abcdef"  # noqa: S105 - of nobody
VERBS = {"like": "Like", "dislike": "Not for me", "seen": "Seen it", "more": "More like this", "why": "Why?"}


def payload(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return body


def card(number: int = 1, **changes: Any) -> Card:
    item = Item(ItemId(f"movies:{number}"), "movies", f"Film {number}")
    given: dict[str, Any] = {
        "item": item,
        "title": item.title,
        "subtitle": "1995 · crime · 170 min",
        "body": "A thief and a detective, and Los Angeles between them.",
        "reason": "Like Collateral: Michael Mann",
        "buttons": tuple((verb, Button(label, f"sealed-{verb}-{number}")) for verb, label in VERBS.items()),
        "image_url": f"https://images.example.org/{number}.jpg",
        "url": f"https://example.org/films/{number}",
        "slate": SlateId("s1"),
    }
    return Card(**(given | changes))


DIRECT: Mapping[str, str] = {"kind": "message", "channel": "D1", "user": "U1", "ts": "1.1"}
COMMAND: Mapping[str, str] = {
    "kind": "command",
    "channel": "C1",
    "user": "U1",
    "response_url": "https://hooks.slack.com/commands/T1/1/a",
    "trigger_id": "1.2.3",
}
TAP: Mapping[str, str] = {
    "kind": "tap",
    "channel": "C1",
    "user": "U1",
    "ts": "5.5",
    "response_url": "https://hooks.slack.com/actions/T1/1/a",
}


def reply(text: str = "How about these:", chat: str = "D1", thread: str = "", **content: Any) -> OutboundMessage:
    content.setdefault("origin", DIRECT)
    address = Address("slack", chat, UserId("slack:U1"), thread)
    return OutboundMessage(address, text, in_reply_to="slack:Ev1", **content)


def chain(call: Call) -> list[Call]:
    """The call and everything that takes its place when it is refused."""
    return [call, *(chain(call.fallback) if call.fallback else [])]


def settings(tmp_path: Path, **given: Any) -> Settings:
    given.setdefault("slack_bot_token", BOT_TOKEN)
    return Settings(_env_file=None, data_dir=tmp_path, **given)  # type: ignore[call-arg]  # pydantic-settings takes it


class Front:
    """The port, without a server."""

    def __init__(self) -> None:
        self.posts: dict[str, Receive] = {}

    def post(self, path: str, receive: Receive) -> None:
        self.posts[path] = receive


class Inbox:
    """Accepts each id once, like the real one."""

    def __init__(self) -> None:
        self.arrivals: dict[str, Arrival] = {}
        self.tries = 0

    async def accept(self, arrival: Arrival) -> bool:
        self.tries += 1
        new = arrival.id not in self.arrivals
        self.arrivals.setdefault(arrival.id, arrival)
        return new
