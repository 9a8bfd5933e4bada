"""All that the bot needs from outside, on one page. Each adapter file offers one of these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.messages import InboundMessage, OutboundMessage
from bot.turn import Person
from recommender.schema import Feedback, RankRequest, Reading, Slate, UserId

Handle = Callable[[InboundMessage], Awaitable[Sequence[OutboundMessage]]]


class Channel(Protocol):
    async def run(self, handle: Handle) -> None:
        """Serve until the platform closes or the task is cancelled."""


class Recommender(Protocol):
    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One encoder pass over all texts."""

    async def rank(self, request: RankRequest) -> Slate:
        """The best items that satisfy every hard constraint; an empty slate when none does."""

    async def learn(self, feedback: Feedback) -> None:
        """Take note for the global model; the person's own profile needs no call."""

    async def health(self) -> str:
        """One line for `chat-rec check`; raises `ChatRecError` when it cannot serve."""


class Profiles(Protocol):
    async def load(self, user: UserId) -> Person:
        """The stored person, or a new empty one."""

    async def save(self, person: Person) -> None:
        """On return the document is on disk and survives a crash."""

    async def forget(self, user: UserId) -> bool:
        """Delete everything kept for the user; False when there was nothing."""


class Journal(Protocol):
    async def record(self, inbound: InboundMessage, slate: Slate | None) -> None:
        """Note a served message, and the slate shown with positions, propensities and candidates.

        On return the note is queued; it is stored, in order, before the journal is closed.
        """

    async def forget(self, user: UserId) -> int:
        """Delete the user's rows; how many there were."""
