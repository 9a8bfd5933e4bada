"""Arrivals and what serving them leads to, for tests of the queues."""

from __future__ import annotations

from bot.arrivals import Arrival, Outcome
from bot.messages import Address, InboundMessage
from bot.postings import Call
from recommender.schema import UserId

CHANNELS = ("telegram", "slack")


def arrival(number: int, chat: str = "c", user: str = "", channel: str = "telegram", at: float = 1.5) -> Arrival:
    return Arrival(f"{channel}:{number}", channel, chat, UserId(user), f'{{"number": {number}}}', at)


def call(text: str = "hello", chat: str = "c", about: str = "") -> Call:
    return Call("sendMessage", {"text": text}, chat, about=about)


def answer(*calls: Call) -> Outcome:
    return Outcome(calls or (call(),))


def said(user: str, text: str) -> InboundMessage:
    return InboundMessage(f"m-{text}", Address("telegram", "c", UserId(user)), text=text, sent_at=2.5)
