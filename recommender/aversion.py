"""What resembles something disliked as a sequel does is put behind.

For the statistics of a crowd a dislike is a sign of interest, since who rated a film badly often saw the next part,
too. They seldom liked it: of 671 people in MovieLens who gave a film at most 1½ of 5, 31 % liked films whose texts
have a cosine of .6 and more with it, 42 % those from .5 to .6, 59 % those from .4 to .5, and 73 % all others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.content import Content
from recommender.filters import Mask
from recommender.history import History

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

CLEAR = -0.5
"""Worth up to which an event is a dislike."""
RECENT = 50
"""Dislikes, and likes, the newest, that are compared."""
NEAR, NEXT = 0.45, 0.6
"""Cosines from which on something resembles another, and from which on as much as can be."""
WEIGHT = 3.0
"""What that costs, in deviations of the score."""
LOOKED_AT = 300
"""Items with the best scores, which are compared; all others would be listed in no case."""


def disliked(history: History) -> Rows:
    """Rows of the newest dislikes."""
    return history.rows[history.worth <= CLEAR][-RECENT:].astype(np.intp)


def aversion(scores: Floats, allowed: Mask, history: History, content: Content) -> Floats:
    """What is taken from each score, ≤ 0, shape (n,): nothing where something liked is as near."""
    rows = np.flatnonzero(allowed)
    if len(rows) > LOOKED_AT:
        rows = rows[np.argpartition(-scores[rows], LOOKED_AT)[:LOOKED_AT]]
    liked = history.rows[history.worth > 0][-RECENT:].astype(np.intp)
    near, nearer_to_liked = (_nearest(rows, others, content) for others in (disliked(history), liked))
    taken = np.zeros(len(allowed), dtype=np.float32)
    if not len(rows):
        return taken
    weight = WEIGHT * float(scores[allowed].std())
    taken[rows] = -weight * np.clip((near - NEAR) / (NEXT - NEAR), 0, 1) * (near > nearer_to_liked)
    return taken


def _nearest(rows: Rows, others: Rows, content: Content) -> Floats:
    """The largest cosine with any of the others, shape (rows,); 0 without others."""
    near = content.centred[rows] @ content.centred[others].T
    return np.asarray(near.max(axis=1, initial=0.0), dtype=np.float32)
