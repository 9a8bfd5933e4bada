"""Requests as they might have come, drawn from a log: what was known of a person, and what they turned to next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.splits import TRAIN, Split
from recommender.history import History
from recommender.interactions import Interactions


@dataclass(frozen=True)
class Asked:
    """One request whose right answer is known."""

    user: int
    history: History
    targets: NDArray[np.int32]
    """Item numbers that should be shown."""
    known: NDArray[np.int32]
    """Item numbers that must not be shown; the history's among them."""


def held_out(split: Split, part: int) -> list[Asked]:
    """One request a user: from their train events, the targets are those of the part."""
    train, wanted = split.only(TRAIN), split.only(part)
    earlier = split.only(*range(part))
    return [
        Asked(user, train.history(user), targets, earlier.items[earlier.of_user(user)])
        for user in range(len(split.log.user_ids))
        if len(targets := wanted.items[wanted.of_user(user)])
    ]


def last_left_out(split: Split, part: int) -> list[Asked]:
    """One request a user: from all their events before the part, the target is the part's."""
    earlier, wanted = split.only(*range(part)), split.only(part)
    return [
        Asked(user, history, wanted.items[events], history.rows)
        for user in range(len(split.log.user_ids))
        if len(events := wanted.of_user(user)) and (history := earlier.history(user))
    ]


def prefixes(log: Interactions, per_user: int, seed: int, ahead: int = 1) -> list[Asked]:
    """Several moments of each user, each once: the targets are the next `ahead` events.

    A third are the user's latest, as the next request will be; a third are drawn evenly from all; a third evenly on
    a logarithmic scale, so that newcomers are among them.
    """
    rng = np.random.default_rng(seed)
    return [
        _after(log, user, length, ahead)
        for user in range(len(log.user_ids))
        for length in _lengths(len(log.of_user(user)), per_user, rng)
    ]


def newcomers(
    log: Interactions, lengths: Iterable[int], seed: int, least: int, order: Literal["random", "earliest"] = "random"
) -> list[Asked]:
    """For users with at least `least` likes: after each number of them, in this order, the others are the targets.

    The targets are the same for every length: those beyond the longest.
    """
    rng = np.random.default_rng(seed)
    lengths = sorted(lengths)
    asked = []
    for user in range(len(log.user_ids)):
        events = log.of_user(user)
        likes = events[log.worth[events] > 0]
        likes = rng.permutation(likes) if order == "random" else likes
        if len(likes) >= least:
            targets = log.items[likes[lengths[-1] :]]
            asked += [Asked(user, _of(log, likes[:length]), targets, log.items[likes[:length]]) for length in lengths]
    return asked


def _lengths(events: int, count: int, rng: np.random.Generator) -> list[int]:
    """Lengths of a history before an event, so fewer than `events`, ascending."""
    if events < 2:
        return []
    third = -(-count // 3)
    latest = np.arange(max(events - third, 0), events)
    anywhere = rng.integers(0, events, third)
    early = np.exp(rng.uniform(0, np.log(events), third)).astype(int) - 1
    return sorted({*latest.tolist(), *anywhere.tolist(), *early.tolist()})


def _after(log: Interactions, user: int, length: int, ahead: int) -> Asked:
    events = log.of_user(user)
    history = _of(log, events[:length])
    return Asked(user, history, log.items[events[length : length + ahead]], history.rows)


def _of(log: Interactions, events: NDArray[np.intp]) -> History:
    times = log.times[events]
    return History(log.items[events], log.worth[events], times, float(times.max()) if len(times) else 0.0)
