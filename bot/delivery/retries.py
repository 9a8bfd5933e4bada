"""What follows when a platform did not take a call."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import DeliveryError, InDoubt, Refused, SettingsError, TryLater, Unreachable
from bot.postings import Call, Posting

FIRST_S, LONGEST_S = 1.0, 60.0
GIVE_UP_S = 24 * 3600.0
"""Telegram itself keeps an update for 24 hours; an answer later than that would answer nothing."""
TOO_OLD = "too old to be of use"


@dataclass(frozen=True, slots=True)
class Again:
    """The same call, after so many seconds."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class Instead:
    """Another call in the same place, at once."""

    call: Call


@dataclass(frozen=True, slots=True)
class GiveUp:
    reason: str
    too_old: bool = False


@dataclass(frozen=True, slots=True)
class Assume:
    """Take it as delivered: asking twice could say it twice."""

    reason: str


Step = Again | Instead | GiveUp | Assume


def after(error: Exception, posting: Posting, tries: int, now: float, chance: float) -> Step:
    """The next step after the `tries`-th failure of the posting's call; `chance` is a random number in [0, 1)."""
    match error:
        case TryLater():
            return _again(max(error.after or 0.0, pause_s(tries, chance)), posting, now, str(error))
        case SettingsError():
            # A revoked token: the operator mends it, and nothing is lost meanwhile.
            return _again(pause_s(tries, chance), posting, now, str(error))
        case InDoubt() if posting.call.repeatable:
            return _again(pause_s(tries, chance), posting, now, str(error))
        case InDoubt():
            return Assume(str(error))
        case Unreachable():
            return GiveUp(str(error))
        case Refused() | DeliveryError():
            return _instead(posting.call, str(error))
        case _:
            # A bug in making the call: the simpler one may still get through.
            return _instead(posting.call, f"{type(error).__name__}: {error}")


def pause_s(tries: int, chance: float) -> float:
    """1, 2, 4, … 60 seconds, less up to half by chance: those who failed together do not come back together."""
    return float(min(LONGEST_S, FIRST_S * 2 ** min(tries - 1, 10)) * (1 - chance / 2))


def too_old(posting: Posting, now: float) -> bool:
    """Is the call of no use any more?"""
    lasts_s = posting.call.lasts_s
    return lasts_s is not None and now > posting.at + lasts_s


def _again(wait_s: float, posting: Posting, now: float, reason: str) -> Step:
    then, lasts_s = now + wait_s, posting.call.lasts_s
    if lasts_s is not None and then > posting.at + lasts_s:
        return GiveUp(TOO_OLD, too_old=True)
    return GiveUp(reason) if then > posting.at + GIVE_UP_S else Again(wait_s)


def _instead(call: Call, reason: str) -> Step:
    return GiveUp(reason) if call.fallback is None else Instead(call.fallback)
