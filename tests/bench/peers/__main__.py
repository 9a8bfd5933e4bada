"""`make bench-peers`: other people's recommenders beside ours on MovieLens-100K, in environments of their own.

Every peer is fitted on the train part and tuned on the validation part, by a small grid of its own; ours likewise:
see the sections "Accuracy random", "Sequence" and "Rating", whose code makes our figures here in the same run.
Random: 80/10/10 for each person, NDCG@10 over all films but those of train and validation. Next item: each person's
last rating is the test, the one before is validation; peers that take a history are given the validation part of it
when they rank the test. Ratings: the errors on the random split's test part. SASRec and GRU4Rec are RecBole's
networks with a training loop over whole sequences, since RecBole's own takes minutes an epoch. Intervals: people
resampled in pairs.

`python -m tests.bench.peers 3 4 5` takes these seeds; sequential models, which fit for minutes, only the first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from recommender.collaborative.crowd import Collaborative
from recommender.evaluation.contenders import by_head, ranking
from recommender.evaluation.metrics import PerUser, ndcg, paired_ratio, top
from recommender.evaluation.splits import TEST, TRAIN, VALIDATION, Split, leave_last_out, random_split
from recommender.training.fitting import fit_head
from recommender.training.requests import last_left_out
from recommender.training.train import Plan, Reports, prepared
from tests.bench import accuracy_random, rating
from tests.bench.__main__ import table
from tests.bench.peers import ope
from tests.bench.peers.running import MODELS, RATING, SEQUENTIAL, outcome_of
from tests.bench.public_data import ml100k
from tests.bench.report import section, write
from tests.bench.table import Row

SEEDS = (3, 4, 5)
UNFIT = frozenset({("implicit", "bpr")})
"""Far below its own reference on this data (.18): Cornac's BPR stands for the method."""
AT_RANDOM, NEXT = "Any of what was rated", "Next item"


def main(seeds: Sequence[int]) -> None:
    rows = [*_ranked(AT_RANDOM, seeds), *_ranked(NEXT, seeds[:1]), *_rated(seeds), *ope.rows()]
    Console().print(table("peers", rows))
    write({"peers": section("peers", (__doc__ or "").partition("\n\n")[2], rows)})


def _ranked(protocol: str, seeds: Sequence[int]) -> Iterator[Row]:
    """A row for each peer, and the bar: the best of them."""
    figures: dict[str, PerUser] = {}
    ours = np.concatenate([_ours(protocol, seed) for seed in seeds])
    for peer, model in _models(protocol):
        taken, told = [], ""
        for seed in seeds:
            split = _split(protocol, seed)
            outcome = outcome_of(peer, model, split, seed, recall=protocol == NEXT)
            taken.append(_ndcg(outcome.values, split))
            told = ", ".join(f"{name} {value}" for name, value in outcome.told.items() if name != "seconds")
        figures[f"{peer} {model}"] = np.concatenate(taken)
        yield _compared(f"{protocol}, NDCG@10", ours, f"{peer} {model}", figures[f"{peer} {model}"], f"{told}; ")
    best = max(figures, key=lambda name: float(figures[name].mean()))
    bar = 1.05 if protocol == AT_RANDOM else 1.0
    row = _compared(f"{protocol}, NDCG@10, the best peer", ours, best, figures[best], f"seeds {seeds}; ")
    yield row.at_least(bar)


def _compared(what: str, ours: PerUser, name: str, theirs: PerUser, told: str) -> Row:
    ratio = paired_ratio(ours, theirs)
    note = f"{told}95 % {ratio.low:.3f}-{ratio.high:.3f} ×"
    return Row(what, f"{ours.mean():.4f}", f"{theirs.mean():.4f} {name}", ratio.value, note=note)


def _models(protocol: str) -> Iterator[tuple[str, str]]:
    for peer, models in MODELS.items():
        for model in models:
            sequential = model in SEQUENTIAL and protocol != NEXT
            if not (sequential or model in RATING or (peer, model) in UNFIT):
                yield peer, model


@cache
def _split(protocol: str, seed: int) -> Split:
    return random_split(ml100k(), seed) if protocol == AT_RANDOM else leave_last_out(ml100k())


def _ours(protocol: str, seed: int) -> PerUser:
    if protocol == AT_RANDOM:
        return accuracy_random.trial(seed).figures["ours"]
    made, split = prepared(ml100k(), None, Plan(), Reports()), _split(protocol, seed)
    head = fit_head(made.examples, made.validation, Plan().recipe)
    asked = last_left_out(split, TEST)
    lists = ranking(
        by_head(head, Collaborative.fit(split.only(TRAIN, VALIDATION)).terms), asked, len(split.log.item_ids)
    )
    return ndcg(lists, [each.targets for each in asked])


def _ndcg(scores: NDArray[np.float32], split: Split) -> PerUser:
    """Of the people with test events, in order."""
    known = np.zeros(scores.shape, dtype=np.bool_)
    before, test = split.only(TRAIN, VALIDATION), split.only(TEST)
    known[before.users, before.items] = True
    people = np.unique(test.users)
    lists = np.array([top(scores[user], known[user]) for user in people])
    return ndcg(lists, [test.items[test.of_user(user)] for user in people.tolist()])


def _rated(seeds: Sequence[int]) -> Iterator[Row]:
    """Root mean square errors, in stars."""
    ours = [_error(_predicted(_split(AT_RANDOM, seed)), _split(AT_RANDOM, seed)) for seed in seeds]
    for peer, model in ((peer, model) for peer, models in MODELS.items() for model in models if model in RATING):
        errors = [
            _error(outcome_of(peer, model, _split(AT_RANDOM, seed), seed).values, _split(AT_RANDOM, seed))
            for seed in seeds
        ]
        ratio = float(np.mean(ours) / np.mean(errors))
        yield Row("Ratings, RMSE", f"{np.mean(ours):.4f}", f"{np.mean(errors):.4f} {peer} {model}", ratio).at_most(
            1.0
        )


def _predicted(split: Split) -> NDArray[np.floating]:
    """Ours for the test events, in stars."""
    worth = rating.ours(split.only(TRAIN), split.only(TEST), [])
    return 3 + 2 * np.clip(worth, -1, 1)


def _error(predicted: NDArray[np.floating], split: Split) -> float:
    truth = 3 + 2 * split.only(TEST).worth
    return float(np.sqrt(np.mean(np.square(predicted - truth))))


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SEEDS)
