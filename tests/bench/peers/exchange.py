"""What a peer's process is told and what it hands back.

Imported by the scripts that run in the peers' environments, so it needs numpy alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

TRAIN, VALIDATION, TEST = 0, 1, 2
Matrix = NDArray[np.float32]
"""One row a user, one column an item."""
Numbers = NDArray[np.int32]
Setting = Mapping[str, Any]
"""Hyper-parameters by name."""
Scorer = Callable[[Matrix], Matrix]
"""From who knows what, 1 or 0, to scores."""
Rater = Callable[[Numbers, Numbers], NDArray[np.float32]]
"""From users and items to ratings, 1 to 5."""


@dataclass(frozen=True, eq=False)
class Task:
    """Events in order of time; every array has shape (m,). A peer learns from the train part alone."""

    model: str
    seed: int
    recall: bool
    """A model that can do so knows the validation part, too, of the people it ranks the test part for."""
    users: Numbers
    items: Numbers
    ratings: NDArray[np.float32]
    """1 to 5."""
    times: NDArray[np.float64]
    part: NDArray[np.int8]
    shape: tuple[int, int]
    """How many users and items."""

    def events(self, *parts: int) -> NDArray[np.intp]:
        return np.flatnonzero(np.isin(self.part, parts))

    def matrix(self, *parts: int) -> Matrix:
        """1 where a user has an event with an item in these parts."""
        filled = np.zeros(self.shape, dtype=np.float32)
        chosen = self.events(*parts)
        filled[self.users[chosen], self.items[chosen]] = 1
        return filled

    @property
    def known(self) -> Matrix:
        """What is known of the people when the test part is ranked."""
        return self.matrix(TRAIN, VALIDATION) if self.recall else self.matrix(TRAIN)


@dataclass(frozen=True, eq=False)
class Result:
    values: Matrix
    """Scores, or for a rating model the predictions for the test events, shape (n,)."""
    told: Setting = field(default_factory=dict)
    """What was chosen, and what it took."""


def ndcg(task: Task, scores: Matrix, part: int, k: int = 10) -> float:
    """Mean NDCG@k over the users with events in the part; what is in earlier parts is not ranked."""
    wanted = task.matrix(part)
    users = np.flatnonzero(wanted.any(axis=1))
    masked = np.where(task.matrix(*range(part))[users] > 0, -np.inf, scores[users])
    best = np.argsort(-masked, axis=1, kind="stable")[:, :k]
    discounts = 1 / np.log2(np.arange(2, k + 2))
    gains = np.take_along_axis(wanted[users], best, axis=1) @ discounts
    ideal = np.cumsum(discounts)[np.minimum(wanted[users].sum(axis=1), k).astype(int) - 1]
    return float(np.mean(gains / ideal))


def best_ranking(task: Task, grid: Iterable[Setting], fit: Callable[[Setting], Scorer]) -> Result:
    """The scores by the setting with the best NDCG@10 on the validation part."""
    train, best = task.matrix(TRAIN), (-1.0, Result(np.empty(0, np.float32)))
    for setting in grid:
        started = perf_counter()
        scorer = fit(setting)
        seconds = perf_counter() - started
        reached = ndcg(task, scorer(train), VALIDATION)
        if reached > best[0]:
            told = {**setting, "validation_ndcg": round(reached, 4), "fit_seconds": round(seconds, 2)}
            best = reached, Result(scorer(task.known), told)
    return best[1]


def best_rating(task: Task, grid: Iterable[Setting], fit: Callable[[Setting], Rater]) -> Result:
    """Predictions for the test events by the setting with the least RMSE on the validation part."""
    validation, test = task.events(VALIDATION), task.events(TEST)
    best = np.inf, Result(np.empty(0, np.float32))
    for setting in grid:
        started = perf_counter()
        rater = fit(setting)
        seconds = perf_counter() - started
        missed = rater(task.users[validation], task.items[validation]) - task.ratings[validation]
        error = float(np.sqrt(np.mean(missed**2)))
        if error < best[0]:
            told = {**setting, "validation_rmse": round(error, 4), "fit_seconds": round(seconds, 2)}
            best = error, Result(rater(task.users[test], task.items[test]), told)
    return best[1]


def widened(task: Task, scores: Matrix, users: Numbers, items: Numbers) -> Matrix:
    """Scores of the users and items that a peer knows, among all; the others come last."""
    everything = np.full(task.shape, scores.min() - 1, dtype=np.float32)
    everything[np.ix_(users, items)] = scores
    return everything


def main(models: Mapping[str, Callable[[Task], Result]]) -> None:
    """Fit the model that the command line names; the last line printed is what it told, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=sorted(models), required=True)
    parser.add_argument("--split", type=Path, required=True, help="folder with split.npz")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--recall", action="store_true", help="rank the test part knowing the validation part")
    chosen = parser.parse_args()
    task = _task(chosen)
    np.random.seed(task.seed)  # some peers draw from the global generator
    started = perf_counter()
    result = models[task.model](task)
    told = {**result.told, "seconds": round(perf_counter() - started, 2)}
    rating = result.values.ndim == 1
    named: dict[str, Any] = {"predictions" if rating else "scores": np.asarray(result.values, np.float32)}
    np.savez(chosen.out, **named)
    print("\n" + json.dumps(told))  # noqa: T201  # the contract with the process that started this one


def _task(chosen: argparse.Namespace) -> Task:
    with np.load(chosen.split / "split.npz") as split:
        return Task(
            chosen.model,
            chosen.seed,
            chosen.recall,
            users=split["users"],
            items=split["items"],
            ratings=split["ratings"],
            times=split["times"],
            part=split["part"],
            shape=(int(split["n_users"]), int(split["n_items"])),
        )
