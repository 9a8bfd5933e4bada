"""A share of the places goes to items that we are unsure about, each with the probability by which it got there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WARMTH = 0.5
"""Temperature of the draw, in standard deviations of the score: how far an unlikely item may still come."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who stands in one place of the list."""

    position: int
    """In the shortlist."""
    propensity: float
    """Probability of standing there, given those before, in (0, 1]."""
    explored: bool


def explore(chosen: Sequence[int], optimism: NDArray[np.float32], share: float, seed: int) -> list[Place]:
    """Places for the `chosen` positions of a shortlist, best first, of which a `share` in [0, 1] is drawn anew.

    The draw is a softmax over `optimism` (m,), the upper confidence bound of each of the shortlist's items. Every
    propensity is exact: with p = share, p · softmax for a drawn item, and 1 - p more for the one whose turn it was.
    """
    rng = np.random.default_rng(seed)
    waiting, places = list(chosen), list[Place]()
    left = np.ones(len(optimism), dtype=np.bool_)
    for _ in range(len(chosen)):
        odds = _softmax(np.where(left, optimism, -np.inf)) if share > 0 else np.zeros(len(optimism))
        drawn = int(rng.choice(len(odds), p=odds)) if share > 0 and rng.random() < share else waiting[0]
        propensity = share * odds[drawn] + (1 - share) * (drawn == waiting[0])
        places.append(Place(drawn, float(propensity), explored=drawn != waiting[0]))
        left[drawn] = False
        waiting = [position for position in waiting if position != drawn][: len(chosen) - len(places)]
    return places


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float64]:
    finite = values[np.isfinite(values)].astype(np.float64)
    scale = WARMTH * max(float(finite.std()), 1e-9)
    weights = np.exp((values - finite.max()) / scale, dtype=np.float64)
    return np.asarray(weights / weights.sum())
