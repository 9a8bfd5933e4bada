"""All that the bot needs from outside, on one page. Each adapter file offers one of these."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.arrivals import Arrival, Claimed, Outcome
from bot.messages import Action, InboundMessage, OutboundMessage
from bot.postings import Call, Posting, Rate, Settled
from bot.turn import Person
from recommender.evaluation.logged import LoggedSlate
from recommender.schema import Feedback, RankRequest, Reading, Slate, UserId

Handle = Callable[[InboundMessage], Awaitable[Sequence[OutboundMessage]]]
Accept = Callable[[Arrival], Awaitable[bool]]
"""On return the arrival is on disk, or was there already (False): now the platform may be told that we have it."""
Receive = Callable[[Mapping[str, str], bytes], Awaitable[tuple[int, bytes]]]
"""Headers (names in lower case) and raw body of a POST → status and body of the answer."""


class Channel(Protocol):
    """Somebody at the other end of a pipe, who waits for each answer."""

    async def run(self, handle: Handle) -> None:
        """Serve until the platform closes or the task is cancelled."""


class Translator(Protocol):
    """How a messaging platform talks: pure, and the same whether it is connected or not."""

    @property
    def name(self) -> str:
        """The `channel` of its addresses: `telegram`."""

    @property
    def rates(self) -> Mapping[str, Rate]:
        """Its rate limits by kind, see `Call.paces`."""

    def parse(self, payload: str) -> InboundMessage | None:
        """What an arrival says; None when it is none of our business. Raises `BadUpdate`."""

    def render(self, message: OutboundMessage) -> Sequence[Call]:
        """The calls that show it, in order; whatever the catalogue holds, the platform accepts them."""


class Platform(Translator, Protocol):
    """A messaging platform. Between it and the engine stand the inbox and the outbox, see `bot/delivery/`."""

    async def listen(self, accept: Accept) -> None:
        """Give every update to `accept`, and confirm it to the platform only after that; until cancelled.

        It outlives a platform that is out of reach, and raises `SettingsError` for a token that is refused.
        """

    async def send(self, call: Call) -> str:
        """Make the call, once; the id of the new message, empty when it makes none. Raises `DeliveryError`."""


class Front(Protocol):
    """The HTTP server that several platforms share."""

    def post(self, path: str, receive: Receive) -> None:
        """Give every POST to the path to `receive`."""


class Recommender(Protocol):
    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """One encoder pass over all texts."""

    async def rank(self, request: RankRequest) -> Slate:
        """The best items that satisfy every hard constraint; an empty slate when none does."""

    async def health(self) -> str:
        """One line for `chat-rec check`; raises `ChatRecError` when it cannot serve."""


class Learner(Protocol):
    """What everybody teaches the global model; a person's own events come with each request and need no call."""

    async def learn(self, feedback: Sequence[Feedback]) -> None:
        """Take note, `undo` taking an earlier one back. Noting twice is noting once."""

    async def forget(self, user: UserId) -> None:
        """On return nothing that the person taught is kept."""


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


class Archive(Protocol):
    """What the journal keeps of the lists that were shown, to be read again."""

    async def domains(self, since: float = 0.0) -> Mapping[str, int]:
        """How many lists of each domain were shown since then."""

    def slates(self, domain: str, since: float = 0.0) -> AsyncIterator[LoggedSlate]:
        """Those of a domain that were shown since then, read a page at a time; in no order that matters.

        Of whoever is forgotten meanwhile some may still come.
        """


class Inbox(Protocol):
    """Updates from when they are accepted until they are served, in order by chat and by person."""

    async def accept(self, arrival: Arrival) -> bool:
        """Store it; False when its id was there already. On return it survives a crash."""

    async def claim(self, channels: Sequence[str], limit: int) -> list[Claimed]:
        """Arrivals that this process shall serve now, in order of acceptance.

        None whose chat or user has an earlier one that is not finished, by whichever process; those of a process
        that ended are given out again.
        """

    async def commit(self, claimed: Claimed, outcome: Outcome) -> list[Posting] | None:
        """Served: store the outcome, all or nothing. The postings are this process's to send.

        None when another process took the arrival over meanwhile: then nothing was stored.
        """

    async def finish(self, claimed: Claimed, fault: str = "") -> None:
        """The person is saved as well. With a `fault` it goes into quarantine instead, where an operator sees it."""


class Outbox(Protocol):
    """Calls from when they are stored until they are settled, in order by chat."""

    async def due(self, channels: Sequence[str], limit: int) -> list[Posting]:
        """Postings left by processes that ended, oldest first; they are this process's to send from now on."""

    async def sending(self, posting: Posting) -> bool | None:
        """Note that the call is about to be made. False while an earlier one of its chat is not settled yet.

        None when it is not this process's any more: it is settled, or another process took it over.
        """

    async def put_back(self, posting: Posting) -> None:
        """Note that the call was certainly not made: should this process end now, there is no doubt about it."""

    async def settle(self, posting: Posting, settled: Settled) -> None:
        """Note how it ended; its text is deleted. Nothing is noted of one that is not this process's any more."""


class Ledger(Protocol):
    """What was sent, as far as later messages refer to it."""

    async def spent(self, token: str) -> bool:
        """Was the sealed action used before?"""

    async def shown_at(self, channel: str, chat: str, message: str) -> Action | None:
        """The slate and item of the card that the platform's message shows, with verb `open`."""


class Links(Protocol):
    """Which accounts belong to one person."""

    async def person_of(self, user: UserId) -> UserId:
        """The person behind an account; the account itself when it is not linked."""

    async def accounts_of(self, person: UserId) -> list[UserId]:
        """All that a document of theirs may be kept under: their accounts, and their own id."""

    async def offer(self, user: UserId, at: float) -> str:
        """A code by which another account joins this person, good for ten minutes and once; earlier ones lapse."""

    async def join(self, user: UserId, code: str, at: float) -> UserId | None:
        """Link the account to the person who has the code; None when the code is wrong, too old or used.

        Accounts that are linked to this one move along. With a code of their own, the person stays who they are.
        """

    async def leave(self, user: UserId) -> bool:
        """Give the account a person of its own again; False when it was not linked."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """An arrival in quarantine."""

    id: str
    channel: str
    fault: str
    at: float


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far behind the store is. Ages in seconds, 0 when there is nothing."""

    waiting: int
    """Arrivals not served yet."""
    oldest_s: float
    unsent: int
    oldest_unsent_s: float
    given_up: int
    """Postings that no platform took, in the last seven days."""
    quarantined: tuple[Faulty, ...]
    """Newest first, at most 50."""


class Backroom(Protocol):
    """What the operator sees of inbox and outbox, and may do."""

    async def backlog(self, at: float) -> Backlog:
        """The state of both queues at a time."""

    async def retry(self, arrival: str) -> bool:
        """Take an arrival out of quarantine, to be served again; False when it is not there."""

    async def drop(self, arrival: str) -> bool:
        """Give it up for good; False when it is not in quarantine."""
