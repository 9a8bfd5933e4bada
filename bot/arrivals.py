"""What waits in the inbox: one update of a platform as it came, until it is served."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import InboundMessage
from bot.postings import Call
from bot.turn import Person
from recommender.schema import Slate, UserId


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update, stored before the platform is told that we have it."""

    id: str
    """The platform's own key: `tg:<update_id>`, `slack:<event_id>`. The same update delivered twice has the same."""
    channel: str
    chat: str
    """Arrivals of one chat are served in the order in which they were accepted."""
    user: UserId
    """Likewise those of one person; empty when nobody sent it."""
    payload: str
    """The update as it came; only its channel can read it."""
    at: float
    """When it was accepted, seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An arrival that this process is to serve."""

    arrival: Arrival
    number: int
    """Its place in the order of acceptance."""
    unsaved: Outcome | None = None
    """Served already, by a process that ended before the person was saved or the fault noted: that is left to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that serving one arrival leads to; stored in one transaction, all or nothing."""

    calls: tuple[Call, ...] = ()
    person: Person | None = None
    """The person as they are afterwards; None: unchanged."""
    forget: UserId | None = None
    """Delete everything about them, once the answer is under way."""
    message: InboundMessage | None = None
    slate: Slate | None = None
    """For the journal: what was said and what was shown."""
    spent: str = ""
    """The sealed action that was used up."""
    absorbed: UserId | None = None
    """The account whose own document went into the person's, see `bot.engine.Answer`."""
    fault: str = ""
    """The calls are an apology: why the arrival goes into quarantine."""

    @property
    def touches_nobody(self) -> bool:
        """Is nobody to be saved or deleted?"""
        return self.person is None and self.forget is None
