"""Off-policy estimates: known answers, and what theory promises of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.off_policy import Rounds, doubly_robust, ips, snips

REWARDS, PROPENSITIES, TARGET = [1.0, 0.0, 1.0, 0.0], [0.5, 0.25, 0.8, 0.1], [0.25, 0.5, 0.4, 0.05]
"""Weights .5, 2, .5, .5."""
CONTEXTS, ITEMS = 5, 4

shares = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Bandit:
    """Every (context, item) has a true reward; two policies choose."""

    truth: NDArray[np.float64]
    logging: NDArray[np.float64]
    target: NDArray[np.float64]

    @classmethod
    def drawn(cls, seed: int) -> Bandit:
        rng = np.random.default_rng(seed)
        policies = rng.dirichlet(np.full(ITEMS, 2.0), (2, CONTEXTS)) * 0.8 + 0.2 / ITEMS
        return cls(rng.random((CONTEXTS, ITEMS)), policies[0], policies[1])

    @property
    def value(self) -> float:
        return float((self.truth * self.target).sum(axis=1).mean())

    def log(self, rounds: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Rounds]:
        rng = np.random.default_rng(seed)
        contexts = rng.integers(0, CONTEXTS, rounds)
        shown = (rng.random((rounds, 1)) < self.logging.cumsum(axis=1)[contexts]).argmax(axis=1)
        return contexts, shown, (rng.random(rounds) < self.truth[contexts, shown]).astype(np.float64)


def test_ips_is_the_mean_of_the_weighted_rewards() -> None:
    assert ips(REWARDS, PROPENSITIES, TARGET).value == pytest.approx(0.25)


def test_snips_is_the_weighted_mean_of_the_rewards() -> None:
    assert snips(REWARDS, PROPENSITIES, TARGET).value == pytest.approx(1 / 3.5)


def test_doubly_robust_corrects_the_model_by_what_it_missed() -> None:
    estimate = doubly_robust(REWARDS, PROPENSITIES, TARGET, estimated=[0.5] * 4, expected=[0.4] * 4)
    assert estimate.value == pytest.approx(0.4 + (0.25 - 1 + 0.25 - 0.25) / 4)


def test_the_interval_is_the_normal_one() -> None:
    weighted = np.array([0.5, 0, 0.5, 0])
    half = 1.959964 * weighted.std(ddof=1) / 2
    estimate = ips(REWARDS, PROPENSITIES, TARGET)
    assert (estimate.low, estimate.high) == pytest.approx((0.25 - half, 0.25 + half), rel=1e-6)


def test_a_policy_is_worth_what_it_earned_itself() -> None:
    assert ips(REWARDS, PROPENSITIES, PROPENSITIES).value == snips(REWARDS, PROPENSITIES, PROPENSITIES).value == 0.5


@pytest.mark.parametrize("seed", range(5))
def test_the_mean_over_many_logs_is_the_true_value(seed: int) -> None:
    """Ips and DR are unbiased, also with a bad model; 4 standard errors are allowed."""
    bandit = Bandit.drawn(seed)
    model = np.random.default_rng(seed).random((CONTEXTS, ITEMS))
    estimates = []
    for draw in range(200):
        contexts, shown, rewards = bandit.log(300, 1000 * seed + draw)
        logged, wanted = bandit.logging[contexts, shown], bandit.target[contexts, shown]
        expected = (model * bandit.target).sum(axis=1)[contexts]
        by_model = doubly_robust(rewards, logged, wanted, model[contexts, shown], expected)
        estimates.append((ips(rewards, logged, wanted).value, by_model.value))
    errors = np.std(estimates, axis=0, ddof=1) / np.sqrt(len(estimates))
    assert (np.abs(np.mean(estimates, axis=0) - bandit.value) < 4 * errors).all()


def test_nineteen_intervals_in_twenty_hold_the_true_value() -> None:
    bandit = Bandit.drawn(7)
    held = np.zeros(2)
    for draw in range(400):
        contexts, shown, rewards = bandit.log(1000, draw)
        logged, wanted = bandit.logging[contexts, shown], bandit.target[contexts, shown]
        both = ips(rewards, logged, wanted), snips(rewards, logged, wanted)
        held += [each.low <= bandit.value <= each.high for each in both]
    assert (held / 400 > 0.91).all()
    assert (held / 400 < 0.985).all()


@given(shares)
def test_an_exact_model_leaves_doubly_robust_no_error(seed: int) -> None:
    bandit = Bandit.drawn(seed)
    contexts, shown, _ = bandit.log(50, seed)
    expected = (bandit.truth * bandit.target).sum(axis=1)[contexts]
    sure = bandit.truth[contexts, shown]
    probabilities = bandit.logging[contexts, shown], bandit.target[contexts, shown]
    assert doubly_robust(sure, *probabilities, sure, expected).value == pytest.approx(expected.mean())


@given(shares)
def test_a_model_that_says_nothing_leaves_ips(seed: int) -> None:
    bandit = Bandit.drawn(seed)
    contexts, shown, rewards = bandit.log(50, seed)
    log = rewards, bandit.logging[contexts, shown], bandit.target[contexts, shown]
    assert doubly_robust(*log, np.zeros(50), np.zeros(50)) == ips(*log)


@given(shares, st.floats(-5, 5))
def test_snips_moves_with_the_rewards_and_stays_among_them(seed: int, shift: float) -> None:
    bandit = Bandit.drawn(seed)
    contexts, shown, rewards = bandit.log(50, seed)
    probabilities = bandit.logging[contexts, shown], bandit.target[contexts, shown]
    moved = snips(rewards + shift, *probabilities).value
    assert moved == pytest.approx(snips(rewards, *probabilities).value + shift)
    assert rewards.min() + shift - 1e-9 <= moved <= rewards.max() + shift + 1e-9


@pytest.mark.parametrize("propensity", [0.0, -0.1, 1.1, np.nan, np.inf])
def test_an_impossible_propensity_is_named(propensity: float) -> None:
    with pytest.raises(ValueError, match=r"propensities\[1\] is .*leave out rounds"):
        ips([1, 0], [0.5, propensity], [0.5, 0.5])


def test_an_impossible_target_is_named() -> None:
    with pytest.raises(ValueError, match=r"target\[0\] is 1\.5"):
        snips([1.0], [0.5], [1.5])


def test_a_missing_reward_or_estimate_is_named() -> None:
    with pytest.raises(ValueError, match=r"rewards\[0\] is nan"):
        ips([np.nan], [0.5], [0.5])
    with pytest.raises(ValueError, match=r"expected\[0\] is nan"):
        doubly_robust([1.0], [0.5], [0.5], [1.0], [np.nan])


def test_different_lengths_are_named() -> None:
    with pytest.raises(ValueError, match="rewards 2, propensities 1, target 1"):
        ips([1, 0], [0.5], [0.5])
    with pytest.raises(ValueError, match="estimated 2"):
        doubly_robust([1.0], [0.5], [0.5], [1.0, 0.0], [1.0])


@pytest.mark.parametrize("rewards", [[], [[1.0]]])
def test_another_shape_is_named(rewards: list[float]) -> None:
    with pytest.raises(ValueError, match=r"rewards has shape .*\(n,\)"):
        ips(rewards, [0.5], [0.5])


def test_snips_needs_a_round_that_the_target_could_show() -> None:
    with pytest.raises(ValueError, match="target is 0 in every round"):
        snips([1.0, 0.0], [0.5, 0.5], [0.0, 0.0])
