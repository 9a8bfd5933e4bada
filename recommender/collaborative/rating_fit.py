"""Fit `Ratings`: a bilinear Gaussian model of everybody's opinions by variational Bayes.

r = x · y + e over items x = (c, 1, w) and people y = (1, b, z), each with a Gaussian prior around a linear function
of features: of an item, how often it was met and who came to it; of a person, how many items they came to and which.
Priors and noise are estimated along with it (EM; Lim & Teh, KDD Cup 2007; regression priors as in Agarwal & Chen, KDD
2009). Everything is in closed form: no step sizes, the same result every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.rating import Doubles, Ratings
from recommender.collaborative.spectral import spectral
from recommender.interactions import Interactions

Sparse = Any
"""A compressed sparse matrix of scipy, which publishes no types."""

RIDGE = 60.0
"""So many items or people seem to say that a feature has no influence."""
LITTLE = 0.1
"""Added to the scatter of a prior, so that no factor dies out before it is learnt."""
MANY_EVENTS, MANY_ITEMS, MANY_PEOPLE = 1_000_000, 20_000, 50_000


@dataclass(frozen=True, slots=True)
class Size:
    factors: int = 12
    rounds: int = 16
    items_by_people: int = 20
    """Directions in which items differ by who came to them."""
    people_by_items: int = 20
    """And people by what they came to."""

    @classmethod
    def affordable(cls, log: Interactions) -> Size:
        """Less of everything for a log so large that a fit would take minutes."""
        large = len(log) > MANY_EVENTS or len(log.item_ids) > MANY_ITEMS
        return cls(8, 8) if large else cls()


def fit_ratings(log: Interactions, size: Size | None = None, seed: int = 0) -> Ratings | None:
    """From everybody's opinions; item numbers are the catalogue's rows. None where all opinions are the same.

    On one core 100,000 opinions take 2 to 3 seconds, a million 20, two million on 30,000 items a minute.
    """
    if not len(log) or np.ptp(log.worth) == 0:
        return None
    size, log = size or Size.affordable(log), _at_most(log, seed)
    mean, scale = float(log.worth.mean()), max(float(log.worth.std()), 1e-6)
    met, told = _table(log, np.ones(len(log))), _table(log, (log.worth - mean) / scale)
    where, directions = spectral(met, size.people_by_items, seed)
    people = _Side.start(met, told, where, fixed=0, width=size.factors + 2)
    met, told = met.T.tocsr(), told.T.tocsr()
    items = _Side.start(met, told, spectral(met, size.items_by_people, seed)[0], fixed=1, width=size.factors + 2)
    items.mean[:, 2:] = 0.1 * np.random.default_rng(seed).standard_normal((len(items.mean), size.factors))
    noise = _settle(people, items, size.rounds)
    return _told(people, items, directions, (mean, scale, noise))


def _at_most(log: Interactions, seed: int) -> Interactions:
    """The log of no more people than are needed to know the items."""
    users = np.unique(log.users)
    if len(users) <= MANY_PEOPLE:
        return log
    return log.where(np.isin(log.users, np.random.default_rng(seed).choice(users, MANY_PEOPLE, replace=False)))


def _table(log: Interactions, values: NDArray[np.floating]) -> Sparse:
    """People with events × items, equal places added up."""
    from scipy.sparse import csr_array

    users = np.unique(log.users, return_inverse=True)[1]
    return csr_array((values, (users, log.items)), shape=(int(users.max()) + 1, len(log.item_ids)))


@dataclass
class _Side:
    """Items or people: s of them, t on the other side, D coordinates, of which one is always 1."""

    met: Sparse
    """How often each met each of the other side, shape (s, t)."""
    told: Sparse
    """Sums of the opinions, shape (s, t)."""
    counts: Doubles
    """Events of each, shape (s,)."""
    features: Doubles
    """1, log(1 + events) and what else is known before any opinion, shape (s, f)."""
    free: NDArray[np.intp]
    """The other coordinates."""
    fixed: int
    mean: Doubles
    """Shape (s, D)."""
    covariance: Doubles
    """Shape (s, D, D)."""
    slopes: Doubles
    """From features to the prior's mean, shape (f, D - 1)."""
    prior: Doubles
    """The prior's covariance, shape (D - 1, D - 1)."""

    @classmethod
    def start(cls, met: Sparse, told: Sparse, where: Doubles, fixed: int, width: int) -> _Side:
        counts = np.asarray(met.sum(axis=1)).ravel()
        features = np.column_stack([np.ones(len(counts)), np.log1p(counts), where])
        mean = np.zeros((len(counts), width))
        mean[:, fixed] = 1.0
        covariance = np.zeros((len(counts), width, width))
        slopes = np.zeros((features.shape[1], width - 1))
        free = np.delete(np.arange(width), fixed)
        return cls(met, told, counts, features, free, fixed, mean, covariance, slopes, np.eye(width - 1) * 0.3)

    def moments(self) -> Doubles:
        """Expected products of coordinates, shape (s, D, D)."""
        products: Doubles = self.covariance + self.mean[:, :, None] * self.mean[:, None, :]
        return products

    def update(self, other: _Side, noise: float) -> Doubles:
        """Posterior given the other side, then the prior given the posterior. Returns Σ of the other's moments."""
        sums = _summed(self.met, other.moments())
        own = sums[:, self.free][:, :, self.free]
        precision = np.linalg.inv(self.prior)
        pull = self.features @ self.slopes @ precision
        pull += ((self.told @ other.mean)[:, self.free] - sums[:, self.free, self.fixed]) / noise
        spread = np.linalg.inv(precision + own / noise)
        mean = np.einsum("sij,sj->si", spread, pull)
        self.mean[:, self.free] = mean
        self.covariance[np.ix_(np.arange(len(mean)), self.free, self.free)] = spread
        self._learn_prior(mean, np.asarray(spread, dtype=np.float64))
        return sums

    def _learn_prior(self, mean: Doubles, spread: Doubles) -> None:
        ridge = RIDGE * np.eye(self.features.shape[1])
        ridge[0, 0] = 0.0
        gram = self.features.T @ self.features + ridge
        self.slopes = np.asarray(np.linalg.solve(gram, self.features.T @ mean), dtype=np.float64)
        aside = mean - self.features @ self.slopes
        scatter = aside.T @ aside + spread.sum(axis=0) + LITTLE * np.eye(mean.shape[1])
        self.prior = scatter / (len(mean) + 1)


