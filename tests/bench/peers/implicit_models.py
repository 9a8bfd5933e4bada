"""implicit (Frederickson): iALS (Hu et al., 2008), BPR (Rendle et al., 2009), item-kNN with BM25 weights."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from time import perf_counter

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender
from scipy.sparse import csr_matrix

from tests.bench.peers.exchange import TRAIN, Matrix, Result, Scorer, Setting, Task, best_ranking, main

TIMED = 200


def als(task: Task) -> Result:
    """A person who is known better is folded in; the time of that is told, for one person at a time."""
    train, known = csr_matrix(task.matrix(TRAIN)), csr_matrix(task.known)

    def fitted(setting: Setting) -> AlternatingLeastSquares:
        model = AlternatingLeastSquares(**setting, random_state=task.seed, num_threads=1)
        model.fit(train, show_progress=False)
        return model

    def fit(setting: Setting) -> Scorer:
        model = fitted(setting)
        return lambda rows: folded_in(model, rows)

    grid = [
        {"factors": factors, "alpha": alpha, "regularization": regularization, "iterations": 15}
        for factors, alpha, regularization in product((64, 128), (1.0, 2.0, 4.0), (20.0, 50.0))
    ]
    result = best_ranking(task, grid, fit)
    model = fitted({name: result.told[name] for name in grid[0]})
    return replace(result, told={**result.told, "fold_in_ms": fold_in_ms(model, known)})


def folded_in(model: AlternatingLeastSquares, rows: Matrix) -> Matrix:
    people = model.recalculate_user(np.arange(len(rows)), csr_matrix(rows))
    return np.asarray(people @ model.item_factors.T, dtype=np.float32)


def fold_in_ms(model: AlternatingLeastSquares, known: csr_matrix) -> float:
    """Median over people, each alone."""
    taken = []
    for user in range(min(TIMED, known.shape[0])):
        row = known[user]
        started = perf_counter()
        model.recalculate_user(np.array([user]), row)
        taken.append(perf_counter() - started)
    return round(float(np.median(taken)) * 1e3, 4)


def bpr(task: Task) -> Result:
    train = csr_matrix(task.matrix(TRAIN))

    def fit(setting: Setting) -> Scorer:
        model = BayesianPersonalizedRanking(**setting, random_state=task.seed, num_threads=1)
        model.fit(train, show_progress=False)
        return lambda _rows: np.asarray(model.user_factors @ model.item_factors.T, dtype=np.float32)

    grid = [
        {"factors": factors, "learning_rate": 0.05, "regularization": 0.03, "iterations": 200} for factors in (32, 64)
    ]
    return best_ranking(task, grid, fit)


def itemknn(task: Task) -> Result:
    train = csr_matrix(task.matrix(TRAIN))

    def fit(setting: Setting) -> Scorer:
        model = BM25Recommender(**setting, num_threads=1)
        model.fit(train, show_progress=False)
        return lambda rows: np.asarray(rows @ model.similarity.toarray(), dtype=np.float32)

    return best_ranking(task, [{"K": k, "B": b} for k, b in product((50, 100, 200), (0.2, 0.8))], fit)


if __name__ == "__main__":
    main({"als": als, "bpr": bpr, "itemknn": itemknn})
