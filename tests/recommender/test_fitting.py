"""Fitting the fusion head on requests with a planted right answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from recommender.head import Head, context
from recommender.history import History
from recommender.interactions import Interactions
from recommender.ranker import standardised
from recommender.training.examples import Examples
from recommender.training.fitting import Loss, Recipe, _Network, fit_head
from recommender.training.making import make_examples
from recommender.training.requests import Asked
from recommender.training.train import train

Floats = NDArray[np.float32]

NAMES = ("one", "two", "noise")
TRUE = np.array([1.5, -1.0, 0.0], dtype=np.float32)
LINEAR = Recipe(kind="linear", epochs=8, learning_rate=0.03, weight_decay=0.0, dropout=0.0)
DEEP = replace(LINEAR, kind="mlp", hidden=8)
BOTH = pytest.mark.parametrize("recipe", [LINEAR, DEEP], ids=["linear", "mlp"])


@cache
def requests(count: int = 600, items: int = 30, seed: int = 0, loss: Loss = "softmax") -> Examples:
    """Targets are drawn by the true scores; for MSE the true scores themselves are wanted, of every second item."""
    rng = np.random.default_rng(seed)
    terms = rng.normal(size=(count, items, len(NAMES))).astype(np.float32)
    scores = terms @ TRUE
    wanted = np.zeros((count, items), dtype=np.float32)
    if loss == "mse":
        wanted = np.where(np.arange(items) % 2, scores, np.nan).astype(np.float32)
    else:
        wanted[np.arange(count), np.argmax(scores + rng.gumbel(size=scores.shape), axis=1)] = 1
    lengths = rng.integers(0, 50, count).astype(np.int32)
    return Examples(NAMES, terms, lengths, wanted, np.zeros_like(wanted), np.ones(wanted.shape, dtype=np.bool_))


def fitted(recipe: Recipe, teacher: Head | None = None) -> Head:
    return fit_head(requests(loss=recipe.loss), requests(200, seed=1, loss=recipe.loss), recipe, teacher=teacher)


@pytest.mark.parametrize("loss", ["softmax", "bpr"])
@BOTH
def test_a_head_learns_the_order_that_the_targets_were_drawn_by(recipe: Recipe, loss: Loss) -> None:
    head, others = fitted(replace(recipe, loss=loss)), requests(50, seed=2).terms
    for terms in others:
        assert np.corrcoef(head.score(terms, 10), terms @ TRUE)[0, 1] > 0.97


@BOTH
def test_mse_learns_the_values_themselves_where_they_are_known(recipe: Recipe) -> None:
    head, terms = fitted(replace(recipe, loss="mse")), requests(seed=2).terms[0]
    np.testing.assert_allclose(head.score(terms, 10), terms @ TRUE, atol=0.25)


def test_the_weights_follow_the_length_of_the_history() -> None:
    """Newcomers follow the first term, regulars the second."""
    rng = np.random.default_rng(3)
    terms = rng.normal(size=(800, 20, 2)).astype(np.float32)
    lengths = rng.choice([0, 200], 800).astype(np.int32)
    scores = 3 * np.where(lengths[:, None] == 0, terms[..., 0], terms[..., 1])
    wanted = (scores == scores.max(axis=1, keepdims=True)).astype(np.float32)
    examples = Examples(
        ("prior", "own"), terms, lengths, wanted, np.zeros_like(wanted), np.ones_like(wanted, dtype=np.bool_)
    )
    head = fit_head(*examples.parted(0.2, 0), LINEAR)
    new, regular = (head.weights @ context(length) for length in (0, 200))
    assert new[0] > 5 * abs(new[1])
    assert regular[1] > 5 * abs(regular[0])


def test_a_hidden_layer_learns_what_no_sum_of_terms_can() -> None:
    """Right is where both terms have the same sign."""
    rng = np.random.default_rng(4)
    terms = rng.normal(size=(1500, 20, 2)).astype(np.float32)
    scores = 3 * terms[..., 0] * terms[..., 1]
    wanted = (scores == scores.max(axis=1, keepdims=True)).astype(np.float32)
    lengths = np.full(1500, 5, dtype=np.int32)
    examples = Examples(
        ("a", "b"), terms, lengths, wanted, np.zeros_like(wanted), np.ones_like(wanted, dtype=np.bool_)
    )
    parts = examples.parted(0.2, 0)
    losses = {recipe.kind: least_loss(*parts, recipe) for recipe in (LINEAR, replace(DEEP, hidden=16))}
    assert losses["mlp"] < 0.6 * losses["linear"]


def test_a_sample_of_candidates_gives_nearly_the_head_of_the_full_ranking() -> None:
    """The correction by log q: without it, popular items would be pushed down since they are sampled more often."""
    rng = np.random.default_rng(5)
    popularity = rng.zipf(1.5, 400).clip(max=3000).astype(np.float32)
    fixed = {"popular": np.log1p(popularity), "other": rng.normal(size=400).astype(np.float32)}
    scores = 0.8 * _standard(fixed["popular"]) + 0.8 * fixed["other"]
    asked = []
    for user in range(1500):
        target = np.array([np.argmax(scores + rng.gumbel(size=400))], dtype=np.int32)
        asked.append(Asked(user, History.of((), {}, 0.0), target, np.zeros(0, dtype=np.int32)))
    heads = []
    for full in (1000, 0):
        examples = make_examples(asked, lambda _: fixed, tuple(fixed), popularity, 0, full=full)
        heads.append(fit_head(*examples.parted(0.2, 0), LINEAR))
    whole, sampled = (head.weights @ context(0) for head in heads)
    np.testing.assert_allclose(whole, [0.8, 0.8], atol=0.12)
    np.testing.assert_allclose(sampled, whole, atol=0.12)


@BOTH
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(recipe: Recipe) -> None:
    recipe = replace(recipe, epochs=2, dropout=0.1)
    first, again, other = (fitted(each) for each in (recipe, recipe, replace(recipe, seed=1)))
    assert [array.tobytes() for array in first.arrays().values()] == [
        array.tobytes() for array in again.arrays().values()
    ]
    assert first.weights.tobytes() != other.weights.tobytes()


def test_fitting_leaves_the_global_random_state_alone() -> None:
    before = torch.get_rng_state()
    fitted(replace(DEEP, epochs=1, least_steps=1))
    assert torch.equal(before, torch.get_rng_state())


@BOTH
def test_the_bot_scores_as_the_trained_network_does(recipe: Recipe) -> None:
    network, examples = _Network(3, recipe), requests(20)
    with torch.no_grad():
        for value in network.parameters():
            value.normal_()
        scores = network.eval()(torch.from_numpy(examples.terms), torch.from_numpy(context(examples.lengths)))
    head = network.head(NAMES)
    for terms, length, expected in zip(examples.terms, examples.lengths.tolist(), scores.numpy(), strict=True):
        np.testing.assert_allclose(head.score(terms, length), expected, rtol=1e-5, atol=1e-5)


def test_it_stops_when_validation_gets_no_better_and_keeps_the_best() -> None:
    """Few requests with random answers can only be learnt by heart."""
    random = _random_answers(40), _random_answers(200, seed=1)
    recipe = replace(DEEP, epochs=60, hidden=32, patience=3)
    losses: list[float] = []
    head = fit_head(*random, recipe, lambda _, told: losses.append(told["loss/validation"]))
    assert len(losses) < 60
    assert min(losses) < losses[-1]
    assert _cross_entropy(head, random[1]) == pytest.approx(min(losses), rel=1e-4)


def test_dropout_and_weight_decay_hold_the_weights_down() -> None:
    free = fitted(LINEAR)
    for held in (replace(LINEAR, dropout=0.5), replace(LINEAR, weight_decay=3.0)):
        assert np.linalg.norm(fitted(held).weights) < 0.9 * np.linalg.norm(free.weights)


def test_few_requests_are_gone_through_more_often() -> None:
    epochs: list[int] = []
    recipe = replace(LINEAR, epochs=1, least_steps=30, batch_size=10, patience=99)
    fit_head(requests(50), requests(50, seed=1), recipe, lambda epoch, _: epochs.append(epoch))
    assert epochs == [1, 2, 3, 4, 5, 6]


def test_a_teacher_draws_the_head_towards_its_judgement() -> None:
    teacher = Head(("two", "one"), np.array([[3.0, 0, 0, 0], [-1.0, 0, 0, 0]], dtype=np.float32))
    alone, taught = fitted(LINEAR), fitted(replace(LINEAR, distillation=0.7), teacher)
    own, told = (head.weights @ context(10) for head in (alone, taught))
    assert told[0] < own[0] - 0.5
    assert told[1] > own[1] + 0.5


def test_with_no_history_the_trained_head_ranks_by_what_is_popular() -> None:
    made = train(_log_of_favourites())
    head, crowd, everything = made.trained.head, made.trained.crowd, np.ones(40, dtype=np.bool_)
    terms = crowd.terms(History.of((), {}, 0.0))
    assert not {"ease", "ease recent", "follows", "near", "session", "factors"} & set(terms)
    scores = head.score(standardised(terms, head.names, everything).T, 0)
    assert np.corrcoef(_ranks(scores), _ranks(crowd.popularity.counts))[0, 1] > 0.8


def _log_of_favourites(people: int = 150, events: int = 10) -> Interactions:
    """Item 0 is had by most, item 39 by fewest; the order in which a person comes to them means nothing else."""
    rng = np.random.default_rng(6)
    odds = 1 / (np.arange(40) + 2)
    items = np.concatenate([rng.choice(40, events, replace=False, p=odds / odds.sum()) for _ in range(people)])
    return Interactions(
        np.repeat(np.arange(people, dtype=np.int32), events),
        items.astype(np.int32),
        np.ones(len(items), dtype=np.float32),
        1e9 + 3600.0 * np.tile(np.arange(events, dtype=np.float64), people),
        tuple(f"person {number}" for number in range(people)),
        tuple(f"item {number}" for number in range(40)),
    ).in_order()


def least_loss(examples: Examples, validation: Examples, recipe: Recipe) -> float:
    losses: list[float] = []
    fit_head(examples, validation, recipe, lambda _, told: losses.append(told["loss/validation"]))
    return min(losses)


def _random_answers(count: int, seed: int = 0) -> Examples:
    rng = np.random.default_rng(seed)
    wanted = np.eye(30, dtype=np.float32)[rng.integers(0, 30, count)]
    return replace(requests(count, seed=seed + 10), wanted=wanted)


def _cross_entropy(head: Head, examples: Examples) -> float:
    losses = []
    for terms, length, wanted in zip(examples.terms, examples.lengths.tolist(), examples.wanted, strict=True):
        scores = head.score(terms, length)
        losses.append(float(np.log(np.exp(scores).sum()) - scores[wanted > 0].sum()))
    return float(np.mean(losses))


def _ranks(values: Floats) -> Floats:
    return np.argsort(np.argsort(values)).astype(np.float32)


def _standard(term: Floats) -> Floats:
    return np.asarray((term - term.mean()) / term.std(), dtype=np.float32)
