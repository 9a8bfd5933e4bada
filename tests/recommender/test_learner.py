"""One person's taste: the same whether it is solved for opinions or for directions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from recommender.learner import Prior, population, posterior, principal

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


def test_every_opinion_makes_us_surer_and_none_makes_us_as_sure_as_the_prior() -> None:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(10, WIDTH)).astype(np.float32)
    opinions = rng.normal(size=10).astype(np.float32)
    others = rng.normal(size=(5, WIDTH)).astype(np.float32)
    prior = Prior(np.zeros(WIDTH, dtype=np.float32), variance=2.0)
    unsure = [posterior(features[:count], opinions[:count], prior).deviation(others) for count in range(11)]
    assert np.allclose(unsure[0], np.sqrt(2.0) * np.linalg.norm(others, axis=1), rtol=1e-4)
    assert all((later < earlier).all() for earlier, later in pairwise(unsure))


def test_nothing_heard_is_the_population() -> None:
    likes = np.arange(WIDTH, dtype=np.float32)
    taste = posterior(np.zeros((0, WIDTH), dtype=np.float32), np.zeros(0, dtype=np.float32), Prior(likes))
    assert taste.weights.tolist() == likes.tolist()
    assert taste.mean(np.eye(WIDTH, dtype=np.float32)).tolist() == likes.tolist()


def test_the_population_likes_what_most_opinions_say_and_nothing_where_there_are_none() -> None:
    features = np.eye(2, dtype=np.float32)[[0, 0, 0, 1]]
    opinions = np.array([1, 1, 1, -1], dtype=np.float32)
    assert population(features, opinions).tolist() == pytest.approx([3 / 4, -1 / 2])
    assert not population(features[:0], opinions[:0]).any()


def test_the_main_directions_keep_what_sets_vectors_apart() -> None:
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(50, 2)) * [3.0, 1.0] @ np.eye(2, WIDTH)
    projection = principal(plane.astype(np.float32), width=2)
    assert np.allclose(np.abs(projection[:2]), np.eye(2), atol=0.2), "the longer axis first"
    assert np.allclose(projection.T @ projection, np.eye(2), atol=1e-5)
    kept = plane @ projection
    assert np.allclose(kept @ kept.T, plane @ plane.T, atol=1e-3)
