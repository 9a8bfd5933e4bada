"""The figures that a model is judged by: everybody, newcomers, heavy users, long tail, catalogue, the past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.metrics import PerUser, Ranking, Targets, long_tail, ndcg, top
from recommender.gate import OVERALL, Slice
from recommender.interactions import Interactions, Mask

OLD_FLOOR = 0.98
"""Of the old data: what was learnt must not be forgotten."""


@dataclass(frozen=True)
class Figures:
    """What one model achieves for each user, shape (u,), each in [0, 1]."""

    ranking: Ranking
    overall: PerUser
    """NDCG@k."""
    tail: PerUser
    """Reach of the long-tail targets; NaN for users who have none.

    It looks at the whole order: of MovieLens-100K's tail nearly nothing is among the first ten (NDCG@10 .006, zero
    for 97 % of the users), so a model could push it down unseen. Reach, known to .6 % there, falls by 12 % then.
    """
    unusual: PerUser
    """How few people know what is shown: mean over the list of 1 - part of the users who touched the item."""


def measured(
    scores: NDArray[np.floating], known: Mask, targets: Targets, train: Interactions, k: int = 10
) -> Figures:
    """Of users with at least one target each. Scores and known items have shape (u, n)."""
    ranking = np.array([top(mine, seen, k) for mine, seen in zip(scores, known, strict=True)]).reshape(-1, k)
    rare = 1 - np.bincount(train.items, minlength=scores.shape[1]) / max(len(train.user_ids), 1)
    tail = long_tail(train)
    return Figures(
        ranking,
        ndcg(ranking, targets),
        np.array([reach(*each, tail) for each in zip(scores, known, targets, strict=True)], dtype=np.float64),
        np.array([rare[row[row >= 0]].mean() if (row >= 0).any() else 0.0 for row in ranking], dtype=np.float64),
    )


def reach(scores: NDArray[np.floating], known: Mask, wanted: NDArray[np.int32], among: Mask) -> float:
    """Mean of 1/log2(1 + place) over the wanted items of a part of the catalogue; NaN where there are none."""
    chosen = wanted[among[wanted]]
    if not len(chosen):
        return float("nan")
    masked = np.where(known, -np.inf, scores)
    ahead = (masked[None, :] > scores[chosen, None]).sum(axis=1)
    level = [int((masked[:item] == scores[item]).sum()) for item in chosen]
    return float(np.mean(1 / np.log2(2 + ahead + level)))


def slices(
    candidate: Figures, current: Figures, events: NDArray[np.integer], old: tuple[PerUser, PerUser]
) -> list[Slice]:
    """All slices of one comparison of the same users.

    `events` counts each user's in training, shape (u,); `old` holds both models' figures, candidate's first, for
    users or events of the replay's past, shape (o,) each, which may be other users.
    """
    newcomers, heavy = thirds(events)
    tail = ~np.isnan(candidate.tail) & ~np.isnan(current.tail)
    return [
        Slice(OVERALL, candidate.overall, current.overall),
        Slice("newcomers", candidate.overall[newcomers], current.overall[newcomers]),
        Slice("heavy users", candidate.overall[heavy], current.overall[heavy]),
        Slice("long tail", candidate.tail[tail], current.tail[tail]),
        Slice("catalogue share", candidate.unusual, current.unusual),
        Slice("old data", *old, OLD_FLOOR),
    ]


def thirds(events: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Newcomers and heavy users: numbers of the third of users with the fewest events, and with the most."""
    order = np.argsort(events, kind="stable")
    third = len(order) // 3
    return np.sort(order[:third]), np.sort(order[len(order) - third :])
