"""What is train, validation and test, by each protocol: nothing is in two parts, nothing is seen too early."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommender.evaluation.splits import (
    TEST,
    TRAIN,
    VALIDATION,
    Split,
    cold_items,
    cold_users,
    folds,
    leave_last_out,
    random_split,
)
from recommender.interactions import Interactions
from recommender.training.requests import held_out, last_left_out, newcomers, prefixes
from tests.planted import planted

LOG = planted([str(number) for number in range(60)], people=80, events=20)
SEEDED: list[Callable[[Interactions, int], Split]] = [random_split, cold_users, cold_items]


@pytest.mark.parametrize("split", SEEDED, ids=lambda split: str(split.__name__))
def test_every_event_is_in_one_part_and_the_seed_decides_which(split: Callable[[Interactions, int], Split]) -> None:
    once, again, other = split(LOG, 1), split(LOG, 1), split(LOG, 2)
    assert np.array_equal(once.part, again.part)
    assert not np.array_equal(once.part, other.part)
    assert sum(len(once.only(part)) for part in (TRAIN, VALIDATION, TEST)) == len(LOG)
    assert len(once.only(TRAIN)) > len(once.only(TEST)) > 0


def test_random_splits_everybody_alike() -> None:
    split = random_split(LOG, 0)
    counts = {part: np.bincount(split.only(part).users, minlength=80) for part in (TRAIN, VALIDATION, TEST)}
    assert {part: set(each.tolist()) for part, each in counts.items()} == {TRAIN: {16}, VALIDATION: {2}, TEST: {2}}


def test_the_last_event_is_the_test_and_the_one_before_validation() -> None:
    split = leave_last_out(LOG)
    for user in range(len(LOG.user_ids)):
        assert split.part[LOG.of_user(user)].tolist() == [TRAIN] * 18 + [VALIDATION, TEST]


def test_who_did_less_than_three_things_is_not_tested() -> None:
    few = LOG.where(np.isin(np.arange(len(LOG)), LOG.of_user(0)[:2]))
    assert set(leave_last_out(few).part.tolist()) == {TRAIN}


def test_cold_users_and_items_have_all_their_events_in_one_part() -> None:
    for split, owners in ((cold_users(LOG, 0), LOG.users), (cold_items(LOG, 0), LOG.items)):
        for owner in np.unique(owners):
            assert len(set(split.part[owners == owner].tolist())) == 1


def test_folds_hold_out_everything_once() -> None:
    assert np.sum(folds(LOG, 4, 0), axis=0).tolist() == [1] * len(LOG)


def test_a_request_never_knows_its_targets() -> None:
    split, last = random_split(LOG, 0), leave_last_out(LOG)
    requests = [
        *held_out(split, TEST),
        *last_left_out(last, TEST),
        *prefixes(LOG, 5, 0),
        *newcomers(LOG, (0, 1, 3), 0, 5),
    ]
    assert requests
    for asked in requests:
        assert not set(asked.targets.tolist()) & set(asked.known.tolist())
        assert set(asked.history.rows.tolist()) <= set(asked.known.tolist())


def test_the_history_of_the_last_event_is_all_before_it() -> None:
    for asked in last_left_out(leave_last_out(LOG), TEST):
        assert len(asked.history) == 19
        assert asked.history.times.max() <= asked.history.now < LOG.times[LOG.of_user(asked.user)].max()


def test_newcomers_have_the_same_targets_at_every_length() -> None:
    asked = newcomers(LOG, (0, 1, 3), 0, 5)
    for first, second, third in zip(asked[::3], asked[1::3], asked[2::3], strict=True):
        assert [len(each.history) for each in (first, second, third)] == [0, 1, 3]
        assert first.targets.tolist() == second.targets.tolist() == third.targets.tolist()
        assert set(second.history.rows) <= set(third.history.rows)