def _summed(met: Sparse, moments: Doubles) -> Doubles:
    """Σ of symmetric matrices over the cells of each row, shape (s, D, D); half of their entries suffice."""
    width = moments.shape[1]
    upper = np.triu_indices(width)
    sums = np.empty((met.shape[0], width, width))
    sums[:, upper[0], upper[1]] = sums[:, upper[1], upper[0]] = met @ moments[:, upper[0], upper[1]]
    return sums


def _settle(people: _Side, items: _Side, rounds: int) -> float:
    """Both sides in turns. Returns the noise; opinions have variance 1."""
    noise, events = 0.9, float(items.met.sum())
    for _ in range(rounds):
        people.update(items, noise)
        sums = items.update(people, noise)
        fit = float(np.sum((items.told @ people.mean) * items.mean))
        noise = (events - 2 * fit + float(np.sum(sums * items.moments()))) / events
    return noise


def _told(people: _Side, items: _Side, directions: Doubles, scalars: tuple[float, float, float]) -> Ratings:
    """In coordinates in which people differ by a unit in every direction, and the doubts on items are apart."""
    mean, scale, noise = scalars
    loadings, doubts = items.mean[:, 1:], items.covariance[:, 1:, 1:]
    root = np.linalg.cholesky(people.prior)
    weighed = np.einsum("s,sij->ij", items.counts, doubts)
    root = root @ np.linalg.eigh(root.T @ weighed @ root)[1]
    back = np.linalg.inv(root).T
    start, gain, by_direction = np.split(people.slopes @ back, [1, 2])
    own = np.einsum("di,sde,ei->si", root, doubts, root, optimize=True)
    with_level = items.covariance[:, 0, 1:] @ root
    found = {
        "level": mean + scale * items.mean[:, 0],
        "factors": scale * loadings @ root,
        "hints": directions @ by_direction,
        "newcomer": np.concatenate([start, gain]),
        "doubts": scale**2 * np.column_stack([items.covariance[:, 0, 0], with_level, own]),
        "scalars": np.array([scale**2 * noise, people.counts.min()]),
    }
    return Ratings.of({name: array.astype(np.float32) for name, array in found.items()})
