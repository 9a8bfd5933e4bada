"""One person's taste as a Bayesian linear regression, made anew from their events whenever a list is asked for.

An opinion y about an item with features x is taken as y = w·x + noise, with w ~ N(w₀, τ²I): w₀ is what the
population likes, noise has variance σ². With e events and d features one e×e system is solved, or one d×d
(Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, eq. 2.8 and 2.11-2.12): 20-100 µs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.schema import Vector

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prior:
    mean: Vector
    """What a person of whom nothing is known likes, shape (d,)."""
    variance: float = 1.0
    """τ²: how far people differ from that."""
    noise: float = 0.5
    """σ²: how far an opinion differs from the taste behind it."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the events say. Means and variances of any items come from it."""

    weights: Vector
    """The expected taste, shape (d,)."""
    prior: Prior
    _seen: Vector
    """Features of the items with an opinion, shape (e, d)."""

    def mean(self, features: Vector) -> Floats:
        """Expected opinion on items with these features, shape (n,)."""
        expected: Floats = features @ self.weights
        return expected

    def deviation(self, features: Vector) -> Floats:
        """How unsure that is: the standard deviation of w·x, shape (n,). O(d² · (e + d + n)): for a shortlist."""
        spread = self.prior.noise * np.linalg.solve(_precision(self._seen, self.prior), features.T)
        unsure: Floats = np.sqrt(np.maximum(np.einsum("nd,dn->n", features, spread), 0.0)).astype(np.float32)
        return unsure


def posterior(features: Vector, opinions: Floats, prior: Prior) -> Posterior:
    """Taste after the opinions, shape (e,) in [-1, 1], on items with the features, shape (e, d); e may be 0.

    Solves for as many unknowns as there are opinions or, when these are fewer, directions.
    """
    surprise = opinions - features @ prior.mean
    if len(opinions) < features.shape[1]:
        covariance = prior.variance * (features @ features.T).astype(np.float64)
        covariance[np.diag_indices(len(opinions))] += prior.noise
        weights = prior.mean + prior.variance * (features.T @ np.linalg.solve(covariance, surprise))
    else:
        weights = prior.mean + np.linalg.solve(_precision(features, prior), features.T @ surprise)
    return Posterior(weights.astype(np.float32), prior, features)


def _precision(features: Vector, prior: Prior) -> NDArray[np.float64]:
    """Of the taste, in units of the noise's, shape (d, d)."""
    precision = (features.T @ features).astype(np.float64)
    precision[np.diag_indices(len(precision))] += prior.noise / prior.variance
    return precision


def population(features: Vector, opinions: Floats, ridge: float = 1.0) -> Vector:
    """w₀: the taste that explains everybody's opinions best, shape (d,); zero where there are none."""
    width = features.shape[1]
    gram = features.T.astype(np.float64) @ features + ridge * np.eye(width)
    return np.linalg.solve(gram, features.T @ opinions.astype(np.float64)).astype(np.float32)


def principal(vectors: Vector, width: int = 64) -> Vector:
    """The matrix that projects centred vectors (n, d) on their main directions, shape (d, width).

    Fitted on the catalogue: a random projection to 64 keeps only .27 of the nearest ten, this one keeps most.
    """
    moments = vectors.T @ vectors
    _, directions = np.linalg.eigh(moments.astype(np.float64))
    return np.ascontiguousarray(directions[:, ::-1][:, :width], dtype=np.float32)
