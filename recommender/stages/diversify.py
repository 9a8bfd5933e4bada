"""A list that is not five times the same: maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.schema import Vector
from recommender.stages.calibrate import Calibration

FAITH = 0.2
"""Weight of the distance from the person's own shares of categories, in nats, beside relevance in [0, 1]."""


def diversify(
    scores: NDArray[np.float32],
    vectors: Vector,
    k: int,
    balance: float = 0.75,
    calibration: Calibration | None = None,
) -> list[int]:
    """Positions of k items, the best one first. `scores` (m,) descending; `vectors` (m, d) unit.

    `balance` 1 keeps the order of the scores; 0 looks only at difference. With a calibration, categories come in
    the person's shares as well. O(k · m · (d + c)).
    """
    if len(scores) <= 1 or balance >= 1:
        return list(range(min(k, len(scores))))
    low, high = float(scores.min()), float(scores.max())
    relevance = balance * (scores - low) / max(high - low, 1e-9)
    chosen = [0]
    closest = vectors @ vectors[0]
    taken = np.zeros(len(scores), dtype=np.bool_)
    taken[0] = True
    while len(chosen) < min(k, len(scores)):
        gain = relevance - (1 - balance) * closest
        if calibration is not None:
            gain -= FAITH * calibration.distances(chosen)
        gain[taken] = -np.inf
        best = int(gain.argmax())
        chosen.append(best)
        taken[best] = True
        closest = np.maximum(closest, vectors @ vectors[best])
    return chosen
