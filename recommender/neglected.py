"""Which items of a catalogue would hardly ever be shown: the long tail, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

HEAD = 0.2
"""Part of the catalogue that is no long tail, the most popular (Abdollahpouri et al., 2017)."""
FAME = 0.4
"""Deviations of the score that an item loses by each e-fold of the people who had it, when the tail is served."""
FEWEST = 2
"""Of a known item so many must have had it, before it can be said to be good."""


@dataclass(frozen=True)
class Neglected:
    """Arrays have shape (n,)."""

    tail: Mask
    """Outside the most popular; nothing is where popularity is not known."""
    new: Mask
    """Items of which the crowd knows nothing yet."""
    events: Floats
    """How many had each item, as far as anybody counted."""

    @classmethod
    def of(cls, popularity: Floats, events: Floats | None = None, new: Rows | None = None) -> Self:
        """From a catalogue's own popularity, or from the events that a crowd was learnt from."""
        counted = popularity if events is None else events
        fresh = np.zeros(len(counted), dtype=np.bool_)
        fresh[np.zeros(0, dtype=np.intp) if new is None else new] = True
        head = np.argsort(np.where(fresh, -1.0, counted), kind="stable")[::-1][: int(np.ceil(HEAD * len(counted)))]
        tail = np.full(len(counted), bool(counted.any()))
        tail[head] = False
        return cls(tail, fresh, np.zeros_like(counted) if events is None else events)

    def merits(self, scores: Floats) -> Floats:
        """Whom of the tail to show, from scores with deviation 1: what is liked and little known."""
        return scores - self._fame

    @cached_property
    def _fame(self) -> Floats:
        """What being known costs an item; infinite for one that too few had to say that it is good."""
        unproven = ~self.new & (self.events < FEWEST) & self.events.any()
        return np.where(unproven, np.inf, FAME * np.log1p(self.events)).astype(np.float32)
