"""What a ranking policy would have earned, estimated from what another one showed and with what propensity.

A round is one place of one slate: the reward it got, the probability with which the logging policy put that item
there, and the probability with which the target policy would have. Arrays have shape (n,), a round each; the places
of a slate are rounds of their own, with probabilities given their place. Rounds are taken as independent: places of
one slate are not quite, so their intervals are a little too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rounds = NDArray[np.float64]
NORMAL_95 = 1.959963984540054
"""97.5 % quantile of the standard normal."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value per round and its 95 % interval by the normal approximation."""

    value: float
    low: float
    high: float


def ips(rewards: ArrayLike, propensities: ArrayLike, target: ArrayLike) -> Estimate:
    """Inverse propensity scoring (Horvitz & Thompson, 1952): unbiased; its variance grows with the weights."""
    weights, earned = _weights_and_rewards(rewards, propensities, target)
    return _mean(weights * earned)


def snips(rewards: ArrayLike, propensities: ArrayLike, target: ArrayLike) -> Estimate:
    """Self-normalised IPS (Swaminathan & Joachims, 2015): a weighted mean, so never outside the rewards' range.

    Consistent, with a small bias; the interval is by the delta method.
    """
    weights, earned = _weights_and_rewards(rewards, propensities, target)
    total = weights.sum()
    if total == 0:
        raise ValueError(
            "target is 0 in every round; self-normalised weights need one round that it could have shown."
        )
    value = float(weights @ earned / total)
    return _around(value, float(np.sqrt(np.sum((weights * (earned - value)) ** 2)) / total))


def doubly_robust(
    rewards: ArrayLike, propensities: ArrayLike, target: ArrayLike, estimated: ArrayLike, expected: ArrayLike
) -> Estimate:
    """A reward model's value, corrected by IPS on what it missed (Dudík, Langford & Li, 2011).

    `estimated` is the model's reward of the item that was shown, `expected` the mean of the model's rewards under the
    target policy. Unbiased if the propensities are right, and exact where the model is.
    """
    weights, earned = _weights_and_rewards(rewards, propensities, target)
    shown, mean = _finite("estimated", estimated), _finite("expected", expected)
    _same_length(rewards=earned, estimated=shown, expected=mean)
    return _mean(mean + weights * (earned - shown))


def _weights_and_rewards(rewards: ArrayLike, propensities: ArrayLike, target: ArrayLike) -> tuple[Rounds, Rounds]:
    earned, logged, wanted = (
        _finite("rewards", rewards),
        _finite("propensities", propensities),
        _finite("target", target),
    )
    _same_length(rewards=earned, propensities=logged, target=wanted)
    _within("propensities", logged, (logged > 0) & (logged <= 1), "(0, 1]; leave out rounds without a propensity")
    _within(
        "target", wanted, (wanted >= 0) & (wanted <= 1), "[0, 1]; give the probability of the item that was shown"
    )
    return wanted / logged, earned


def _finite(name: str, values: ArrayLike) -> Rounds:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} has shape {array.shape}; give one number a round, shape (n,) with n ≥ 1.")
    _within(name, array, np.isfinite(array), "the finite numbers; leave out rounds without a value")
    return array


def _within(name: str, values: Rounds, good: NDArray[np.bool_], remedy: str) -> None:
    if not good.all():
        first = int(np.argmin(good))
        raise ValueError(f"{name}[{first}] is {values[first]:g}, which is not in {remedy}.")


def _same_length(**arrays: Rounds) -> None:
    if len({len(array) for array in arrays.values()}) > 1:
        lengths = ", ".join(f"{name} {len(array)}" for name, array in arrays.items())
        raise ValueError(f"Different numbers of rounds: {lengths}; give every array one value a round.")


def _mean(contributions: Rounds) -> Estimate:
    """The mean; a single round says nothing about its spread, so its interval is all numbers."""
    count = len(contributions)
    spread = float(contributions.std(ddof=1)) / np.sqrt(count) if count > 1 else np.inf
    return _around(float(contributions.mean()), float(spread))


def _around(value: float, error: float) -> Estimate:
    return Estimate(value, value - NORMAL_95 * error, value + NORMAL_95 * error)
