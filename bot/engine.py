"""The whole bot in one readable function: `Engine.respond`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

from bot.memory import learn, resume
from bot.messages import InboundMessage, OutboundMessage
from bot.phrasebook import Phrasebook
from bot.policy import answer
from bot.ports import Journal, Profiles, Recommender
from bot.skills.situation import Reply, Situation
from bot.turn import Dialogue, Intent, Person, Turn
from bot.understanding import Understanding
from recommender.catalogue import Catalogue
from recommender.schema import Slate, UserId


@dataclass(frozen=True, slots=True)
class Answer:
    """What one message leads to, before anything of it is stored."""

    replies: tuple[OutboundMessage, ...]
    person: Person
    slate: Slate | None = None
    forget: bool = False
    """Delete the person instead of saving them."""


Commit = Callable[[Answer], Awaitable[bool]]
"""Store what is to be sent, before the person is saved. False: somebody else answered; drop all of it."""


@dataclass(frozen=True)
class Engine:
    """message → turn → profile → ranker → cards. Everything it needs is given; it keeps nothing but locks."""

    catalogues: Mapping[str, Catalogue]
    understand: Understanding
    recommender: Recommender
    profiles: Profiles
    journal: Journal
    phrases: Phrasebook
    slate_size: int = 5
    seed: int = 0
    clock: Callable[[], float] = time.time
    _turns: WeakValueDictionary[UserId, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def respond(self, message: InboundMessage, commit: Commit | None = None) -> tuple[OutboundMessage, ...]:
        """The replies to one message. When it returns, what the message taught is stored.

        With `commit`, the replies are stored before the person is, and the journal is left to whoever commits.
        """
        user = message.address.user
        async with self._turns.setdefault(user, asyncio.Lock()):
            answer = await self._considered(message, await self.profiles.load(user))
            if commit is not None and not await commit(answer):
                return ()
            await self.keep(answer)
            if commit is None and not answer.forget:
                await self.journal.record(message, answer.slate)
            return answer.replies

    async def preview(self, message: InboundMessage) -> tuple[OutboundMessage, ...]:
        """The replies to something that is still being typed; nothing is learnt or stored."""
        answer = await self._considered(message, await self.profiles.load(message.address.user))
        return answer.replies

    async def keep(self, answer: Answer) -> None:
        """Save or delete the person. Doing it twice is doing it once."""
        if answer.forget:
            await self.profiles.forget(answer.person.profile.user)
            await self.journal.forget(answer.person.profile.user)
        else:
            # The lesson first: the journal may refuse, and then nothing that was taught is lost.
            await self.profiles.save(answer.person)

    async def _considered(self, message: InboundMessage, person: Person) -> Answer:
        situation = self._situation(message, person)
        return self._answer(message, person, await answer(situation, message.action))

    def _situation(self, message: InboundMessage, person: Person) -> Situation:
        at = self.clock()
        before = self._current(person, message, at)
        turn = self._turn(message, before, at)
        person, dialogue = learn(person, before, turn, self.catalogues, at)
        return Situation(
            turn=turn,
            before=before,
            dialogue=replace(dialogue, turns=before.turns + 1, at=at),
            person=person,
            catalogues=self.catalogues,
            recommender=self.recommender,
            phrases=self.phrases,
            slate_size=self.slate_size,
            at=at,
            seed=self.seed,
        )

    def _current(self, person: Person, message: InboundMessage, at: float) -> Dialogue:
        dialogue = resume(person, chat_key(message), at)
        known = dialogue.domain in self.catalogues
        return dialogue if known else replace(dialogue, domain=next(iter(self.catalogues)))

    def _turn(self, message: InboundMessage, dialogue: Dialogue, at: float) -> Turn:
        if message.action is not None:
            return Turn(Intent.FEEDBACK, dialogue.domain)
        return self.understand(message.text, dialogue, at)

    def _answer(self, message: InboundMessage, before: Person, reply: Reply) -> Answer:
        if reply.forget:
            return Answer((self._outbound(message, reply, ""),), before, forget=True)
        consent = "" if before.profile.consent else self.phrases.say("welcome.consent")
        profile = reply.person.profile
        person = replace(
            reply.person,
            profile=replace(profile, consent=profile.consent or reply.dialogue.at),
            dialogues={**reply.person.dialogues, chat_key(message): reply.dialogue},
        )
        return Answer((self._outbound(message, reply, consent),), person, reply.slate)

    def _outbound(self, message: InboundMessage, reply: Reply, consent: str) -> OutboundMessage:
        text = "\n".join(part for part in (reply.text, consent, reply.question) if part)
        return OutboundMessage(
            message.address,
            text,
            reply.cards,
            message.id,
            question=reply.question if reply.cards else "",
            attachments=reply.attachments,
            forgotten=reply.forget,
            origin=message.origin,
        )


def chat_key(message: InboundMessage) -> str:
    """One dialogue a chat and thread: `console:ana`, `slack:C1:171…`."""
    address = message.address
    return ":".join(part for part in (address.channel, address.chat, address.thread) if part)
