"""Inbox, outbox and ledger in memory: what the ports promise, for several processes that may end at any time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.arrivals import Arrival, Claimed, Outcome
from bot.errors import StoreError
from bot.messages import Action
from bot.postings import Posting, Settled
from recommender.schema import ItemId, SlateId
from tests.bot.delivery.virtual_time import wall


@dataclass
class Row:
    number: int
    arrival: Arrival
    state: str = "waiting"
    owner: str = ""
    outcome: Outcome | None = None
    fault: str = ""


@dataclass
class Sent:
    posting: Posting
    owner: str
    state: str = "waiting"
    settled: Settled | None = None


@dataclass
class Disk:
    """What survives a process."""

    rows: dict[str, Row] = field(default_factory=dict)
    sent: dict[int, Sent] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    alive: set[str] = field(default_factory=set)
    out_of_reach: bool = False

    def process(self, name: str) -> Process:
        self.alive.add(name)
        return Process(self, name)

    def faults(self) -> dict[str, str]:
        return {key: row.fault for key, row in self.rows.items() if row.state == "quarantine"}

    def idle(self) -> bool:
        served = all(row.state in ("finished", "quarantine") for row in self.rows.values())
        return served and all(sent.settled for sent in self.sent.values())


@dataclass
class Process:
    """One process's view: it is inbox, outbox and ledger at once."""

    disk: Disk
    name: str

    @property
    def inbox(self) -> Process:
        return self

    @property
    def outbox(self) -> Process:
        return self

    @property
    def ledger(self) -> Process:
        return self

    def end(self) -> None:
        self.disk.alive.discard(self.name)

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.disk.out_of_reach:
            raise StoreError("the disk is full: make room")

    async def accept(self, arrival: Arrival) -> bool:
        await self._reach()
        if arrival.id in self.disk.rows:
            return False
        self.disk.rows[arrival.id] = Row(len(self.disk.rows) + 1, arrival)
        return True

    async def claim(self, channels: Sequence[str], limit: int) -> list[Claimed]:
        await self._reach()
        given: list[Claimed] = []
        busy: set[object] = set()
        for row in self.disk.rows.values():
            if row.state in ("finished", "quarantine") or row.arrival.channel not in channels:
                continue
            keys = {(row.arrival.channel, row.arrival.chat), row.arrival.user} - {""}
            free = row.state == "waiting" or row.owner not in self.disk.alive
            if free and not keys & busy and len(given) < limit:
                row.owner, row.state = self.name, "served" if row.outcome else "claimed"
                given.append(Claimed(row.arrival, row.number, row.outcome))
            busy |= keys
        return given

    async def commit(self, claimed: Claimed, outcome: Outcome) -> list[Posting] | None:
        await self._reach()
        row = self.disk.rows[claimed.arrival.id]
        if row.owner != self.name or row.state != "claimed":
            return None
        row.state, row.outcome = "served", outcome
        if outcome.spent:
            self.disk.tokens.add(outcome.spent)
        return [self._post(row.arrival, call) for call in outcome.calls]

    def _post(self, arrival: Arrival, call: object) -> Posting:
        posting = Posting(len(self.disk.sent) + 1, arrival.id, arrival.channel, call, wall())  # type: ignore[arg-type]  # it comes from an Outcome
        self.disk.sent[posting.id] = Sent(posting, self.name)
        return posting

    async def finish(self, claimed: Claimed, fault: str = "") -> None:
        await self._reach()
        row = self.disk.rows[claimed.arrival.id]
        if row.owner == self.name:
            row.state, row.fault = ("quarantine" if fault else "finished"), fault

    async def due(self, channels: Sequence[str], limit: int) -> list[Posting]:
        await self._reach()
        left = [
            sent
            for sent in self.disk.sent.values()
            if not sent.settled and sent.owner not in self.disk.alive and sent.posting.channel in channels
        ][:limit]
        for sent in left:
            sent.owner = self.name
        return [replace(sent.posting, in_doubt=sent.state == "sending") for sent in left]

    async def sending(self, posting: Posting) -> bool | None:
        await self._reach()
        if not self._is_mine(posting):
            return None
        chat = posting.call.chat
        earlier = (
            sent
            for sent in self.disk.sent.values()
            if sent.posting.id < posting.id and sent.posting.call.chat == chat and not sent.settled
        )
        if any(earlier):
            return False
        self.disk.sent[posting.id].state = "sending"
        return True

    async def put_back(self, posting: Posting) -> None:
        await self._reach()
        if self._is_mine(posting):
            self.disk.sent[posting.id].state = "waiting"

    async def settle(self, posting: Posting, settled: Settled) -> None:
        await self._reach()
        if self._is_mine(posting):
            self.disk.sent[posting.id].settled = settled

    def _is_mine(self, posting: Posting) -> bool:
        sent = self.disk.sent[posting.id]
        return sent.owner == self.name and not sent.settled

    async def spent(self, token: str) -> bool:
        await self._reach()
        return token in self.disk.tokens

    async def shown_at(self, channel: str, chat: str, message: str) -> Action | None:
        await self._reach()
        for sent in self.disk.sent.values():
            posting, settled = sent.posting, sent.settled
            if settled and settled.receipt == message and (posting.channel, posting.call.chat) == (channel, chat):
                slate, _, item = posting.call.about.partition("·")
                return Action("open", SlateId(slate), ItemId(item)) if item else None
        return None
