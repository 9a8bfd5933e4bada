"""Surprise (Hug, 2020): the rating models SVD and SVD++ (Koren, 2008)."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
from surprise import SVD, SVDpp, Trainset

from tests.bench.peers.exchange import TRAIN, Numbers, Rater, Result, Setting, Task, best_rating, main


def trainset(task: Task) -> Trainset:
    by_user, by_item = defaultdict(list), defaultdict(list)
    for event in task.events(TRAIN):
        user, item, rating = int(task.users[event]), int(task.items[event]), float(task.ratings[event])
        by_user[user].append((item, rating))
        by_item[item].append((user, rating))
    users, items = ({number: number for number in range(size)} for size in task.shape)
    return Trainset(by_user, by_item, *task.shape, len(task.events(TRAIN)), (1, 5), users, items)


def rater(model: SVD | SVDpp) -> Rater:
    def rate(users: Numbers, items: Numbers) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        pairs = zip(users.tolist(), items.tolist(), strict=True)
        return np.array([model.predict(user, item).est for user, item in pairs], dtype=np.float32)

    return rate


def svd(task: Task) -> Result:
    train = trainset(task)

    def fit(setting: Setting) -> Rater:
        return rater(SVD(**setting, random_state=task.seed).fit(train))

    grid = [
        {"n_factors": size, "n_epochs": 50, "lr_all": 0.01, "reg_all": penalty}
        for size, penalty in product((20, 100), (0.05, 0.1))
    ]
    return best_rating(task, grid, fit)


def svdpp(task: Task) -> Result:
    train = trainset(task)

    def fit(setting: Setting) -> Rater:
        return rater(SVDpp(**setting, random_state=task.seed, cache_ratings=True).fit(train))

    grid = [{"n_factors": 20, "n_epochs": 30, "lr_all": 0.007, "reg_all": penalty} for penalty in (0.05, 0.1)]
    return best_rating(task, grid, fit)


if __name__ == "__main__":
    main({"svd": svd, "svdpp": svdpp})
