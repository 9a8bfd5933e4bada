"""What waits in the outbox: one call of a platform's interface, until it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a platform, as data: it can be stored, repeated and checked before anything is sent."""

    method: str
    """The platform's own name: `sendMessage`, `chat.postMessage`."""
    params: Mapping[str, Any]
    """Values that JSON can hold."""
    chat: str
    """Calls to one chat leave in order."""
    paces: tuple[str, ...] = ()
    """The rate limits it counts in, `kind:key`: `chat:123`, `group:-100`, `all`. Kinds are the platform's `rates`."""
    weight: int = 1
    """For how many messages it counts there."""
    lasts_s: float | None = None
    """Seconds after which it is of no use any more (the answer to a tap); None: it is always wanted."""
    repeatable: bool = False
    """Done twice it looks as if done once: edits, answers to a tap."""
    about: str = ""
    """`slate·item` of the one card that it shows, so that a reply or a reaction to it is understood."""
    fallback: Call | None = None
    """What to send instead, in the same place, when the platform refuses this one."""
    doubtful: bool = False
    """It may have been made already, by a process that ended; a platform that can look for it does."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` within any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Posting:
    """A call in the outbox, to be made by this process."""

    id: int
    arrival: str
    """The id of the arrival it answers: the thread through the logs."""
    channel: str
    call: Call
    at: float
    """When it was stored, seconds since the epoch."""
    in_doubt: bool = False
    """A process that ended was just making this call: it may have been made."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a posting ended."""

    receipt: str = ""
    """The platform's id of the new message."""
    failure: str = ""
    """Why it was given up; empty when it was delivered."""
