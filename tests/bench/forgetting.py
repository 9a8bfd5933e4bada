"""Ten rounds of continual training on MovieLens-100K: is what was new in the first rounds still known in the end?

The ratings of the 400 most rated films, in order of time, are parted into ten slices of equally many. In every round
a slice is added to a replay buffer, and a model is trained from what is kept, drawn towards the head before it: the
product's own replay and training. The buffer keeps 50,000 of 66,000 events, half of its usual size, so that it has to
forget from the eighth round on. In the first three slices a fifth of each person's ratings, at random, is never told:
a model's figure for a slice is NDCG@10 of these people's lists, from what they had done by the end of it. The model
of the round in which the slice was new is compared with the one of the last round.

A buffer of 30,000 events, less than half of what happened, is too small: .91 of the figure is left (.83 to 1.00).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from recommender.collaborative.crowd import Tuning
from recommender.collaborative.factors import FactorTuning
from recommender.evaluation.contenders import by_head, ranking
from recommender.evaluation.metrics import PerUser, ndcg, paired_ratio
from recommender.head import Head
from recommender.interactions import Interactions, Mask
from recommender.replay import Event, Replay
from recommender.trained import Trained
from recommender.training.fitting import Recipe
from recommender.training.requests import Asked
from recommender.training.train import Plan, train
from tests.bench.public_data import ML100K, missing, ml100k
from tests.bench.table import Row, markdown

ROUNDS, OLD = 10, 3
FILMS = 400
CAPACITY = 50_000
HELD_OUT = 0.2
FLOOR = 0.98
SEED = 7
FEWEST = 4
"""Known ratings of somebody who is asked for a list."""


def measure() -> list[Row]:
    if rows := missing(ML100K):
        return rows
    log = _log()
    number = np.arange(len(log)) * ROUNDS // len(log)
    hidden = (number < OLD) & (np.random.default_rng(SEED).random(len(log)) < HELD_OUT)
    questions = [_questions(log, number, hidden, old) for old in range(OLD)]
    first, last = list[PerUser](), list[PerUser]()
    for turn, trained in enumerate(_rounds(log.where(~hidden), number[~hidden])):
        if turn < OLD:
            first.append(_figures(trained, questions[turn]))
        if turn == ROUNDS - 1:
            last = [_figures(trained, asked) for asked in questions]
    return [*(_row(f"slice {old + 1}", first[old], last[old]) for old in range(OLD)), _whole(first, last)]


def _rounds(log: Interactions, number: np.ndarray) -> Iterator[Trained]:
    """The model after each round."""
    head: Head | None = None
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(Path(folder) / "movies.jsonl", CAPACITY)
        for turn in range(ROUNDS):
            replay.add(_events(log.where(number == turn)))
            made = train(replay.sample(items=log.item_ids), plan=_plan(), teacher=head)
            head = made.trained.head
            yield made.trained


def _plan() -> Plan:
    factors = FactorTuning(width=8, turns=3)
    return Plan(Recipe(kind="linear", epochs=4, least_steps=200), Tuning(factors=factors), moments=3)


def _events(log: Interactions) -> Iterator[Event]:
    columns = (log.users.tolist(), log.items.tolist(), log.worth.tolist(), log.times.tolist())
    for user, item, worth, at in zip(*columns, strict=True):
        yield Event(log.user_ids[user], log.item_ids[item], "like" if worth > 0 else "dislike", worth, at)


def _questions(log: Interactions, number: np.ndarray, hidden: Mask, old: int) -> list[Asked]:
    """One request a person who has hidden ratings in the slice."""
    known, wanted = log.where((number <= old) & ~hidden), log.where((number == old) & hidden)
    return [
        Asked(user, history, wanted.items[events], history.rows)
        for user in range(len(log.user_ids))
        if len(events := wanted.of_user(user)) and len(history := known.history(user)) >= FEWEST
    ]


def _figures(trained: Trained, asked: list[Asked]) -> PerUser:
    lists = ranking(by_head(trained.head, trained.crowd.terms), asked, len(trained.item_ids))
    return ndcg(lists, [each.targets for each in asked])


def _whole(first: list[PerUser], last: list[PerUser]) -> Row:
    row = _row(f"slices 1 to {OLD}", np.concatenate(first), np.concatenate(last))
    return row.at_least(FLOOR)


def _row(name: str, first: PerUser, last: PerUser) -> Row:
    ratio = paired_ratio(last, first)
    note = f"{len(first)} requests, 95 % interval of the ratio {ratio.low:.3f} to {ratio.high:.3f}; seed {SEED}"
    return Row(
        f"Old data after {ROUNDS} rounds, {name}",
        f"{last.mean():.4f}",
        f"when new: {first.mean():.4f}",
        ratio.value,
        note=note,
    )


def _log() -> Interactions:
    """The most rated films, numbered anew."""
    log = ml100k()
    often = np.sort(np.argsort(-np.bincount(log.items, minlength=len(log.item_ids)), kind="stable")[:FILMS])
    place = np.full(len(log.item_ids), -1, dtype=np.int32)
    place[often] = np.arange(FILMS)
    kept = log.where(place[log.items] >= 0)
    names = tuple(log.item_ids[row] for row in often.tolist())
    return replace(kept, items=place[kept.items], item_ids=names)


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()) + "\n")
