"""The guarantee for the long tail and for what is new: some of the last places of a list are theirs.

Scores favour what many know, since much is known of it. To lift all new films of MovieLens to a fair share
of the places costs 12-20 % of NDCG@10, to give them last places 3 %. Which lists give a place is drawn: to take
those where the gap in score is smallest is no cheaper.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

FURTHEST = 4.0
"""An item this many deviations of the scores behind the one whose place it would take is not put there."""


def due(share: float, places: int, draw: float) -> int:
    """How many of the places are guaranteed; over evenly drawn `draw` in [0, 1) it is `share` · `places` on average.

    The first place is nobody's but the best item's.
    """
    return min(int(share * places + draw), max(places - 1, 0))


def reserve(chosen: Sequence[int], scores: Floats, merits: Floats, group: Mask, count: int) -> list[int]:
    """Rows of a list, best first, of which at least `count` are of the group, as far as that is bearable.

    `scores` (n,) with deviation 1; `group` (n,) are those who may come, of whom `merits` (n,) chooses. Members that
    are in the list already count; the last others give way, the best newcomer taking the first of their places.
    """
    if not count:
        return list(chosen)
    inside = np.zeros(len(group), dtype=np.bool_)
    inside[list(chosen)] = True
    missing = count - int((inside & group).sum())
    rows = np.flatnonzero(group & ~inside)
    if missing <= 0 or not len(rows):
        return list(chosen)
    best = _best(rows, merits[rows], missing)
    leaving = [row for row in chosen[1:] if not group[row]][::-1][: len(best)]
    coming = [row for row, other in zip(best.tolist(), leaving, strict=False) if _bearable(scores, row, other)]
    kept = [row for row in chosen if row not in leaving[: len(coming)]]
    return kept + coming


def _best(rows: NDArray[np.intp], merits: Floats, count: int) -> NDArray[np.intp]:
    """The best first, equal ones in order; without sorting what has no chance."""
    if count < len(rows):
        chosen = merits >= np.partition(merits, -count)[-count]
        rows, merits = rows[chosen], merits[chosen]
    return rows[np.argsort(-merits, kind="stable")[:count]]


def _bearable(scores: Floats, row: int, other: int) -> bool:
    return bool(scores[other] - scores[row] <= FURTHEST)
