"""What no gain in a figure can outweigh: scores that are no scores, lists that are the same for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_VARIETY = 0.5
"""A model may show no fewer than this part of the different items that the current one shows."""
MOST_RISE = 0.2
"""The part of all lists that one item may newly conquer; more where lists are long beside the catalogue."""
CHANCE = 3.0
"""Times the part of the lists on which an item is by chance, places over items, that it may conquer as well."""
MOST_CONSTANT = 0.01
"""The part of users whose items may all score alike."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one model gives the users of an evaluation."""

    scores: NDArray[np.floating]
    """Of every item for every user, or for a sample of the users, shape (s, n)."""
    ranking: NDArray[np.int32]
    """Item numbers, best first, shape (users, k); -1 fills short lists."""
    propensities: NDArray[np.floating] | None = None
    """The probability with which each place was filled as it was, shape (users, k), in (0, 1]."""


def objections(candidate: Shown, current: Shown, items: int) -> tuple[str, ...]:
    """One sentence for each thing wrong with the candidate's scores or lists; `items` is the catalogue's size."""
    wrong = [*_scores(candidate.scores, items), *_lists(candidate, current, items)]
    if candidate.propensities is not None:
        wrong += _propensities(candidate.propensities, candidate.ranking)
    return tuple(wrong or _variety(candidate.ranking, current.ranking, items))


def _scores(scores: NDArray[np.floating], items: int) -> Iterator[str]:
    if scores.ndim != 2 or scores.shape[1] != items:
        yield f"scores have the shape {scores.shape}, and the catalogue {items} items"
        return
    unreal = int((~np.isfinite(scores)).sum())
    if unreal:
        yield f"{unreal} of {scores.size} scores are no numbers"
        return
    constant = float((np.ptp(scores, axis=1) == 0).mean()) if scores.size else 1.0
    if constant > MOST_CONSTANT:
        yield f"all items score alike for {constant:.0%} of the users"


def _lists(candidate: Shown, current: Shown, items: int) -> Iterator[str]:
    lists = candidate.ranking
    if lists.shape != current.ranking.shape:
        yield f"lists have the shape {lists.shape}, those of the current model {current.ranking.shape}"
        return
    if lists.size and (lists.min() < -1 or lists.max() >= items):
        yield f"lists name items beyond the catalogue's {items}"
    ordered = np.sort(lists, axis=1)
    doubled = int(((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1).sum())
    if doubled:
        yield f"{doubled} of {len(lists)} lists show an item twice"


def _propensities(propensities: NDArray[np.floating], lists: NDArray[np.int32]) -> Iterator[str]:
    if propensities.shape != lists.shape:
        yield f"propensities have the shape {propensities.shape}, the lists {lists.shape}"
        return
    filled = propensities[lists >= 0]
    wrong = int((~((filled > 0) & (filled <= 1))).sum())
    if wrong:
        yield f"{wrong} of {filled.size} propensities are no probabilities above 0"


def _variety(lists: NDArray[np.int32], before: NDArray[np.int32], items: int) -> Iterator[str]:
    now, then = _shares(lists, items), _shares(before, items)
    shown, known = int((now > 0).sum()), int((then > 0).sum())
    if shown < LEAST_VARIETY * known:
        yield f"only {shown} different items are shown to anybody, the current model shows {known}"
    most = int(np.argmax(now - then))
    if now[most] - then[most] > max(MOST_RISE, CHANCE * lists.shape[1] / items):
        yield f"item number {most} is on {now[most]:.0%} of all lists, with the current model on {then[most]:.0%}"


def _shares(lists: NDArray[np.int32], items: int) -> NDArray[np.float64]:
    """The part of all lists that each item is on, shape (n,)."""
    return np.bincount(lists[lists >= 0], minlength=items) / max(len(lists), 1)
