"""How much each event of a history counts: the newest most, or all alike. Weights have shape (e,) and are ≥ 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from recommender.history import History

Weights = NDArray[np.float32]
Weighting = Callable[[History], Weights]

MINUTE_S = 60.0


def alike(history: History) -> Weights:
    """Every event counts the same."""
    return np.ones(len(history), dtype=np.float32)


def by_place(half: float) -> Weighting:
    """Half as much for every `half` later events."""

    def weigh(history: History) -> Weights:
        later = np.arange(len(history) - 1, -1, -1)
        return np.asarray(0.5 ** (later / half), dtype=np.float32)

    return weigh


def by_age(scale_s: float) -> Weighting:
    """By the time since the last event, e-fold less for every `scale_s` seconds: a session, wherever it ends."""

    def weigh(history: History) -> Weights:
        newest = history.times.max() if len(history) else 0.0
        return np.exp((history.times - newest) / scale_s).astype(np.float32)

    return weigh


def newest(history: History) -> Weights:
    """The last event alone."""
    weights = np.zeros(len(history), dtype=np.float32)
    weights[-1:] = 1.0
    return weights


WEIGHTINGS: Mapping[str, Weighting] = {
    "alike": alike,
    "last": newest,
    "last two": by_place(2),
    "last five": by_place(5),
    "last fifteen": by_place(15),
    "minute": by_age(MINUTE_S),
    "ten minutes": by_age(10 * MINUTE_S),
}
