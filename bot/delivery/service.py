"""One arrival, from when it was claimed until it is finished or in quarantine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from bot.arrivals import Claimed, Outcome
from bot.delivery.resolving import resolved
from bot.delivery.sealing import Sealing, sealed
from bot.delivery.thinking import thinking
from bot.engine import Answer, Commit
from bot.errors import Damaged, RefusedAction, StoreError
from bot.messages import InboundMessage, OutboundMessage
from bot.phrasebook import Phrasebook
from bot.ports import Inbox, Ledger, Platform
from bot.postings import Call, Posting
from bot.turn import Person
from recommender.schema import Profile

PREVIEW_S = 10.0
"""A preview that comes later than this is about words long since changed."""
MOST_FAULT = 500

log = structlog.get_logger(__name__)


class Talker(Protocol):
    """What delivery needs of the engine."""

    async def spoken_to(self, message: InboundMessage) -> Phrasebook: ...

    async def respond(self, message: InboundMessage, commit: Commit | None = None) -> Sequence[OutboundMessage]: ...

    async def preview(self, message: InboundMessage) -> Sequence[OutboundMessage]: ...

    async def keep(self, answer: Answer) -> None: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What all arrivals of one platform are served with."""

    platform: Platform
    engine: Talker
    inbox: Inbox
    ledger: Ledger
    seal: Sealing
    send: Callable[[Iterable[Posting]], None]
    clock: Callable[[], float]
    turn_limit_s: float


@dataclass(slots=True)
class Service:
    """Made anew for each arrival; it remembers how far it came, so that it can go on when the store is back."""

    means: Means
    claimed: Claimed
    fault: str = ""
    """Why it goes into quarantine: `KeyError: 'movies'`."""
    _message: InboundMessage | None = None
    _taken_over: bool = False
    """Another process answers it: whatever was thought of here is dropped."""
    _met_damage: bool = False

    async def run(self) -> None:
        """Until it is finished. Raises `StoreError` when the store is out of reach: then run it again, later."""
        if self.claimed.unsaved is not None and not self.fault:
            self.fault = self.claimed.unsaved.fault
        if not self.fault:
            try:
                await self._serve()
            except Exception as error:
                if isinstance(error, StoreError) and self._passes(error):
                    raise
                self.fault = _line(error)
                log.exception("quarantined")
        if self.fault:
            await self._apologise()
        if not self._taken_over:
            await self.means.inbox.finish(self.claimed, self.fault)

    def _passes(self, error: StoreError) -> bool:
        """Not so a damaged document; but it was set aside, so whoever is to be saved is tried once more."""
        if not isinstance(error, Damaged):
            return True
        met_before, self._met_damage = self._met_damage, True
        return self.claimed.unsaved is not None and not met_before

    async def _serve(self) -> None:
        async with self._in_time() as limit:
            if self.claimed.unsaved is not None:
                await self._save(self.claimed.unsaved)
                return
            message = self._message = self.means.platform.parse(self.claimed.arrival.payload)
            if message is None:
                return
            try:
                ready = await resolved(message, self.means.ledger, self.means.seal, self.means.clock())
            except RefusedAction as refused:
                await self._say(message, f"refused.{refused.why}", limit)
                return
            if ready is not None:
                await self._answer(ready, limit)

    async def _answer(self, message: InboundMessage, limit: asyncio.Timeout) -> None:
        async def commit(answer: Answer) -> bool:
            return await self._commit(self._outcome(message, answer), limit)

        if not message.preview:
            async with thinking(self.means.platform, message):
                await self.means.engine.respond(message, commit)
        elif self.means.clock() - self.claimed.arrival.at <= PREVIEW_S:
            replies = await self.means.engine.preview(message)
            await self._commit(Outcome(self._calls(replies)), limit)

    def _outcome(self, message: InboundMessage, answer: Answer) -> Outcome:
        calls, token = self._calls(answer.replies), message.token
        if answer.forget:
            return Outcome(calls, forget=answer.person.profile.user, spent=token, absorbed=answer.absorbed)
        return Outcome(
            calls, answer.person, message=message, slate=answer.slate, spent=token, absorbed=answer.absorbed
        )

    def _calls(self, replies: Iterable[OutboundMessage]) -> tuple[Call, ...]:
        at = self.means.clock()
        closed = (sealed(reply, self.means.seal, at) for reply in replies)
        return tuple(call for reply in closed for call in self.means.platform.render(reply))

    async def _commit(self, outcome: Outcome, limit: asyncio.Timeout | None = None) -> bool:
        if limit is not None:
            # Not to be interrupted: the store might have it without us knowing.
            limit.reschedule(None)
        postings = await self.means.inbox.commit(self.claimed, outcome)
        if postings is None:
            log.info("taken over")
            self._taken_over = True
            return False
        self.claimed = replace(self.claimed, unsaved=outcome)
        self.means.send(postings)
        if limit is not None:
            limit.reschedule(asyncio.get_running_loop().time() + self.means.turn_limit_s)
        return True

    async def _say(self, message: InboundMessage, key: str, limit: asyncio.Timeout | None = None) -> None:
        spoken = await self.means.engine.spoken_to(message)
        said = OutboundMessage(
            message.address,
            spoken.say(key),
            in_reply_to=message.id,
            language=spoken.language,
            origin=message.origin,
            undone=True,
        )
        await self._commit(Outcome(self._calls([said]), fault=self.fault), limit)

    async def _save(self, outcome: Outcome) -> None:
        """Answered, but the process or the store went away before the person was saved."""
        if outcome.forget is not None:
            person = Person(Profile(outcome.forget))
            await self.means.engine.keep(Answer((), person, forget=True, absorbed=outcome.absorbed))
        elif outcome.person is not None:
            await self.means.engine.keep(Answer((), outcome.person, absorbed=outcome.absorbed))

    async def _apologise(self) -> None:
        """To a person who waits for an answer and will get no other."""
        if self._message is None or self._message.preview or self.claimed.unsaved is not None:
            return
        try:
            await self._say(self._message, "talk.trouble")
        except Exception as error:
            if isinstance(error, StoreError) and not isinstance(error, Damaged):
                raise
            log.exception("no apology")

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[asyncio.Timeout]:
        try:
            async with asyncio.timeout(self.means.turn_limit_s) as limit:
                yield limit
        except TimeoutError:
            if not limit.expired():
                raise
            if self.claimed.unsaved is not None:
                # What it taught must not be lost, nor be passed by what comes later: as if the store were down.
                raise StoreError(f"not saved within {self.means.turn_limit_s:g} s") from None
            raise TimeoutError(f"no answer within {self.means.turn_limit_s:g} s") from None


def _line(error: Exception) -> str:
    """`KeyError: 'movies'`, on one line of bounded length."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:MOST_FAULT]
