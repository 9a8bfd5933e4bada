"""The whole bot in one readable function: `Engine.respond`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

from bot.answering import in_full, tapped_answer
from bot.errors import Damaged
from bot.learnt import Unheard, learnt
from bot.linking import Unlinked, joined
from bot.memory import fill_in, learn, resume
from bot.messages import InboundMessage, OutboundMessage
from bot.phrasebook import Phrasebook
from bot.policy import answer
from bot.ports import Journal, Learner, Links, Profiles, Recommender
from bot.rereading import reread
from bot.skills.situation import Reply, Situation
from bot.skills.taste import filled_in
from bot.turn import Dialogue, Intent, Person, Turn, overheard
from bot.understanding import Understanding
from bot.understanding.language import written_in
from recommender.catalogue import Catalogue
from recommender.schema import Feedback, ItemId, Profile, Slate, UserId, Utterance

Replies = tuple[OutboundMessage, ...]

MOST_SAID = 12
LONGEST_SAID = 500
"""Characters of a message that are kept."""
"""Utterances of a conversation that are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one message leads to, before anything of it is stored."""

    replies: Replies
    person: Person
    slate: Slate | None = None
    taught: tuple[Feedback, ...] = ()
    """The opinions of this message, for the global model; `undo` for one that was taken back."""
    forget: bool = False
    """Delete the person instead of saving them."""
    absorbed: UserId | None = None
    """The account whose own document went into the person's; it is deleted when the person's is saved."""
    parts: bool = True
    """It may be an account's that was linked to another person until now; False spares asking."""
    moved: bool = False
    """The account has just joined another person: nothing of this counts, the message is answered as theirs."""


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
    phrases: Mapping[str, Phrasebook]
    """By language."""
    links: Links = field(default_factory=Unlinked)
    learner: Learner = field(default_factory=Unheard)
    slate_size: int = 5
    seed: int = 0
    language: str = "en"
    """What it speaks to somebody whose language it does not know yet."""
    clock: Callable[[], float] = time.time
    _turns: WeakValueDictionary[UserId, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def respond(self, message: InboundMessage, commit: Commit | None = None) -> Replies:
        """The replies to one message. When it returns, what the message taught is stored.

        With `commit`, the replies are stored before the person is, and the journal is left to whoever commits.
        """
        async with self._person_of(message.address.user) as user:
            answer = await self._considered(message, user, self.links)
            if not answer.moved:
                return await self._served(message, answer, commit)
        # Joined before anything is stored: if it is interrupted from here on, `_loaded` makes it good at the
        # account's next message. And before the other lock is taken: two who join each other would wait for ever.
        async with self._person_of(message.address.user) as user:
            answer = await self._considered(message, user, self.links, just_linked=True)
            return await self._served(message, answer, commit)

    async def preview(self, message: InboundMessage) -> Replies:
        """The replies to something that is still being typed; nothing is learnt or stored."""
        user = await self.links.person_of(message.address.user)
        answer = await self._considered(message, user, Unlinked())
        return answer.replies

    async def keep(self, answer: Answer) -> None:
        """Save or delete the person. Doing it twice is doing it once."""
        user = answer.person.profile.user
        if answer.forget:
            # A document of before it was linked may be left of an account that has not written since.
            for account in await self.links.accounts_of(user):
                await self.profiles.forget(account)
                await self.learner.forget(account)
            await self.journal.forget(user)
        else:
            # The lesson first: the journal may refuse, and then nothing that was taught is lost.
            await self.profiles.save(answer.person)
            if answer.taught:
                await self.learner.learn(answer.taught)
            # A document of its own parts an account from the person that it was linked to.
            if answer.parts and await self.links.person_of(user) != user:
                await self.links.leave(user)
        if answer.absorbed not in (None, user):
            await self.profiles.forget(answer.absorbed)

    async def _served(self, message: InboundMessage, answer: Answer, commit: Commit | None) -> Replies:
        if commit is not None and not await commit(answer):
            return ()
        await self.keep(answer)
        if commit is None and not answer.forget:
            await self.journal.record(message, answer.slate)
        return answer.replies

    @asynccontextmanager
    async def _person_of(self, account: UserId) -> AsyncIterator[UserId]:
        """The person behind the account, whom nobody else answers meanwhile."""
        user = await self.links.person_of(account)
        while True:
            lock = self._turns.setdefault(user, asyncio.Lock())
            waits = lock.locked()
            async with lock:
                # While we waited, the account may have joined or left another person.
                current = await self.links.person_of(account) if waits else user
                if current == user:
                    yield user
                    return
            user = current

    async def _loaded(self, account: UserId, user: UserId) -> tuple[Person, UserId | None]:
        """The person, and the account whose own document they took in: it was left from before it was linked."""
        person = await self.profiles.load(user)
        if account == user:
            return person, None
        own = await self.profiles.load(account)
        return (person, None) if own == Person(Profile(account)) else (joined(person, own), account)

    async def _considered(
        self, message: InboundMessage, user: UserId, links: Links, *, just_linked: bool = False
    ) -> Answer:
        person, absorbed = await self._loaded(message.address.user, user)
        situation = replace(await self._situation(message, person), links=links, just_linked=just_linked)
        reply = await answer(situation, message.action)
        parts = reply.person.profile.user != user
        return replace(self._answer(message, person, reply), absorbed=absorbed, parts=parts, moved=reply.moved)

    async def spoken_to(self, message: InboundMessage) -> Phrasebook:
        """What to speak to somebody whose message is not answered as usual."""
        try:
            person = await self.profiles.load(await self.links.person_of(message.address.user))
        except Damaged:
            return self._phrases(message, Profile(message.address.user))
        return self._phrases(message, person.profile)

    def _phrases(self, message: InboundMessage, profile: Profile) -> Phrasebook:
        """In the person's language, else in their platform's, else in the usual one."""
        known = (profile.language, message.locale[:2].casefold(), self.language)
        return self.phrases[next(name for name in known if name in self.phrases)]

    def _heard(self, person: Person, turn: Turn, message: InboundMessage) -> tuple[Person, Turn]:
        """The turn and the person with the language of the message; a quoted one is somebody else's."""
        quotes = [mention.quote for mention in turn.mentions if mention.quote]
        written = "" if message.quoted else written_in(message.text, (*quotes, turn.unresolved))
        profile = person.profile
        if written in self.phrases and not profile.language_fixed:
            profile = replace(profile, language=written)
        usual = self._phrases(message, profile).language
        return replace(person, profile=profile), replace(turn, language=written or usual)

    async def _situation(self, message: InboundMessage, person: Person) -> Situation:
        at = self.clock()
        before = self._current(person, message, at)
        turn = self._turn(message, before, at)
        if message.action is None and not message.quoted:
            turn = await reread(turn, message.text, before, self.recommender)
        person, turn = self._heard(person, turn, message)
        phrases = self._phrases(message, person.profile)
        person, dialogue = learn(person, before, turn, self.catalogues, at)
        if message.taste is not None:
            of = message.taste_of if message.taste_of in self.catalogues else dialogue.domain
            person, dialogue = fill_in(
                person,
                dialogue,
                filled_in(message.taste, self.catalogues[of], at),
                at,
                phrases.say("profile.form"),
            )
        return Situation(
            turn=turn,
            before=before,
            dialogue=replace(dialogue, turns=before.turns + 1, at=at, said=_said(before, message)),
            person=person,
            catalogues=self.catalogues,
            recommender=self.recommender,
            phrases=phrases,
            spoken=self.phrases,
            slate_size=self.slate_size,
            at=at,
            seed=self.seed,
            chat=chat_key(message),
            account=message.address.user,
            links=self.links,
            public=message.public,
        )

    def _current(self, person: Person, message: InboundMessage, at: float) -> Dialogue:
        dialogue = resume(person, chat_key(message), at)
        if dialogue.domain not in self.catalogues:
            dialogue = replace(dialogue, domain=next(iter(self.catalogues)))
        if message.quoted:  # a question of its own
            dialogue = replace(dialogue, wishes=(), like=(), unlike=(), query="", pending=None)
        return replace(dialogue, focus=message.about) if self._domain(message.about) else dialogue

    def _domain(self, item: ItemId | None) -> str:
        """The domain of an item; empty when it is in no catalogue."""
        domain = (item or "").partition(":")[0]
        return domain if domain in self.catalogues and item in self.catalogues[domain] else ""

    def _turn(self, message: InboundMessage, dialogue: Dialogue, at: float) -> Turn:
        if message.taste is not None:
            return Turn(Intent.PROFILE, dialogue.domain)
        if message.action is not None:
            return tapped_answer(message.action, dialogue.pending, dialogue.domain, at)
        # A reply to a card of another domain speaks of that domain.
        domain = self._domain(message.about)
        about = message.about if domain else None
        turn = self.understand(message.text, replace(dialogue, domain=domain or dialogue.domain), at, about)
        return overheard(turn) if message.quoted else in_full(turn, dialogue.pending)

    def _answer(self, message: InboundMessage, before: Person, reply: Reply) -> Answer:
        if reply.forget:
            spoken = self._phrases(message, before.profile)
            return Answer((self._outbound(message, reply, "", spoken),), before, forget=True)
        spoken = self._phrases(message, reply.person.profile)
        consent = "" if before.profile.consent else spoken.say("welcome.consent")
        profile, chat, at = reply.person.profile, chat_key(message), reply.dialogue.at
        person = replace(
            reply.person,
            profile=replace(profile, consent=profile.consent or at),
            dialogues={**reply.person.dialogues, chat: reply.dialogue},
            lessons=tuple(replace(each, chat=chat) if each.at == at else each for each in reply.person.lessons),
        )
        taught = learnt(before.profile.events, profile.events, at)
        return Answer((self._outbound(message, reply, consent, spoken),), person, reply.slate, taught)

    def _outbound(self, message: InboundMessage, reply: Reply, consent: str, spoken: Phrasebook) -> OutboundMessage:
        asked = "\n".join(part for part in (consent, reply.question) if part)
        text = "\n".join(part for part in (reply.text, asked) if part)
        return OutboundMessage(
            message.address,
            text,
            reply.cards,
            message.id,
            # Before a list, what is kept would stand between the list and the sentence that announces it.
            question=asked if reply.cards else "",
            attachments=reply.attachments,
            language=spoken.language,
            forgotten=reply.forget,
            origin=message.origin,
            buttons=reply.buttons,
            tapped=reply.tapped,
            form=reply.form,
        )


def _said(before: Dialogue, message: InboundMessage) -> tuple[Utterance, ...]:
    """With the person's words; a tap says none, a command is no talk, and what is quoted is somebody else's."""
    text = message.text[:LONGEST_SAID] if message.action is None and not message.quoted else ""
    words = (Utterance("user", text),) if text.strip() and not text.startswith("/") else ()
    return (*before.said, *words)[-MOST_SAID:]


def chat_key(message: InboundMessage) -> str:
    """One dialogue a chat and thread: `console:ana`, `slack:C1:171…`."""
    address = message.address
    return ":".join(part for part in (address.channel, address.chat, address.thread) if part)
