"""`make bench-peers`: fit every peer on MovieLens-100K and print how it ranks, and the off-policy comparison.

`python -m tests.bench.peers 3` takes three seeds instead of one; sequential models, which fit for minutes, keep one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np
from rich.console import Console
from rich.table import Table

from recommender.evaluation.metrics import ndcg, top
from recommender.evaluation.splits import TEST, TRAIN, VALIDATION, Split, leave_last_out, random_split
from tests.bench.peers import ope
from tests.bench.peers.movielens import movielens
from tests.bench.peers.running import MODELS, RATING, SEQUENTIAL, Outcome, outcome_of


def main(seeds: int) -> None:
    console, log = Console(), movielens()
    protocols: dict[str, Callable[[int], Split]] = {
        "random": lambda seed: random_split(log, seed),
        "leave-last-out": lambda _: leave_last_out(log),
    }
    table = Table("protocol", "peer", "model", "NDCG@10 or RMSE", "seconds", "chosen with the last seed")
    for protocol, peer, model in _rows():
        figures, seconds, chosen = [], [], ""
        for seed in range(1 if model in SEQUENTIAL else seeds):
            split = protocols[protocol](seed)
            with console.status(f"{peer} {model}, {protocol}, seed {seed}…"):
                outcome = outcome_of(peer, model, split, seed, recall=protocol == "leave-last-out")
            figures.append(_figure(outcome, split))
            seconds.append(outcome.told["seconds"])
            chosen = ", ".join(f"{name} {value}" for name, value in outcome.told.items() if name != "seconds")
        table.add_row(protocol, peer, model, f"{np.mean(figures):.4f}", f"{np.mean(seconds):.0f}", chosen)
    console.print(table)
    for row in ope.rows():
        console.print(row.what, row.ours, row.baseline, row.note, "met" if row.met else "not met")


def _rows() -> Iterator[tuple[str, str, str]]:
    for protocol in ("random", "leave-last-out"):
        for peer, models in MODELS.items():
            for model in models:
                if model in SEQUENTIAL and protocol == "random":
                    continue
                if model in RATING and protocol == "leave-last-out":
                    continue
                yield protocol, peer, model


def _figure(outcome: Outcome, split: Split) -> float:
    """NDCG@10 over the people with test events, what they knew not ranked; RMSE for a rating model."""
    if outcome.values.ndim == 1:
        truth = 3 + 2 * split.log.worth[split.part == TEST]
        return float(np.sqrt(np.mean((outcome.values - truth) ** 2)))
    known = np.zeros(outcome.values.shape, dtype=np.bool_)
    before, test = split.only(TRAIN, VALIDATION), split.only(TEST)
    known[before.users, before.items] = True
    people = np.unique(test.users)
    ranking = np.array([top(outcome.values[user], known[user]) for user in people])
    return float(ndcg(ranking, [test.items[test.of_user(user)] for user in people.tolist()]).mean())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
