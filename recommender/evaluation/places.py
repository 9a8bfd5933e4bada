"""How probable it is that an item stands in a place of a list, for the policy of `recommender.stages.explore`.

Given those before, the probability is exact. Over all that may stand before, it is a mean over lists that are drawn,
of the exact probability given each: items that are seldom drawn have theirs as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.stages.explore import WARMTH

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LISTS = 128
"""Drawn for one probability, at least."""
FIRST = 7
"""Of so many places every way of exploring them is looked at."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who fills the places of a list from a pool of m items, of which positions are given."""

    chosen: tuple[int, ...]
    """The list without exploration, best first."""
    optimism: NDArray[np.float32]
    """Shape (m,)."""
    share: float
    """Of the places, drawn anew, in [0, 1]."""

    def after(self, shown: Sequence[int]) -> Floats:
        """Probability of every item in each of the places, given those shown before, shape (places, m)."""
        left = np.ones((1, len(self.optimism)), dtype=np.bool_)
        chances = []
        for position in shown:
            chances.append(self._chances(left, self._odds(left))[0])
            left[0, position] = False
        return np.array(chances)

    def anywhere(self, seed: int) -> Floats:
        """Probability of every item in each of the places, whatever stands before, shape (places, m)."""
        rng = np.random.default_rng(seed)
        explored, weights = _patterns(len(self.chosen) - 1 if self.share > 0 else 0, self.share)
        left = np.ones((len(weights), len(self.optimism)), dtype=np.bool_)
        means = []
        for place in range(len(self.chosen)):
            odds = self._odds(left)
            chances = self._chances(left, odds)
            means.append(weights @ chances)
            if place < explored.shape[1]:
                taken = np.where(explored[:, place], _drawn(odds, rng), self._turn(left))
            else:
                taken = _drawn(chances, rng)
            left[np.arange(len(left)), taken] = False
        return np.array(means)

    def drawn_odds(self, shown: Sequence[int]) -> tuple[Floats, Mask]:
        """Of each item shown: the probability that a draw takes it, and whether it was its turn anyway."""
        left = np.ones((1, len(self.optimism)), dtype=np.bool_)
        odds, in_turn = [], []
        for position in shown:
            odds.append(_softmax(self.optimism, left)[0, position])
            in_turn.append(self._turn(left)[0] == position)
            left[0, position] = False
        return np.array(odds), np.array(in_turn, dtype=np.bool_)

    def _odds(self, left: Mask) -> Floats:
        """Of a draw, for each of several beginnings, by the items that are left, shape (lists, m)."""
        return _softmax(self.optimism, left) if self.share > 0 else np.zeros(left.shape)

    def _chances(self, left: Mask, odds: Floats) -> Floats:
        """Of standing in the next place, shape (lists, m)."""
        chances = self.share * odds
        chances[np.arange(len(left)), self._turn(left)] += 1 - self.share
        return chances

    def _turn(self, left: Mask) -> NDArray[np.intp]:
        """Whose turn it is, shape (lists,): the first of the list that was not drawn already."""
        order = np.array(self.chosen, dtype=np.intp)
        return np.asarray(order[np.argmax(left[:, order], axis=1)])


def _patterns(places: int, share: float) -> tuple[Mask, Floats]:
    """Which of the first places are drawn, all ways of it several times, shape (lists, first), with their weights.

    Rare ways have their lists too: an item that was passed over thrice in a row would be missing from a plain sample.
    """
    first = max(min(places, FIRST), 0)
    ways = (np.arange(2**first)[:, None] >> np.arange(first)) & 1 == 1
    weights = np.where(ways, share, 1 - share).prod(axis=1)
    times = max(LISTS // len(ways), 1) if share > 0 else 1
    return np.repeat(ways, times, axis=0), np.repeat(weights / times, times)


def _drawn(chances: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    """One item of each list, shape (lists,)."""
    limits = np.cumsum(chances, axis=1)
    return np.asarray(np.argmax(limits > rng.random((len(limits), 1)) * limits[:, -1:], axis=1))


def _softmax(optimism: NDArray[np.float32], left: Mask) -> Floats:
    """As the exploration draws, over those that are left, shape (lists, m)."""
    values = np.where(left, optimism.astype(np.float64), 0.0)
    count = left.sum(axis=1, keepdims=True)
    mean = values.sum(axis=1, keepdims=True) / count
    spread = np.sqrt((np.where(left, values - mean, 0.0) ** 2).sum(axis=1, keepdims=True) / count)
    top = np.where(left, optimism, -np.inf).max(axis=1, keepdims=True)
    weights = np.where(left, np.exp(np.minimum(values - top, 0.0) / (WARMTH * np.maximum(spread, 1e-9))), 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
