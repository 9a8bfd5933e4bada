"""People of whom one to ten likes are known, or none: ours against popularity and EASE, on MovieLens-100K.

20 % of the people are unseen; of those with 20 likes (ratings of 4 and 5) or more, 0, 1, 3, 5 and 10 are given, and
the targets are the same for every number: the likes beyond the tenth. Everything but what was given is ranked;
NDCG@10. In one variant the earliest likes are given, as a newcomer's taps would come; in the other, likes at random.
Ours are the terms `liked`, `later` and `lift` and a linear head, climbed from popularity on the people of the
training part: cross-fitted in four parts, a head for each variant by the same code. Shrinkage and the terms were
chosen with seeds 0, 1 and 2; the figures are of seeds 3, 4 and 5. The interval is a paired bootstrap over the people
of all three seeds.

A caution: where the earliest likes are given, most of the gain after one to five is that what people like first is
shown less, which needs no taste: the row `blind` is the same head, told how many likes there are but not which. What
the likes themselves add is the difference from it, and the gain where they are given at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from recommender.collaborative.ease import Ease
from recommender.collaborative.lift import Lift
from recommender.evaluation.metrics import PerUser, ndcg, paired_ratio, top
from recommender.evaluation.splits import TEST, TRAIN, VALIDATION, cold_users
from recommender.head import WIDTH, Head
from recommender.history import History
from recommender.interactions import Interactions
from recommender.learner import Floats
from recommender.ranker import standardised
from recommender.training.climbing import climbed
from recommender.training.examples import joined
from recommender.training.making import make_examples
from recommender.training.requests import Asked, newcomers
from tests.bench.public_data import ML100K, missing, ml100k
from tests.bench.table import Row

SEEDS = (3, 4, 5)
GIVEN = (0, 1, 3, 5, 10)
LEAST_LIKES = 20
FOLDS = 4
RIDGE = 500.0
"""EASE's."""
TERMS = ("liked", "later", "lift")
BARS = {3: 1.1, 10: 1.2}
NOBODY = History.of((), {}, 0.0)

Order = Literal["earliest", "random"]
Scorer = Callable[[History], Floats]


@dataclass(frozen=True)
class Figures:
    """NDCG@10 of each person, by how much was given, of each ranker."""

    by: dict[tuple[str, int], PerUser]


def measure() -> list[Row]:
    """Both variants."""
    if gone := missing(ML100K):
        return gone
    rows = []
    variants: dict[Order, str] = {"earliest": "their earliest likes", "random": "likes at random"}
    for order, told in variants.items():
        seeds = [_measured(seed, order) for seed in SEEDS]
        rows += [_row(f"{given} of {told}", given, seeds) for given in GIVEN]
    return rows


def _row(what: str, given: int, seeds: Sequence[Figures]) -> Row:
    all_of = {name: np.concatenate([seed.by[name, given] for seed in seeds]) for name, _ in seeds[0].by}
    means = {name: [float(seed.by[name, given].mean()) for seed in seeds] for name in all_of}
    ratios = np.array(means["ours"]) / np.array(means["popular"])
    interval = paired_ratio(all_of["ours"], all_of["popular"])
    over_blind = float(np.mean(np.array(means["ours"]) / np.array(means["blind"])))
    return Row(
        what,
        f"{np.mean(means['ours']):.3f} ± {np.std(means['ours']):.3f}",
        f"popularity {np.mean(means['popular']):.3f}" + (f", EASE {np.mean(means['ease']):.3f}" if given else ""),
        float(ratios.mean()),
        note=(
            f"95 % {interval.low:.2f}-{interval.high:.2f}; seeds {', '.join(f'{ratio:.2f}' for ratio in ratios)}; "
            f"blind {np.mean(means['blind']):.3f}, ours is {over_blind:.2f} × that; {len(all_of['ours'])} people"
        ),
    ).at_least(BARS.get(given, 1.0))


def _measured(seed: int, order: Order) -> Figures:
    log = ml100k()
    split = cold_users(log, seed)
    known = split.only(TRAIN, VALIDATION)
    head, lift = _head(known, seed, order), Lift.fit(known)
    likes = known.where(known.worth > 0)
    ease = Ease.fit(likes, RIDGE).weights
    asked = newcomers(split.only(TEST), GIVEN, seed, LEAST_LIKES, order)
    rankers: dict[str, Scorer] = {
        "ours": lambda history: _fused(head, lift, history, len(history)),
        "popular": lambda _: lift.liked,
        "ease": lambda history: np.asarray(ease[history.rows].sum(axis=0)),
    }
    by = {}
    for given in GIVEN:
        of_length = [each for each in asked if len(each.history) == given]
        blind = {"blind": lambda _, given=given: _fused(head, lift, NOBODY, given)}
        for name, scorer in (rankers | blind).items():
            by[name, given] = _ndcg(of_length, scorer)
    return Figures(by)


def _head(log: Interactions, seed: int, order: Order) -> Head:
    """Climbed from popularity; each person's requests are described by statistics of the others."""
    fold = np.random.default_rng(seed).permutation(len(log.user_ids)) % FOLDS
    asked = newcomers(log, GIVEN, seed, LEAST_LIKES, order)
    parts = []
    for number in range(FOLDS):
        lift = Lift.fit(log.where(fold[log.users] != number))
        own = [each for each in asked if fold[each.user] == number]
        parts.append(make_examples(own, lift.terms, TERMS, lift.liked, seed))
    popular = np.zeros((len(TERMS), WIDTH), dtype=np.float32)
    popular[0, 0] = 1.0
    return climbed(Head(TERMS, popular), joined(parts))


def _fused(head: Head, lift: Lift, history: History, length: int) -> Floats:
    allowed = np.ones(len(lift.liked), dtype=np.bool_)
    allowed[history.rows] = False
    return head.score(standardised(lift.terms(history), TERMS, allowed).T, length)


def _ndcg(asked: Sequence[Asked], scorer: Scorer) -> PerUser:
    ranking = []
    for each in asked:
        known = np.zeros(len(ml100k().item_ids), dtype=np.bool_)
        known[each.known] = True
        ranking.append(top(scorer(each.history), known))
    return ndcg(np.array(ranking), [each.targets for each in asked])
