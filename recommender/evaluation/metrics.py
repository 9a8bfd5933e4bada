"""Figures for rankings. A ranking is a matrix of item numbers, best first, shape (users, k); -1 fills short ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.interactions import Interactions, Mask

Ranking = NDArray[np.int32]
PerUser = NDArray[np.float64]
"""One figure a user, shape (users,)."""
Targets = Sequence[NDArray[np.int32]]
"""The items that each user should have been shown."""


def top(scores: NDArray[np.float32], known: Mask, k: int = 10) -> NDArray[np.int32]:
    """Numbers of the k best unknown items, best first, shape (k,); ties by number; -1 where too few are left."""
    masked = np.where(known | np.isnan(scores), -np.inf, scores)
    rows = np.arange(len(masked))
    if k < len(masked):  # sorting what has no chance would take four times as long
        rows = np.flatnonzero(~(masked < np.partition(masked, -k)[-k]))
    order = rows[np.argsort(-masked[rows], kind="stable")[:k]].astype(np.int32)
    order[~np.isfinite(masked[order])] = -1
    return np.pad(order, (0, k - len(order)), constant_values=-1)


def ndcg(ranking: Ranking, targets: Targets) -> PerUser:
    """Normalised discounted cumulative gain with binary gains (Järvelin & Kekäläinen, 2002), in [0, 1]."""
    k = ranking.shape[1]
    discounts = 1 / np.log2(np.arange(2, k + 2))
    wanted = np.minimum([len(each) for each in targets], k)
    return np.asarray(hits(ranking, targets) @ discounts / np.cumsum(discounts)[wanted - 1], dtype=np.float64)


def recall(ranking: Ranking, targets: Targets) -> PerUser:
    """Part of the targets that is in the ranking, in [0, 1]."""
    found = hits(ranking, targets).sum(axis=1)
    return np.asarray(found / [len(wanted) for wanted in targets], dtype=np.float64)


def hit_rate(ranking: Ranking, targets: Targets) -> PerUser:
    """1 where any target is in the ranking."""
    return np.asarray(hits(ranking, targets).any(axis=1), dtype=np.float64)


def hits(ranking: Ranking, targets: Targets) -> Mask:
    """Which places hold a target, shape (users, k)."""
    return np.array([np.isin(row, wanted) for row, wanted in zip(ranking, targets, strict=True)])


def coverage(ranking: Ranking, items: int) -> float:
    """Part of the catalogue that is shown to anybody, in [0, 1]."""
    return len(np.unique(ranking[ranking >= 0])) / items


def tail_share(ranking: Ranking, tail: Mask) -> float:
    """APLT: the average part of a list that is long tail (Abdollahpouri et al., 2017), in [0, 1]."""
    return float(np.mean([tail[row[row >= 0]].mean() for row in ranking]))


def long_tail(log: Interactions, head: float = 0.2) -> Mask:
    """Items outside the most popular 20 % of the catalogue, shape (n,)."""
    counts = np.bincount(log.items, minlength=len(log.item_ids))
    most = np.argsort(-counts, kind="stable")[: int(len(counts) * head)]
    tail = np.ones(len(counts), dtype=np.bool_)
    tail[most] = False
    return tail


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of a paired difference or ratio, and its 95 % interval."""

    value: float
    low: float
    high: float


def paired_ratio(ours: PerUser, theirs: PerUser, seed: int = 0, draws: int = 2000) -> Difference:
    """Mean of ours over mean of theirs, resampling users (paired bootstrap, Efron & Tibshirani, 1993)."""
    picked = np.random.default_rng(seed).integers(0, len(ours), (draws, len(ours)))
    ratios = ours[picked].mean(axis=1) / np.maximum(theirs[picked].mean(axis=1), 1e-12)
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Difference(float(ours.mean() / max(theirs.mean(), 1e-12)), float(low), float(high))
