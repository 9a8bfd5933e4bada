"""A bot that is quick and predictable: it says again what it hears, and counts it in the person's profile.

Where thousands of messages are at stake and what is said does not matter, it stands in for the engine; all the rest
is the product's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from bot.engine import Answer, Commit
from bot.messages import Action, Button, Card, InboundMessage, OutboundMessage
from bot.phrasebook import Phrasebook
from bot.ports import Accept, Platform, Profiles
from bot.postings import Call, Rate
from bot.turn import Lesson, Person
from recommender.schema import Item, ItemId, SlateId

ITEM = ItemId("movies:1")
SLATE = SlateId("s1")
BRISK = 100
"""So many times faster than platforms allow."""


async def at_once(_: InboundMessage) -> None:
    pass


@dataclass
class Parrot:
    """`said 3: hello` is the answer to the third `hello` of a person."""

    profiles: Profiles
    thinks: Callable[[InboundMessage], Awaitable[None]] = at_once
    items: tuple[Item, ...] = ()
    """What it shows when somebody says `cards`."""
    phrases: Phrasebook = field(default_factory=lambda: Phrasebook.load("en"))

    async def spoken_to(self, _: InboundMessage) -> Phrasebook:
        return self.phrases

    async def respond(self, message: InboundMessage, commit: Commit | None = None) -> Sequence[OutboundMessage]:
        assert commit is not None
        person = await self.profiles.load(message.address.user)
        await self.thinks(message)
        words = message.action.verb if message.action else message.text
        count = heard(person) + 1
        answer = Answer((self._reply(message, words, count),), replace(person, lessons=(_lesson(count, words),)))
        if not await commit(answer):
            return ()
        await self.keep(answer)
        return answer.replies

    def _reply(self, message: InboundMessage, words: str, count: int) -> OutboundMessage:
        said = OutboundMessage(
            message.address, f"said {count}: {words}", in_reply_to=message.id, origin=message.origin
        )
        if words == "cards":
            return replace(said, cards=tuple(map(card, self.items)))
        return replace(said, buttons=(Button("Yes", Action("yes", SLATE, ItemId("")).encode()),))

    async def preview(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        return (OutboundMessage(message.address, f"maybe {message.text}", origin=message.origin),)

    async def keep(self, answer: Answer) -> None:
        await self.profiles.save(answer.person)


def heard(person: Person) -> int:
    """How many messages a person's profile has counted."""
    return int(person.lessons[-1].at) if person.lessons else 0


def _lesson(count: int, words: str) -> Lesson:
    return Lesson(float(count), words[:80], (), ())


def card(item: Item) -> Card:
    verbs = {"like": "Like", "dislike": "Not for me", "seen": "Seen", "why": "Why?"}
    buttons = tuple((verb, Button(label, Action(verb, SLATE, item.id).encode())) for verb, label in verbs.items())
    return Card(
        item, item.title, "1995 · crime", item.text, "as you like it", buttons, item.image_url, item.url, slate=SLATE
    )


class Brisk:
    """A platform with limits so wide that a test need not wait for them."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    @property
    def name(self) -> str:
        return self._platform.name

    @property
    def rates(self) -> Mapping[str, Rate]:
        return {kind: replace(rate, count=rate.count * BRISK) for kind, rate in self._platform.rates.items()}

    async def listen(self, accept: Accept) -> None:
        await self._platform.listen(accept)

    def parse(self, payload: str) -> InboundMessage | None:
        return self._platform.parse(payload)

    def render(self, message: OutboundMessage) -> Sequence[Call]:
        return self._platform.render(message)

    async def send(self, call: Call) -> str:
        return await self._platform.send(call)


@contextmanager
def held(parrot: Parrot, text: str) -> Iterator[asyncio.Event]:
    """Whoever says this waits for the event."""
    free = asyncio.Event()

    async def thinks(message: InboundMessage) -> None:
        if message.text == text:
            await free.wait()

    parrot.thinks = thinks
    try:
        yield free
    finally:
        free.set()
        parrot.thinks = at_once
