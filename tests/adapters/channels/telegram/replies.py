"""A few replies, and what a person sees of a call."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

from bot.messages import Address, Button, Card, OutboundMessage
from bot.postings import Call
from recommender.schema import Item, ItemId, SlateId, UserId

ANA = Address("telegram", "4211", UserId("telegram:4211"))
CLUB = replace(ANA, chat="-1001987654321")
LABELS = {"like": "Like", "dislike": "Not for me", "seen": "Seen it", "more": "More like this", "why": "Why?"}
TAP = {"callback": "1806", "message": "17"}


def card(title: str, **other: Any) -> Card:
    item = Item(ItemId(f"movies:{title}"), "movies", title)
    buttons = tuple((verb, Button(label, f"{verb}-{title}")) for verb, label in LABELS.items())
    shown = {"subtitle": "1995 · 170 min", "body": "Cops and robbers.", "reason": "You liked Ronin"}
    return Card(item, title, buttons=buttons, slate=SlateId("s1"), **{**shown, **other})


HEAT, RONIN, DUEL = card("Heat"), card("Ronin"), card("Duel", url="https://films.example.org/duel")
SHOWN = OutboundMessage(ANA, "These could be good.\nFrom which year?", (HEAT, RONIN), question="From which year?")
PICTURED = replace(SHOWN, cards=(replace(HEAT, image_url="https://img.example.org/heat.jpg"), RONIN))


def labels(call: Call) -> list[list[str]]:
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def read(call: Call) -> str:
    """What a person reads."""
    text = str(call.params.get("text") or call.params.get("caption") or "")
    if call.params.get("parse_mode"):
        text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return text.replace("\u2060", "")
