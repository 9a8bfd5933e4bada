"""One chat's calls, each settled before the next one leaves."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog

from bot.delivery.meter import Meter
from bot.delivery.pace import Pace
from bot.delivery.retries import TOO_OLD, Again, Assume, GiveUp, Instead, after, pause_s, too_old
from bot.errors import InDoubt, TryLater
from bot.ports import Outbox, Platform
from bot.postings import Posting, Settled

NOT_YET_S = 0.2
"""Another process is about to settle an earlier call of the chat; there is no message to wait for."""
UNANSWERED_S = 60.0
"""The adapters wait for less; this is for a connection that hangs where nobody thought of it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """What all chats of one platform share."""

    platform: Platform
    outbox: Outbox
    pace: Pace
    meter: Meter
    clock: Callable[[], float]
    chance: Callable[[], float]
    """A random number in [0, 1)."""


@dataclass(slots=True)
class _Ticket:
    posting: Posting
    tries: int = 0
    paced: bool = False
    """Its time has been waited for."""


@dataclass(slots=True)
class Lane:
    way: Way
    wakes_at: float = 0.0
    """On the loop's clock, while it rests."""
    _queue: list[_Ticket] = field(default_factory=list)
    _troubles: int = 0
    """Times in a row that the store was out of reach."""

    def add(self, posting: Posting) -> None:
        """By its number: one that an ended process left goes before those of ours that came after it."""
        if all(posting.id != ticket.posting.id for ticket in self._queue):
            insort(self._queue, _Ticket(posting), key=lambda ticket: ticket.posting.id)

    async def run(self) -> None:
        """Until nothing is left to send."""
        while self._queue:
            ticket = self._queue[0]
            posting = ticket.posting
            with structlog.contextvars.bound_contextvars(arrival=posting.arrival, channel=posting.channel):
                settled = await self._advance(ticket)
                if settled is not None:
                    await self._settle(posting, settled)
                    self._queue.remove(ticket)

    async def _advance(self, ticket: _Ticket) -> Settled | None:
        """One step on the ticket's way; None: there are more to come."""
        posting = ticket.posting
        if too_old(posting, self.way.clock()):
            return self._dropped()
        if not ticket.paced:
            await self._wait_its_turn(ticket)
            return None
        allowed = await self._may_send(posting)
        if not allowed:
            # None: it is another process's to send and to settle, and ours is over.
            return Settled() if allowed is None else None
        self._warn_of_a_double(ticket)
        ticket.tries += 1
        ticket.paced = False
        return await self._send(ticket)

    async def _send(self, ticket: _Ticket) -> Settled | None:
        loop = asyncio.get_running_loop()
        call = replace(ticket.posting.call, doubtful=ticket.posting.in_doubt)
        begun = loop.time()
        try:
            async with asyncio.timeout(UNANSWERED_S):
                receipt = await self.way.platform.send(call)
        except TimeoutError as error:
            return await self._failed(ticket, InDoubt(str(error) or "no answer came"))
        except Exception as error:  # noqa: BLE001 - `after` tells a bug from a failure, and the log names both
            return await self._failed(ticket, error)
        self.way.meter.sent.labels(self.way.platform.name).inc()
        log.info("sent", method=call.method, ms=round((loop.time() - begun) * 1000), receipt=receipt)
        return Settled(receipt)

    async def _failed(self, ticket: _Ticket, error: Exception) -> Settled | None:
        posting, meter, channel = ticket.posting, self.way.meter, self.way.platform.name
        step = after(error, posting, ticket.tries, self.way.clock(), self.way.chance())
        log.warning("not sent", method=posting.call.method, error=named(error), tries=ticket.tries, step=_step(step))
        self._note_throttling(posting, error)
        match step:
            case Again(wait_s):
                meter.retried.labels(channel).inc()
                if not isinstance(error, InDoubt) and not posting.in_doubt:
                    await self._put_back(posting)
                await self._rest(wait_s)
                return None
            case Instead(call):
                ticket.posting, ticket.tries = replace(posting, call=call), 0
                return None
            case Assume():
                meter.in_doubt.labels(channel).inc()
                return Settled()
            case GiveUp(too_old=True):
                return self._dropped()
            case GiveUp(reason):
                meter.failed.labels(channel).inc()
                return Settled(failure=reason)

    def _note_throttling(self, posting: Posting, error: Exception) -> None:
        if not isinstance(error, TryLater) or not error.throttled:
            return
        self.way.meter.throttled.labels(posting.channel).inc()
        for key in posting.call.paces:
            # Only the chat's own, `chat:123`: limits that it shares are left alone, the other chats go on.
            if error.after is not None and key.partition(":")[2] == posting.call.chat:
                self.way.pace.hold(key, asyncio.get_running_loop().time() + error.after)

    async def _may_send(self, posting: Posting) -> bool | None:
        """False: ask again; None: it is somebody else's now."""
        try:
            allowed = await self.way.outbox.sending(posting)
        except Exception as error:  # noqa: BLE001 - whatever it is, the call was not made and must not be lost
            await self._trouble(error)
            return False
        self._troubles = 0
        if allowed is False:
            await self._rest(NOT_YET_S)
        return allowed

    async def _put_back(self, posting: Posting) -> None:
        """Not again if the store is out of reach: it is only that a restart would count a double too many."""
        try:
            await self.way.outbox.put_back(posting)
        except Exception as error:  # noqa: BLE001 - whatever it is, the call is made again all the same
            log.warning("outbox out of reach", error=named(error))

    async def _settle(self, posting: Posting, settled: Settled) -> None:
        """However long it takes: sending again would say it twice."""
        while True:
            try:
                return await self.way.outbox.settle(posting, settled)
            except Exception as error:  # noqa: BLE001 - whatever it is, the call was made and is not made again
                await self._trouble(error)

    async def _wait_its_turn(self, ticket: _Ticket) -> None:
        now, call = asyncio.get_running_loop().time(), ticket.posting.call
        when = self.way.pace.reserve(call.paces, call.weight, now)
        ticket.paced = True
        if when > now:
            await self._rest(when - now)

    async def _rest(self, seconds: float) -> None:
        self.wakes_at = asyncio.get_running_loop().time() + seconds
        await asyncio.sleep(seconds)
        self.wakes_at = 0.0

    async def _trouble(self, error: Exception) -> None:
        """The store is out of reach: nothing is lost, it is only later."""
        log.warning("outbox out of reach", error=named(error))
        self.way.meter.store_errors.labels(self.way.platform.name).inc()
        self._troubles += 1
        await self._rest(pause_s(self._troubles, self.way.chance()))

    def _dropped(self) -> Settled:
        self.way.meter.dropped.labels(self.way.platform.name).inc()
        log.info("dropped", reason=TOO_OLD)
        return Settled(failure=TOO_OLD)

    def _warn_of_a_double(self, ticket: _Ticket) -> None:
        posting = ticket.posting
        if posting.in_doubt and not ticket.tries and not posting.call.repeatable:
            self.way.meter.possible_doubles.labels(posting.channel).inc()
            log.warning("sent once more, it may have been sent before", method=posting.call.method)


def named(error: Exception) -> str:
    """For the log: `TryLater: Too Many Requests`."""
    return f"{type(error).__name__}: {error}"


def _step(step: object) -> str:
    return type(step).__name__.lower()
