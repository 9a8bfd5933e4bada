"""Predicting ratings: MovieLens-100K, five folds over single ratings, root mean square error in stars.

Each fold's model is fitted on the other four; a person's held-out ratings are predicted from their other ratings in
closed form, and cut to 1-5 as all predictions are. Neither times nor anything about the films is used. Settings were
chosen within the training part of one fold of another seed. Damped biases and item neighbours are fitted here on the
same folds; SVD and SVD++ are quoted as published for Surprise, and run in `make bench-peers`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.rating_fit import fit_ratings
from recommender.evaluation.splits import folds
from recommender.interactions import Interactions
from tests.bench.public_data import ML100K, missing, ml100k
from tests.bench.table import Row, Sample, markdown

SEEDS = (3, 4, 5)
FOLDS = 5
BAR = 0.915
QUOTED = {"Surprise SVD (quoted)": 0.935, "Surprise SVD++ (quoted)": 0.919}
DAMPING = 5.0
NEIGHBOURS, SHRINKAGE = 40, 100.0
STARS = 2.0
"""Stars to a unit of worth: -1 is one star, 1 is five."""

Floats = NDArray[np.floating]
Predict = Callable[[Interactions, Interactions], Floats]
"""Train and test events → the expected worth of each test event."""


def measure() -> list[Row]:
    if rows := missing(ML100K):
        return rows
    seconds = list[float]()
    ways: dict[str, Predict] = {
        "global mean": lambda train, test: np.full(len(test), train.worth.mean()),
        "damped biases": biases,
        "item neighbours": neighbours,
        "ours": lambda train, test: ours(train, test, seconds),
    }
    errors = {name: np.array([errors_of(way, ml100k(), seed) for seed in SEEDS]) for name, way in ways.items()}
    return [*_rows(errors), _fit_time(seconds)]


def errors_of(way: Predict, log: Interactions, seed: int) -> list[float]:
    """One figure a fold."""
    return [
        float(STARS * np.sqrt(np.mean(np.square(np.clip(way(log.where(~held), test), -1, 1) - test.worth))))
        for held in folds(log, FOLDS, seed)
        for test in [log.where(held)]
    ]


def ours(train: Interactions, test: Interactions, seconds: list[float]) -> Floats:
    begun = perf_counter()
    ratings = fit_ratings(train)
    seconds.append(perf_counter() - begun)
    if ratings is None:
        raise ValueError("the ratings are all the same")
    expected = np.zeros(len(test))
    for user in range(len(test.user_ids)):
        events, known = test.of_user(user), train.of_user(user)
        person = ratings.person_saying(train.items[known], train.items[known], train.worth[known])
        expected[events] = person.expected()[test.items[events]]
    return expected


def biases(train: Interactions, test: Interactions) -> Floats:
    mean, user, item = _biases(train)
    return np.asarray(mean + user[test.users] + item[test.items])


def neighbours(train: Interactions, test: Interactions) -> Floats:
    """What the person said of the 40 most similar items beyond the biases (Koren, TKDD 2010, shrunk correlations)."""
    mean, user, item = _biases(train)
    left = np.zeros((len(user), len(item)))
    left[train.users, train.items] = train.worth - mean - user[train.users] - item[train.items]
    had = (left != 0).astype(np.float64)
    both, squares = had.T @ had, (left**2).T @ had
    alike = (left.T @ left) / np.sqrt(squares * squares.T + 1e-9) * both / (both + SHRINKAGE)
    told = np.zeros(len(test))
    for person in range(len(user)):
        events, known = test.of_user(person), train.items[train.of_user(person)]
        if len(events) and len(known):
            weights = np.maximum(alike[test.items[events]][:, known], 0)
            least = -np.partition(-weights, min(NEIGHBOURS, len(known)) - 1, axis=1)[
                :, min(NEIGHBOURS, len(known)) - 1
            ]
            weights[weights < least[:, None]] = 0
            told[events] = weights @ left[person, known] / (weights.sum(axis=1) + 0.1)
    return np.asarray(mean + user[test.users] + item[test.items] + told)


def _biases(train: Interactions, rounds: int = 10) -> tuple[float, Floats, Floats]:
    """Mean, users' and items' offsets by alternating damped means."""
    people, things = len(train.user_ids), len(train.item_ids)
    mean = float(train.worth.mean())
    user, item = np.zeros(people), np.zeros(things)
    for _ in range(rounds):
        item = np.bincount(train.items, train.worth - mean - user[train.users], things) / (
            DAMPING + np.bincount(train.items, minlength=things)
        )
        user = np.bincount(train.users, train.worth - mean - item[train.items], people) / (
            DAMPING + np.bincount(train.users, minlength=people)
        )
    return mean, user, item


def _rows(errors: Mapping[str, Floats]) -> list[Row]:
    own = errors["ours"]
    others = {name: each for name, each in errors.items() if name != "ours"}
    note = f"{FOLDS} folds, seeds {', '.join(map(str, SEEDS))}; mean and spread of the seeds' means"
    rows = [
        Row(
            "Rating error against " + name,
            _figure(own),
            f"{name}: {_figure(each)}",
            float(own.mean() / each.mean()),
            note=f"better in {int(np.sum(own < each))} of {own.size} folds",
        )
        for name, each in others.items()
    ]
    rows += [
        Row("Rating error against " + name, _figure(own), f"{name}: {figure:.3f}", float(own.mean() / figure))
        for name, figure in QUOTED.items()
    ]
    reached = Row("Rating error", _figure(own), bar=f"≤ {BAR:g} stars", met=bool(own.mean() <= BAR), note=note)
    return [reached, *rows]


def _figure(errors: Floats) -> str:
    means = errors.mean(axis=1)
    return f"{means.mean():.4f} ± {means.std(ddof=1):.4f}"


def _fit_time(seconds: list[float]) -> Row:
    return Row("Fit of the rating model, 80,000 ratings", str(Sample(seconds)), note=f"{len(seconds)} fits")


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()) + "\n")
