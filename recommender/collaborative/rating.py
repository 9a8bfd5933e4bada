"""How much a person would value every item, from their opinions on some: a Gaussian model in closed form.

A worth is r = level_i + x_i · y + e, with y ~ N(y₀, I) for a person and e ~ N(0, noise) for an opinion. The items'
levels and factors were learnt with their uncertainty (`rating_fit`), which makes an opinion on a little-known item
count less. y₀ follows from which items the person came to, whatever they said of them: that alone tells much, since
nobody rates at random (Marlin & Zemel, RecSys 2009). A person's events are all that is needed: nothing is kept of
them, and a newcomer is served as well as somebody whom the fit has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.history import History

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Ratings:
    """The items as the model knows them: n of them, d factors. Worths are in [-1, 1], variances in their squares."""

    level: Floats
    """What an average person would say of each, shape (n,)."""
    factors: Floats
    """x, shape (n, d)."""
    hints: Floats
    """What it says of a person's y₀ that they came to an item, shape (n, d)."""
    newcomer: Floats
    """y₀ of somebody without events, and what it gains by each of log(1 + events), shape (2, d)."""
    doubts: Floats
    """Shape (n, 1 + 2 d): variance of the level, its covariances with the factors, variances of the factors.

    Covariances among factors are left out: their mean over the log is 0 in these coordinates.
    """
    scalars: Floats
    """Shape (2,): the noise of an opinion; the shortest history in the log, below which length says nothing."""

    def __len__(self) -> int:
        return len(self.level)

    @property
    def noise(self) -> float:
        """Variance of an opinion around what the model expects of a person and an item that are well known."""
        return float(self.scalars[0])

    def person(self, history: History) -> Person:
        """What the events say of a person; those without an opinion (worth 0) tell only what they came to.

        O(e · d²) for e events.
        """
        said = history.worth != 0
        return self.person_saying(history.rows, history.rows[said], history.worth[said])

    def person_saying(self, known: NDArray[np.int32], rows: NDArray[np.int32], worth: Floats) -> Person:
        """The same, from item numbers that they came to and opinions, shape (e,), of which any may be 0.

        One step of the fit, with the items as they are: what is in doubt about an item does not speak for a taste.
        """
        before = self._before(known)
        width = len(before)
        seen = self.factors[rows].astype(np.float64)
        doubts = self.doubts[rows].sum(axis=0, dtype=np.float64)
        gram = seen.T @ seen + np.diag(doubts[1 + width :])
        spread = np.linalg.inv(np.eye(width) + gram / self.noise)
        told = seen.T @ (worth - self.level[rows]) - doubts[1 : 1 + width]
        taste = spread @ (before + told / self.noise)
        return Person(self, np.asarray(taste, dtype=np.float64), np.asarray(spread, dtype=np.float64))

    def _before(self, known: NDArray[np.int32]) -> Doubles:
        """y₀, shape (d,)."""
        length = len(known)
        start, gain = self.newcomer.astype(np.float64)
        came_to = self.hints[known].sum(axis=0) / np.sqrt(1 + length)
        return np.asarray(start + gain * np.log1p(max(length, float(self.scalars[1]))) + came_to, dtype=np.float64)

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers; see `ItemMatrix.renumbered`. What is new is taken for an average item."""
        kept = np.flatnonzero(places >= 0)
        moved = {name: np.tile(array, (size, 1)) for name, array in self._stranger().items()}
        moved["level"] = moved["level"][:, 0]
        for name, array in moved.items():
            array[places[kept]] = getattr(self, name)[kept]
        return replace(self, **moved)

    def extended(self, carry: Carry) -> Self:
        """The same with what is expected of new items, as unsure as of an item of which nothing is known."""
        level, factors, doubts = self.level.copy(), self.factors.copy(), self.doubts.copy()
        level[carry.new] = carry(self.level)
        factors[carry.new] = carry(self.factors.T).T
        doubts[carry.new] = self._stranger()["doubts"]
        return replace(self, level=level, factors=factors, doubts=doubts)

    def _stranger(self) -> dict[str, Floats]:
        """An item of which nothing is known but that it is one: the average, and how far items are from it."""
        level, factors = float(self.level.mean()), self.factors.mean(axis=0)
        off, aside = self.level - level, self.factors - factors
        unlike = np.concatenate([[np.mean(off**2)], off @ aside / len(off), np.mean(aside**2, axis=0)])
        return {
            "level": np.array([level], dtype=np.float32),
            "factors": factors,
            "hints": np.zeros_like(factors),
            "doubts": np.asarray(self.doubts.mean(axis=0) + unlike, dtype=np.float32),
        }

    def arrays(self) -> dict[str, Floats]:
        """For a file."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, arrays: Mapping[str, Floats]) -> Self:
        """From a file."""
        return cls(**{each.name: arrays[each.name] for each in fields(cls)})


@dataclass(frozen=True)
class Person:
    ratings: Ratings
    taste: Doubles
    """Expected y, shape (d,)."""
    spread: Doubles
    """Its covariance, shape (d, d)."""

    def expected(self) -> Floats:
        """Expected worth of every item, shape (n,); not cut to [-1, 1]."""
        worth: Floats = self.ratings.factors @ self.taste.astype(np.float32)
        worth += self.ratings.level
        return worth

    def deviation(self, rows: NDArray[np.int32]) -> Floats:
        """How unsure that is, shape (rows,): its standard deviation, without the noise of an opinion."""
        factors = self.ratings.factors[rows]
        own = np.einsum("nd,de,ne->n", factors, self.spread, factors)
        doubt = _doubt(self.ratings.doubts[rows], self.taste, np.diag(self.spread))
        return np.asarray(np.sqrt(np.maximum(own + doubt, 0.0)), dtype=np.float32)


def _doubt(doubts: Floats, taste: Doubles, variances: Doubles) -> Doubles:
    """How much of level + x · y varies because the items are not known well, shape (e,)."""
    found = doubts @ np.concatenate([[1.0], 2 * taste, taste**2 + variances])
    # Factors are kept apart, without their covariances: the rest may dip below nothing.
    return np.asarray(np.maximum(found, 0.0), dtype=np.float64)
