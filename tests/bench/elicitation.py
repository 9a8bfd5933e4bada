"""Five and ten questions, `did you like this film?`, to people of whom nothing is known, on MovieLens-100K.

20 % of the people are unseen. Half of each one's ratings, drawn at random, are their answers: liked (4 and 5), not
liked, or not known; the likes of the other half are the targets. What was asked about is not ranked, nor a target
any more. Whoever asked, the same ranker follows: the expected likes given the answers, of `recommender/asking.py`.
NDCG@10 of our questions against the static baseline, which asks about the most liked films; seeds 3, 4 and 5, nothing
was tuned on them. The interval is a paired bootstrap over the people of all three.

A caution: the baseline burns its best recommendations by asking about them. Asking about films that nobody knows,
which tells nothing, beats it for that reason alone: its row has no bar, and our ratio to it tells what the answers
are worth. In the last rows, what either asker asked about is left out of both rankings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from recommender.asking import Asker
from recommender.evaluation.metrics import PerUser, ndcg, paired_ratio, top
from recommender.evaluation.splits import TEST, TRAIN, VALIDATION, cold_users
from recommender.interactions import Interactions
from tests.bench.public_data import ML100K, missing, ml100k
from tests.bench.table import Row, Sample

SEEDS = (3, 4, 5)
QUESTIONS = (5, 10)
BAR = 1.1

Figures = Mapping[tuple[str, int], PerUser]


@dataclass(frozen=True)
class Someone:
    """A person who was never seen."""

    answers: Mapping[int, int]
    """Item number → 1 or -1; any other item is not known to them."""
    likes: frozenset[int]
    """What should be recommended."""

    def asked(self, questions: Sequence[int]) -> dict[int, int]:
        return {item: self.answers.get(item, 0) for item in questions}


def measure() -> list[Row]:
    """Ours, the control that learns nothing, and both against the other's leavings."""
    if gone := missing(ML100K):
        return gone
    taken: list[float] = []
    seeds = [_played(seed, taken) for seed in SEEDS]
    rows = []
    for count in QUESTIONS:
        asked = f"{count} questions"
        rows += [
            _row(asked, seeds, ("ours", count), ("static", count), "the most liked films").at_least(BAR),
            _row(f"{asked}, nothing learnt", seeds, ("junk", count), ("static", count), "the most liked films"),
            _row(asked, seeds, ("ours", count), ("junk", count), "films that nobody knows"),
            _row(
                f"{asked}, both's left out", seeds, ("ours of both", count), ("static of both", count), "most liked"
            ),
        ]
    return [*rows, Row("Choosing a question", str(Sample(taken)), note="1,000 films known, 200 to ask about")]


def _row(what: str, seeds: Sequence[Figures], ours: tuple[str, int], other: tuple[str, int], called: str) -> Row:
    pairs = [_both(figures[ours], figures[other]) for figures in seeds]
    ratios = [float(mine.mean() / theirs.mean()) for mine, theirs in pairs]
    mine, theirs = (np.concatenate(each) for each in zip(*pairs, strict=True))
    interval = paired_ratio(mine, theirs)
    return Row(
        what,
        f"{np.mean([each.mean() for each, _ in pairs]):.3f}",
        f"{called}: {np.mean([each.mean() for _, each in pairs]):.3f}",
        float(np.mean(ratios)),
        note=(
            f"95 % {interval.low:.2f}-{interval.high:.2f}; seeds {', '.join(f'{ratio:.2f}' for ratio in ratios)}; "
            f"{len(mine)} people"
        ),
    )


def _both(mine: PerUser, theirs: PerUser) -> tuple[PerUser, PerUser]:
    """Of those who have targets left in either."""
    kept = np.isfinite(mine) & np.isfinite(theirs)
    return mine[kept], theirs[kept]


def _played(seed: int, taken: list[float]) -> Figures:
    split = cold_users(ml100k(), seed)
    log = split.only(TRAIN, VALIDATION)
    asker, size = Asker.fit(log), len(log.item_ids)
    liked = np.argsort(-np.bincount(log.items[log.worth > 0], minlength=size), kind="stable")
    known = np.argsort(np.bincount(log.items, minlength=size), kind="stable")
    people = _people(split.only(TEST), seed)
    found: dict[tuple[str, int], list[float]] = {}
    for someone in people:
        asked = {
            "ours": _questions(asker, someone, size, taken),
            "static": liked[: max(QUESTIONS)].tolist(),
            "junk": known[: max(QUESTIONS)].tolist(),
        }
        for count in QUESTIONS:
            both = {*asked["ours"][:count], *asked["static"][:count]}
            for name, questions in asked.items():
                answers = someone.asked(questions[:count])
                expected = asker.expected(answers, size)
                found.setdefault((name, count), []).append(_ndcg(expected, someone.likes, set(answers)))
                found.setdefault((f"{name} of both", count), []).append(_ndcg(expected, someone.likes, both))
    return {key: np.array(values) for key, values in found.items()}


def _questions(asker: Asker, someone: Someone, size: int, taken: list[float]) -> list[int]:
    everything: NDArray[np.bool_] = np.ones(size, dtype=np.bool_)
    answers: dict[int, int] = {}
    for _ in range(max(QUESTIONS)):
        begun = perf_counter()
        item = asker.next(answers, everything)
        taken.append(perf_counter() - begun)
        if item is None:
            raise RuntimeError("no film is left to ask about")
        answers |= someone.asked([item])
    return list(answers)


def _ndcg(scores: NDArray[np.float32], likes: frozenset[int], left_out: set[int]) -> float:
    """NaN for somebody who has no target left."""
    targets = np.array(sorted(likes - left_out), dtype=np.int32)
    if not len(targets):
        return float("nan")
    known = np.zeros(len(scores), dtype=np.bool_)
    known[list(left_out)] = True
    return float(ndcg(top(scores, known)[None], [targets])[0])


def _people(log: Interactions, seed: int) -> list[Someone]:
    rng = np.random.default_rng(seed)
    people = []
    for user in np.unique(log.users).tolist():
        events = rng.permutation(log.of_user(user))
        told, kept = events[: len(events) // 2], events[len(events) // 2 :]
        answers = {int(log.items[event]): 1 if log.worth[event] > 0 else -1 for event in told}
        people.append(Someone(answers, frozenset(log.items[kept[log.worth[kept] > 0]].tolist())))
    return people
