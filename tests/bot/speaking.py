"""Talking to an engine as a platform does: text, taps, replies to a card, submitted forms."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from bot.engine import Engine
from bot.messages import Action, Address, Card, InboundMessage, OutboundMessage
from bot.turn import Dialogue, Person
from recommender.schema import UserId

ANA = UserId("telegram:7")


@dataclass(frozen=True)
class Speaker:
    engine: Engine
    user: UserId = ANA

    async def say(self, text: str = "", **given: Any) -> OutboundMessage:
        channel, _, chat = self.user.partition(":")
        message = InboundMessage(uuid.uuid4().hex, Address(channel, chat, self.user), text, **given)
        (answer,) = await self.engine.respond(message)
        return answer

    async def tap(self, card: Card, verb: str) -> OutboundMessage:
        return await self.act(dict(card.buttons)[verb].action)

    async def act(self, action: str) -> OutboundMessage:
        return await self.say(action=Action.decode(action))

    async def person(self) -> Person:
        return await self.engine.profiles.load(self.user)

    async def dialogue(self) -> Dialogue:
        return (await self.person()).dialogues[self.user]

    def at(self, later_s: float) -> Speaker:
        """The same person, later."""
        clock = self.engine.clock
        return replace(self, engine=replace(self.engine, clock=lambda: clock() + later_s))
