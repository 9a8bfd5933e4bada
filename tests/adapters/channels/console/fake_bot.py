"""A small bot that recommends the same three films; as a program it opens the terminal channel for pty tests."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import ChatRecError
from bot.messages import Action, Button, Card, InboundMessage, OutboundMessage
from recommender.schema import Item, ItemId, SlateId

FILMS = {
    "1": ("Heat", "1995 · crime, thriller · Michael Mann · 2 h 50 min"),
    "2": ("Stalker", "1979 · science fiction, drama · Andrei Tarkovsky · 2 h 42 min"),
    "3": ("千与千寻", "2001 · animation, fantasy · 宫崎骏 · 2 h 5 min"),
}
BODY = (
    "A guide leads two men through a closed land where the rules of the world do not hold, to a room that is "
    "said to grant the innermost wish of whoever steps inside; none of them is sure that he wants to know it."
)


def card(number: str, slate: str = "s1") -> Card:
    title, subtitle = FILMS[number]
    item = Item(
        ItemId(f"movies:{number}"),
        "movies",
        title,
        BODY,
        {"year": 1995.0, "genres": ("crime", "thriller"), "streaming": True},
    )
    buttons = tuple(
        (verb, Button(label, Action(verb, SlateId(slate), item.id).encode()))
        for verb, label in {"like": "Like", "dislike": "Not for me", "seen": "Seen", "why": "Why?"}.items()
    )
    return Card(item, title, subtitle, BODY, "because you liked Collateral", buttons)


async def respond(message: InboundMessage) -> Sequence[OutboundMessage]:
    """Films for a text, an echo for an action; `slow`, `mend` and `bug` do what they say."""
    if message.action:
        return [
            OutboundMessage(message.address, f"Noted: {message.action.verb} {message.action.item}.", in_reply_to="x")
        ]
    if message.text == "slow":
        await asyncio.sleep(1)
    if message.text == "mend":
        raise ChatRecError("the shop is closed: come back tomorrow")
    if message.text == "bug":
        raise ZeroDivisionError
    if message.text.startswith("hello"):
        return [OutboundMessage(message.address, f"Hello {message.address.user}.")]
    return [OutboundMessage(message.address, f"For “{message.text}”:", tuple(map(card, FILMS)))]


async def examples() -> Sequence[str]:
    await asyncio.sleep(0.5)
    return ("something like Heat", "a short comedy")


async def main(history: Path) -> None:
    from adapters.channels.console.terminal import Terminal

    await Terminal("ana", history, examples).run(respond)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
