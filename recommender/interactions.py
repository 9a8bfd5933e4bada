"""What everybody did with the items: the log that collaborative statistics and heads are learnt from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.history import History

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Interactions:
    """Events in order of time, m of them, by users and of items that are numbered.

    Every array has shape (m,). With a catalogue, item numbers are its rows: items that nobody touched are among
    `item_ids` as well.
    """

    users: Rows
    items: Rows
    worth: NDArray[np.float32]
    """What the person thought of it, in [-1, 1]: 1 liked, -1 disliked, between them a rating; never NaN."""
    times: NDArray[np.float64]
    """Seconds since the epoch, ascending."""
    user_ids: tuple[str, ...]
    item_ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.users)

    def in_order(self) -> Self:
        """The events in order of time; equal times keep the order in which they are given."""
        return self._picked(np.argsort(self.times, kind="stable"))

    def where(self, chosen: Mask) -> Self:
        """Some of the events; users and items keep their numbers."""
        return self._picked(np.flatnonzero(chosen))

    def with_more(self, more: Self) -> Self:
        """These and others of the same users and items."""
        return replace(
            self,
            users=np.concatenate([self.users, more.users]),
            items=np.concatenate([self.items, more.items]),
            worth=np.concatenate([self.worth, more.worth]),
            times=np.concatenate([self.times, more.times]),
        ).in_order()

    def _picked(self, events: NDArray[np.intp]) -> Self:
        return replace(
            self,
            users=self.users[events],
            items=self.items[events],
            worth=self.worth[events],
            times=self.times[events],
        )

    @cached_property
    def _by_user(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Event numbers ordered by user and time, and where each user's begin, shape (users + 1,)."""
        order = np.argsort(self.users, kind="stable")
        return order, np.searchsorted(self.users[order], np.arange(len(self.user_ids) + 1))

    def of_user(self, user: int) -> NDArray[np.intp]:
        """Numbers of a user's events, oldest first."""
        order, starts = self._by_user
        return order[starts[user] : starts[user + 1]]

    def history(self, user: int, now: float | None = None) -> History:
        """A user's events as the ranker sees them; `now` is their last one's time unless given."""
        events = self.of_user(user)
        times = self.times[events]
        last = float(times[-1]) if len(times) else 0.0
        return History(self.items[events], self.worth[events], times, last if now is None else now)
