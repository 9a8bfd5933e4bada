"""One person's taste: the same whether it is solved for opinions or for directions."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.learner import Prior, posterior

WIDTH = 6


@pytest.mark.parametrize("events", [0, 1, WIDTH - 1, WIDTH, 20])
def test_taste_is_the_posterior_of_the_textbook(events: int) -> None:
    """Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, equation 2.8, with a mean."""
    rng = np.random.default_rng(events)
    features, opinions = (rng.normal(size=size).astype(np.float32) for size in ((events, WIDTH), events))
    prior = Prior(rng.normal(size=WIDTH).astype(np.float32), variance=2.0, noise=0.4)
    precision = features.T @ features / prior.noise + np.eye(WIDTH) / prior.variance
    mean = np.linalg.solve(precision, features.T @ opinions / prior.noise + prior.mean / prior.variance)
    taste, others = posterior(features, opinions, prior), rng.normal(size=(4, WIDTH)).astype(np.float32)
    assert np.allclose(taste.weights, mean, atol=1e-4)
    variance = np.einsum("nd,de,ne->n", others, np.linalg.inv(precision), others)
    assert np.allclose(taste.deviation(others) ** 2, variance, atol=1e-4)
