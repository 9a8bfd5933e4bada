"""How often items meet in people's histories: near to one another, one after the other, at the same time.

Counts are sums over pairs of events of one person, nearer pairs counting more; they are added to as events come in.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.interactions import Interactions

Floats = NDArray[np.float32]
Nearness = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Events between two (≥ 1) and seconds between them → how much the pair counts."""

REACH = 50
"""Events that lie further apart than this are no pair."""
FEW = 5.0
"""Events that an item must have for its own counts to weigh as much as the prior's."""


def by_steps(scale: float) -> Nearness:
    """e-fold less for every `scale` events between."""
    return lambda steps, _: np.exp(-(steps - 1) / scale)


def by_seconds(scale: float) -> Nearness:
    """e-fold less for every `scale` seconds between."""
    return lambda _, seconds: np.exp(-seconds / scale)


def following(log: Interactions, nearness: Nearness) -> Floats:
    """How often item j came after item i, shape (n, n)."""
    order = np.argsort(log.users, kind="stable")
    users, items, times = log.users[order], log.items[order].astype(np.int64), log.times[order]
    size = len(log.item_ids)
    counts = np.zeros(size * size)
    for steps in range(1, min(REACH, len(order) - 1) + 1):
        pairs = np.flatnonzero(users[:-steps] == users[steps:])
        weights = nearness(np.full(len(pairs), float(steps)), times[pairs + steps] - times[pairs])
        np.add.at(counts, items[pairs] * size + items[pairs + steps], weights)
    matrix = counts.reshape(size, size)
    np.fill_diagonal(matrix, 0.0)
    return matrix.astype(np.float32)


def meeting(log: Interactions, nearness: Nearness) -> Floats:
    """How often two items came near to one another in any order, shape (n, n), symmetric."""
    after = following(log, nearness)
    return after + after.T


def chances(counts: Floats) -> Floats:
    """The chance of meeting j given i, drawn to the popularity of j where i is rare, shape (n, n)."""
    prior = counts.sum(axis=0) / max(float(counts.sum()), 1.0)
    return np.asarray((counts + FEW * prior) / (counts.sum(axis=1, keepdims=True) + FEW), dtype=np.float32)


def closeness(counts: Floats) -> Floats:
    """Counts by the frequency of i and the root of that of j: popular items are held back, not forbidden."""
    total = counts.sum(axis=1)
    return np.asarray(counts / (total[:, None] + FEW) / np.sqrt(total[None, :] + FEW), dtype=np.float32)
