"""How soon a call may leave: several rate limits at once, on whatever clock the caller reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.postings import Rate

SWEEP_S = 60.0


@dataclass(slots=True)
class _Bookings:
    """The calls of one key, past and to come, by time."""

    rate: Rate
    times: list[float] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    _full: dict[int, tuple[float, float]] = field(default_factory=dict)
    """By weight, from when until when there is no room for it: what is booked stays booked, so it holds."""

    def earliest(self, weight: int, when: float, now: float) -> float:
        """The first time from `when` on at which no window of the rate would hold too much."""
        if weight > self.rate.count:
            return max(when, self.times[-1] + self.rate.seconds) if self.times else when
        begins, ends = self._full.get(weight, (when, when))
        # Without this a queue of 10,000 would be gone through for each that joins it, 25 s in all.
        known = begins <= when <= ends
        found = ends if known else when
        while (until := self._crowded_until(weight, found)) > found:
            found = until
        if known or when < begins or ends < now:
            self._full[weight] = (begins if known else when, found)
        return found

    def _crowded_until(self, weight: int, when: float) -> float:
        """When the last window ends that holds `when` and would be too full; `when` itself if there is none."""
        seconds = self.rate.seconds
        start = bisect_right(self.times, when, key=lambda booked: booked + seconds)
        until, total, end = when, 0, start
        for index in range(start, len(self.times)):
            opens = min(self.times[index], when)
            while end < len(self.times) and self.times[end] < opens + seconds:
                total += self.weights[end]
                end += 1
            if total + weight > self.rate.count:
                until = self.times[index] + seconds
            if self.times[index] > when:
                break
            total -= self.weights[index]
        return until

    def book(self, weight: int, when: float) -> None:
        """What is heavier than the rate allows at once takes up the windows after it as well."""
        while weight > 0:
            place = bisect_right(self.times, when)
            self.times.insert(place, when)
            self.weights.insert(place, min(weight, self.rate.count))
            weight -= self.rate.count
            when += self.rate.seconds

    def forget(self, now: float) -> None:
        seconds = self.rate.seconds
        past = bisect_right(self.times, now, key=lambda booked: booked + seconds)
        del self.times[:past], self.weights[:past]


class Pace:
    """At most `count` in any window of `seconds`, by key `kind:name` (or `kind`), with the rates of the kinds.

    A kind without a rate is not limited. Times are seconds on one clock that does not go back.
    """

    def __init__(self, rates: Mapping[str, Rate]) -> None:
        self._rates = rates
        self._bookings: dict[str, _Bookings] = {}
        self._held: dict[str, float] = {}
        self._swept = 0.0

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._bookings.keys() | self._held.keys())

    def reserve(self, paces: Sequence[str], weight: int, now: float) -> float:
        """The earliest time from `now` on that suits all keys; it is taken from then on."""
        self._sweep(now)
        booked = [self._of(key, rate) for key in paces if (rate := self._rates.get(key.partition(":")[0]))]
        when, before = max([now, *(self._held.get(key, now) for key in paces)]), -1.0
        while when > before:
            before = when
            when = max([when, *(bookings.earliest(weight, when, now) for bookings in booked)])
        for bookings in booked:
            bookings.book(weight, when)
        return when

    def hold(self, key: str, until: float) -> None:
        """The platform said so: nothing of this key leaves sooner. What was reserved keeps its time."""
        self._held[key] = max(until, self._held.get(key, until))

    def _of(self, key: str, rate: Rate) -> _Bookings:
        return self._bookings.setdefault(key, _Bookings(rate))

    def _sweep(self, now: float) -> None:
        """Forget what no longer limits anything, so that memory follows the chats of the last minutes."""
        if now < self._swept + SWEEP_S:
            return
        self._swept = now
        for bookings in self._bookings.values():
            bookings.forget(now)
        self._bookings = {key: bookings for key, bookings in self._bookings.items() if bookings.times}
        self._held = {key: until for key, until in self._held.items() if until > now}
