"""How soon a call may leave: never too soon for a platform, never later than it must."""

from __future__ import annotations

import time
from bisect import insort

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import Pace
from bot.postings import Rate

RATES = {"chat": Rate(1, 1.0), "group": Rate(20, 60.0), "all": Rate(30, 1.0)}

Booked = dict[str, list[tuple[float, int]]]

calls = st.lists(
    st.tuples(
        st.integers(0, 3).map(lambda quarters: quarters / 4),  # since the call before
        st.integers(0, 3),  # the chat
        st.booleans(),  # is it a group?
        st.integers(1, 12),  # the weight
    ),
    max_size=60,
)


def test_a_queue_of_ten_thousand_is_not_gone_through_for_each_that_joins_it() -> None:
    pace, begun = Pace(RATES), time.perf_counter()
    times = [pace.reserve((f"chat:{number}", "all"), 1, 100.0) for number in range(10_000)]
    assert times == [100.0 + number // 30 for number in range(10_000)]
    # Seconds; about 0.3, and 25 if it is.
    assert time.perf_counter() - begun < 8


def paces_of(chat: int, *, group: bool) -> tuple[str, ...]:
    return (f"group:{chat}", "all") if group else (f"few:{chat}", "all")


def fits(booked: list[tuple[float, int]], rate: Rate) -> bool:
    """No window that begins with a call holds more than the rate allows."""
    return all(
        sum(weight for at, weight in booked if start <= at < start + rate.seconds) <= rate.count
        for start, _ in booked
    )


def soonest(booked: Booked, keys: tuple[str, ...], weight: int, now: float, rates: dict[str, Rate]) -> float:
    """By brute force: try every time at which something could change."""
    ends = [at + rates[key.partition(":")[0]].seconds for key in keys for at, _ in booked.get(key, [])]
    for when in sorted({now, *(end for end in ends if end > now)}):
        if all(fits(sorted([*booked.get(key, []), (when, weight)]), rates[key.partition(":")[0]]) for key in keys):
            return when
    raise AssertionError("there is always a time")


@given(calls)
def test_a_call_leaves_as_soon_as_no_window_would_hold_too_much(asked: list[tuple[float, int, bool, int]]) -> None:
    rates = {"few": Rate(12, 2.0), "group": Rate(20, 60.0), "all": Rate(30, 1.0)}
    pace, booked, now = Pace(rates), Booked(), 0.0
    for pause, chat, group, weight in asked:
        now += pause
        keys = paces_of(chat, group=group)
        expected = soonest(booked, keys, weight, now, rates)
        assert pace.reserve(keys, weight, now) == expected
        for key in keys:
            insort(booked.setdefault(key, []), (expected, weight))


@given(st.lists(st.tuples(st.floats(0, 2), st.integers(0, 2)), max_size=100))
def test_telegrams_limits_are_never_passed(asked: list[tuple[float, int]]) -> None:
    pace, booked, now = Pace(RATES), Booked(), 0.0
    for pause, chat in asked:
        now += pause
        keys = (f"chat:{chat}", f"group:{chat}", "all")
        when = pace.reserve(keys, 1, now)
        for key in keys:
            insort(booked.setdefault(key, []), (when, 1))
    for key, at in booked.items():
        rate = RATES[key.partition(":")[0]]
        times = [time for time, _ in at]
        pairs = zip(times, times[rate.count :], strict=False)
        assert all(later >= earlier + rate.seconds for earlier, later in pairs), key


@given(st.lists(st.floats(0, 2), max_size=100))
def test_calls_of_one_chat_leave_in_the_order_in_which_they_came(pauses: list[float]) -> None:
    pace, now = Pace(RATES), 0.0
    leave = []
    for pause in pauses:
        now += pause
        leave.append(pace.reserve(("chat:1", "group:1", "all"), 1, now))
    assert leave == sorted(leave)


def test_an_album_heavier_than_the_limit_leaves_and_the_next_waits_for_all_of_it() -> None:
    pace = Pace(RATES)
    assert pace.reserve(["chat:1"], 1, 0.0) == 0.0
    assert pace.reserve(["chat:1"], 5, 0.0) == 1.0
    assert pace.reserve(["chat:1"], 1, 1.0) == 6.0


def test_a_held_chat_waits_and_the_others_do_not() -> None:
    pace = Pace(RATES)
    pace.hold("chat:1", 9.0)
    pace.hold("chat:1", 4.0)
    assert pace.reserve(["chat:1", "all"], 1, 0.0) == 9.0
    assert pace.reserve(["chat:2", "all"], 1, 0.0) == 0.0


def test_a_kind_without_a_rate_is_not_limited() -> None:
    pace = Pace(RATES)
    assert [pace.reserve(["other:1"], 3, 0.0) for _ in range(5)] == [0.0] * 5


def test_chats_that_are_quiet_again_are_forgotten() -> None:
    pace = Pace(RATES)
    for chat in range(1000):
        pace.reserve([f"chat:{chat}", "all"], 1, float(chat))
    pace.hold("chat:5", 2000.0)
    pace.reserve(["all"], 1, 1900.0)
    assert len(pace) == 2


def test_a_thousand_chats_at_once_are_spread_evenly() -> None:
    pace = Pace(RATES)
    leave = [pace.reserve([f"chat:{chat}", "all"], 1, 0.0) for chat in range(1000)]
    assert leave == [float(number // 30) for number in range(1000)]
