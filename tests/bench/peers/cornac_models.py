"""Cornac (Salah et al., 2020): EASE (Steck, 2019), BPR (Rendle et al., 2009), biased SVD (Koren et al., 2009)."""

from __future__ import annotations

from itertools import product

import numpy as np
from cornac.data import Dataset
from cornac.models import BPR, EASE, SVD
from numpy.typing import NDArray

from tests.bench.peers.exchange import (
    TRAIN,
    Numbers,
    Rater,
    Result,
    Scorer,
    Setting,
    Task,
    best_ranking,
    best_rating,
    main,
    widened,
)


def dataset(task: Task, ratings: NDArray[np.float32]) -> tuple[Dataset, Numbers, Numbers]:
    """The train part, and our numbers of the users and items in Cornac's order."""
    events = task.events(TRAIN)
    triples = zip(task.users[events].tolist(), task.items[events].tolist(), ratings[events].tolist(), strict=True)
    built = Dataset.build(list(triples))
    return built, np.fromiter(built.uid_map, np.int32), np.fromiter(built.iid_map, np.int32)


def ease(task: Task) -> Result:
    train, _, items = dataset(task, np.ones_like(task.ratings))

    def fit(setting: Setting) -> Scorer:
        weights = EASE(**setting, verbose=False).fit(train).B
        everybody = np.arange(task.shape[0], dtype=np.int32)
        return lambda rows: widened(task, np.asarray(rows[:, items] @ weights, np.float32), everybody, items)

    return best_ranking(task, [{"lamb": lamb, "posB": False} for lamb in (50, 100, 200, 400, 800)], fit)


def bpr(task: Task) -> Result:
    train, users, items = dataset(task, np.ones_like(task.ratings))

    def fit(setting: Setting) -> Scorer:
        model = BPR(**setting, seed=task.seed).fit(train)
        scores = np.asarray(model.u_factors @ model.i_factors.T + model.i_biases, dtype=np.float32)
        return lambda _rows: widened(task, scores, users, items)

    grid = [
        {"k": k, "max_iter": 200, "learning_rate": 0.05, "lambda_reg": penalty}
        for k, penalty in product((32, 64), (0.02, 0.04))
    ]
    return best_ranking(task, grid, fit)


def svd(task: Task) -> Result:
    train, _, _ = dataset(task, task.ratings)

    def fit(setting: Setting) -> Rater:
        model = SVD(**setting, seed=task.seed, num_threads=1).fit(train)
        unknown = train.num_users, train.num_items
        return lambda users, items: np.array(
            [
                model.rate(train.uid_map.get(user, unknown[0]), train.iid_map.get(item, unknown[1]))
                for user, item in zip(users.tolist(), items.tolist(), strict=True)
            ],
            dtype=np.float32,
        )

    grid = [
        {"k": k, "max_iter": 50, "learning_rate": 0.01, "lambda_reg": penalty}
        for k, penalty in product((20, 100), (0.05, 0.1))
    ]
    return best_rating(task, grid, fit)


if __name__ == "__main__":
    main({"ease": ease, "bpr": bpr, "svd": svd})
