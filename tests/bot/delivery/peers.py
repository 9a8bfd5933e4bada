"""A platform and an engine, small and honest, that note what happened and fail when they are told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.arrivals import Arrival
from bot.engine import Answer, Commit
from bot.errors import BadUpdate
from bot.messages import Action, Address, Button, InboundMessage, OutboundMessage
from bot.phrasebook import Phrasebook
from bot.ports import Accept
from bot.postings import Call, Rate
from bot.turn import Lesson, Person
from recommender.schema import ItemId, Profile, SlateId, UserId
from tests.bot.delivery.virtual_time import wall

RATES = {"chat": Rate(1, 1.0), "group": Rate(20, 60.0), "all": Rate(30, 1.0)}
FREE: Mapping[str, Rate] = {}

Fails = Callable[[Call], Awaitable[None]]


def arrival(number: int, text: str, user: str = "ana", chat: str = "", **more: object) -> Arrival:
    payload = {"id": f"peer:{number}", "user": user, "chat": chat or user, "text": text, **more}
    return Arrival(f"peer:{number}", "peer", chat or user, UserId(f"peer:{user}"), json.dumps(payload), wall())


async def takes(call: Call) -> None:
    """No failure."""


@dataclass
class Peer:
    """A platform that redelivers what was not confirmed, and shows what it took."""

    rates: Mapping[str, Rate] = field(default_factory=lambda: FREE)
    fails: Fails = takes
    """Raises, or takes its time, instead of the platform."""
    rendered: Callable[[Call], Call] = lambda call: call
    """A change to each call made."""
    name: str = "peer"
    updates: list[Arrival] = field(default_factory=list)
    confirmed: int = 0
    took: list[tuple[float, Call]] = field(default_factory=list)
    tried: list[tuple[float, Call]] = field(default_factory=list)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def update(self, *arrivals: Arrival) -> None:
        self.updates.extend(arrivals)
        self._more.set()

    def said(self, chat: str = "") -> list[str]:
        """Texts on the screen, in order."""
        return [call.params["text"] for _, call in self.took if call.method == "say" and chat in ("", call.chat)]

    async def listen(self, accept: Accept) -> None:
        while True:
            while self.confirmed < len(self.updates):
                await accept(self.updates[self.confirmed])
                self.confirmed += 1
            self._more.clear()
            await self._more.wait()

    def parse(self, payload: str) -> InboundMessage | None:
        try:
            read = json.loads(payload)
        except ValueError:
            raise BadUpdate("this is no JSON") from None
        if read["text"] == "none of our business":
            return None
        address = Address("peer", read["chat"], UserId(f"peer:{read['user']}"))
        rest = {name: read[name] for name in ("token", "regarding", "reaction", "preview") if name in read}
        return InboundMessage(read["id"], address, text=read["text"], **rest)

    def render(self, message: OutboundMessage) -> Sequence[Call]:
        chat = message.address.chat
        if message.thinking:
            return [Call("thinking", {}, chat)]
        buttons = [button.action for button in message.buttons]
        paces = (f"chat:{chat}", "all")
        return [
            self.rendered(Call("say", {"text": message.text, "buttons": buttons}, chat, paces, about="s1·movies:1"))
        ]

    async def send(self, call: Call) -> str:
        now = asyncio.get_running_loop().time()
        self.tried.append((now, call))
        await self.fails(call)
        self.took.append((now, call))
        return str(len(self.took))


@dataclass
class Talk:
    """An engine that learns each text, reading the person, thinking, then writing them back."""

    people: dict[UserId, Person] = field(default_factory=dict)
    """Survives the process, as a disk does."""
    thinks: Callable[[InboundMessage], Awaitable[None]] = lambda _: asyncio.sleep(0.01)
    phrases: Phrasebook = field(default_factory=lambda: Phrasebook.load("en"))

    async def spoken_to(self, _: InboundMessage) -> Phrasebook:
        return self.phrases

    def learnt(self, user: str = "ana") -> list[str]:
        person = self.people.get(UserId(f"peer:{user}"))
        return [lesson.words for lesson in person.lessons] if person else []

    async def respond(self, message: InboundMessage, commit: Commit | None = None) -> Sequence[OutboundMessage]:
        assert commit is not None
        user = message.address.user
        person = self.people.get(user, Person(Profile(user)))
        await self.thinks(message)
        words = message.text or str(message.action)
        lesson = Lesson(0.0, words, (), ())
        answer = Answer(self._replies(message, words), replace(person, lessons=(*person.lessons, lesson)))
        if message.text == "/forget":
            answer = replace(answer, forget=True)
        if not await commit(answer):
            return ()
        await self.keep(answer)
        return answer.replies

    def _replies(self, message: InboundMessage, words: str) -> tuple[OutboundMessage, ...]:
        about = f" about {message.about}" if message.about else ""
        button = Button("Like", Action("like", SlateId("s1"), ItemId("movies:1")).encode())
        return (OutboundMessage(message.address, f"re {words}{about}", buttons=(button,), origin=message.origin),)

    async def preview(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        return (OutboundMessage(message.address, f"maybe {message.text}"),)

    async def keep(self, answer: Answer) -> None:
        if answer.forget:
            self.people.pop(answer.person.profile.user, None)
        else:
            self.people[answer.person.profile.user] = answer.person
