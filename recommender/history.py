"""One person's events in one catalogue, as the terms of the score see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.schema import Feedback, ItemId

WORTH: Mapping[str, float] = {"like": 1.0, "more": 0.5, "seen": 0.0, "open": 0.2, "skip": -0.3, "dislike": -1.0}
"""What a tap says about an item, in [-1, 1]."""


@dataclass(frozen=True)
class History:
    """Oldest first, each item once, by the last word on it. Arrays have shape (e,)."""

    rows: NDArray[np.int32]
    """Item numbers: rows of the catalogue."""
    worth: NDArray[np.float32]
    """In [-1, 1]: 1 liked, -1 disliked, 0 known and nothing said."""
    times: NDArray[np.float64]
    """Seconds since the epoch."""
    now: float

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, events: Iterable[Feedback], rows: Mapping[ItemId, int], now: float) -> Self:
        """The events on items that have a row; `undo` says nothing."""
        last: dict[ItemId, Feedback] = {}
        for event in events:
            if event.verb in WORTH and event.item in rows:
                last.pop(event.item, None)
                last[event.item] = event
        return cls(
            np.array([rows[item] for item in last], dtype=np.int32),
            np.array([WORTH[event.verb] for event in last.values()], dtype=np.float32),
            np.array([event.at for event in last.values()], dtype=np.float64),
            now,
        )

    def last(self, count: int) -> History:
        """Only the newest events."""
        return History(self.rows[-count:], self.worth[-count:], self.times[-count:], self.now)
