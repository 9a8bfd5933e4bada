"""Each class of failure has its own consequence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.delivery.retries import GIVE_UP_S, Again, Assume, GiveUp, Instead, Step, after, pause_s, too_old
from bot.errors import DeliveryError, InDoubt, Refused, SettingsError, TryLater, Unreachable
from bot.postings import Call, Posting

PLAIN = Call("plain", {}, "1")
CALL = Call("fancy", {}, "1")
POSTING = Posting(1, "tg:1", "telegram", CALL, at=100.0)


def step(error: Exception, call: Call = CALL, now: float = 100.0, tries: int = 1) -> Step:
    return after(error, replace(POSTING, call=call), tries, now, chance=0.0)


@pytest.mark.parametrize(
    ("error", "call", "expected"),
    [
        (TryLater("busy"), CALL, Again(1.0)),
        (TryLater("busy", after=7.5), CALL, Again(7.5)),
        (TryLater("busy", after=0.1), CALL, Again(1.0)),
        (SettingsError("the token is revoked"), CALL, Again(1.0)),
        (InDoubt("cut off"), CALL, Assume("cut off")),
        (InDoubt("cut off"), replace(CALL, repeatable=True), Again(1.0)),
        (Unreachable("blocked"), replace(CALL, fallback=PLAIN), GiveUp("blocked")),
        (Refused("bad markup"), replace(CALL, fallback=PLAIN), Instead(PLAIN)),
        (Refused("bad markup"), CALL, GiveUp("bad markup")),
        (DeliveryError("odd"), CALL, GiveUp("odd")),
        (KeyError("text"), replace(CALL, fallback=PLAIN), Instead(PLAIN)),
        (KeyError("text"), CALL, GiveUp("KeyError: 'text'")),
    ],
)
def test_a_failure_leads_to(error: Exception, call: Call, expected: Step) -> None:
    assert step(error, call) == expected


def test_pauses_double_up_to_a_minute() -> None:
    assert [pause_s(tries, 0.0) for tries in (1, 2, 3, 6, 7, 10_000)] == [1, 2, 4, 32, 60, 60]


def test_chance_shortens_a_pause_by_up_to_half() -> None:
    assert pause_s(3, 0.5) == 3.0
    assert pause_s(3, 0.999) > 2.0


def test_an_outage_of_hours_loses_nothing_and_one_of_a_day_ends() -> None:
    assert step(TryLater("down"), now=100 + 23 * 3600, tries=1000) == Again(60.0)
    assert step(TryLater("down"), now=100 + GIVE_UP_S, tries=1000) == GiveUp("down")


def test_the_answer_to_a_tap_is_not_kept_for_longer_than_the_tap() -> None:
    call = replace(CALL, lasts_s=10.0)
    assert step(TryLater("busy", after=9.0), call) == Again(9.0)
    assert step(TryLater("busy", after=11.0), call) == GiveUp("too old to be of use", too_old=True)
    assert not too_old(replace(POSTING, call=call), 110.0)
    assert too_old(replace(POSTING, call=call), 110.1)
    assert not too_old(POSTING, 1e12)
