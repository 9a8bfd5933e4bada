"""Train, validation and test parts of a log, by four protocols. All are deterministic by seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.interactions import Interactions, Mask

TRAIN, VALIDATION, TEST = 0, 1, 2


@dataclass(frozen=True)
class Split:
    """A log and the part of each of its events, shape (m,): 0 train, 1 validation, 2 test."""

    log: Interactions
    part: NDArray[np.int8]

    def only(self, *parts: int) -> Interactions:
        """The events of these parts."""
        return self.log.where(np.isin(self.part, parts))


def random_split(log: Interactions, seed: int, train: float = 0.8, validation: float = 0.1) -> Split:
    """Each user's events at random: 80 % train, 10 % validation, the rest test."""
    rng = np.random.default_rng(seed)
    part = np.full(len(log), TEST, dtype=np.int8)
    for user in range(len(log.user_ids)):
        events = rng.permutation(log.of_user(user))
        first, second = int(len(events) * train), int(len(events) * (train + validation))
        part[events[:first]] = TRAIN
        part[events[first:second]] = VALIDATION
    return Split(log, part)


def leave_last_out(log: Interactions) -> Split:
    """Each user's last event is test, the one before is validation; users with fewer than three stay in train."""
    part = np.full(len(log), TRAIN, dtype=np.int8)
    for user in range(len(log.user_ids)):
        events = log.of_user(user)
        if len(events) >= 3:
            part[events[-1]], part[events[-2]] = TEST, VALIDATION
    return Split(log, part)


def cold_users(log: Interactions, seed: int, test: float = 0.2, validation: float = 0.1) -> Split:
    """Whole users: 20 % of them test, 10 % of the rest validation."""
    users = np.random.default_rng(seed).permutation(len(log.user_ids))
    tested = int(len(users) * test)
    validated = tested + int((len(users) - tested) * validation)
    return Split(log, _parts(len(users), users[:tested], users[tested:validated])[log.users])


def cold_items(log: Interactions, seed: int, test: float = 0.2, validation: float = 0.1, least: int = 5) -> Split:
    """Whole items among those with at least `least` events: 20 % of them test, 10 % of the rest validation."""
    counts = np.bincount(log.items, minlength=len(log.item_ids))
    items = np.random.default_rng(seed).permutation(np.flatnonzero(counts >= least))
    tested = int(len(items) * test)
    validated = tested + int((len(items) - tested) * validation)
    return Split(log, _parts(len(log.item_ids), items[:tested], items[tested:validated])[log.items])


def _parts(size: int, test: NDArray[np.intp], validation: NDArray[np.intp]) -> NDArray[np.int8]:
    part = np.full(size, TRAIN, dtype=np.int8)
    part[test], part[validation] = TEST, VALIDATION
    return part


def folds(log: Interactions, count: int, seed: int) -> list[Mask]:
    """Which events are held out, for each fold of a cross-validation over single events."""
    fold = np.random.default_rng(seed).permutation(len(log)) % count
    return [fold == number for number in range(count)]
