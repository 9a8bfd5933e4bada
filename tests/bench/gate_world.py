"""MovieLens-100K parted for the gate, with statistics and heads of which some are better than others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.cooccurrence import by_steps, closeness, following
from recommender.collaborative.crowd import Tuning
from recommender.collaborative.ease import Ease
from recommender.collaborative.weighting import Weighting, alike, by_place
from recommender.evaluation.contenders import Lists
from recommender.evaluation.metrics import top
from recommender.evaluation.splits import folds
from recommender.head import Head
from recommender.interactions import Interactions, Mask
from recommender.ranker import standardised
from recommender.training.candidate import Given
from recommender.training.examples import Examples
from recommender.training.fitting import Recipe, fit_head
from recommender.training.requests import Asked
from tests.bench.public_data import ml100k

Floats = NDArray[np.float32]
SEEDS = (0, 1, 2, 3, 4)
LEAST_RATINGS = 20
FOLDS, KNOWN, GATE, TRUTH = 10, range(6), (6, 7), (8, 9)
GROUPS = (KNOWN[:-1], KNOWN[-1:], GATE, TRUTH)
"""Whoever is asked about has ratings in each."""
SHARES = (0.3, 0.5, 0.7, 0.85)
OLDER, NEWEST = 0.8, 0.4
"""What a model was made of before, and what one is made of that has forgotten the rest."""
RIDGES = (3.0, 30.0, 2_000.0, 10_000.0)
TERMS = ("ease", "ease recent", "near", "popular")
FEWER: tuple[tuple[str, ...], ...] = (("popular",), ("ease",), ("ease", "popular"))
RECIPE = Recipe(kind="linear", epochs=10, least_steps=150, learning_rate=0.05)


@dataclass(frozen=True)
class World:
    """One way of parting the log."""

    log: Interactions
    seed: int

    @cached_property
    def fold(self) -> NDArray[np.intp]:
        return np.asarray(np.argmax(folds(self.log, FOLDS, self.seed), axis=0))

    def only(self, parts: Sequence[int]) -> Interactions:
        return self.log.where(np.isin(self.fold, parts))

    @cached_property
    def known(self) -> Interactions:
        return self.only(KNOWN)

    def asked(self, parts: Sequence[int], known: Interactions, hidden: Interactions) -> list[Asked]:
        """One request a person, as far as they have ratings in every part; those in the parts are wanted."""
        wanted = self.only(parts)
        return [
            Asked(user, known.history(user), wanted.items[wanted.of_user(user)], hidden.items[hidden.of_user(user)])
            for user in range(len(self.log.user_ids))
            if all(np.isin(self.fold[self.log.of_user(user)], group).any() for group in GROUPS)
        ]

    @cached_property
    def judging(self) -> list[Asked]:
        return self.asked(GATE, self.known, self.only([*KNOWN, *TRUTH]))

    @cached_property
    def telling(self) -> list[Asked]:
        return self.asked(TRUTH, self.known, self.only([*KNOWN, *GATE]))

    def fitted(self, log: Interactions) -> Statistics:
        return Statistics.fit(log, self.judging)

    @cached_property
    def whole(self) -> Statistics:
        return self.fitted(self.known)

    @cached_property
    def parts(self) -> dict[float, Statistics]:
        """Of a share of what is known."""
        draws = np.random.default_rng(self.seed).random(len(self.known))
        return {share: self.fitted(self.known.where(draws < share)) for share in SHARES}

    @cached_property
    def older(self) -> Statistics:
        return self.fitted(self.known.where(np.arange(len(self.known)) < OLDER * len(self.known)))

    @cached_property
    def newest(self) -> Statistics:
        return self.fitted(self.known.where(np.arange(len(self.known)) >= (1 - NEWEST) * len(self.known)))

    @cached_property
    def ridges(self) -> dict[float, Statistics]:
        return {ridge: self.whole.with_ease(Ease.fit(self.known, ridge).weights, self.judging) for ridge in RIDGES}

    def scored(self, statistics: Statistics, head: Head) -> Floats:
        """Everybody's scores, shape (requests, n)."""
        return np.stack(
            [
                head.score(standardised(statistics.of(place), head.names, allowed(each.history.rows, size)).T, known)
                for place, each in enumerate(self.judging)
                for size, known in [(len(self.log.item_ids), len(each.history))]
            ]
        )

    def given(self, scores: Floats, asked: Sequence[Asked]) -> Given:
        known = np.stack([~allowed(each.known, scores.shape[1]) for each in asked])
        ranking = np.stack([top(mine, seen) for mine, seen in zip(scores, known, strict=True)])
        return Given.of(Lists(scores, known, ranking), asked, self.known)


@dataclass(frozen=True)
class Statistics:
    """Some of the product's, worked out for all people at once: term → everybody's scores, shape (requests, n)."""

    terms: Mapping[str, Floats]

    @classmethod
    def fit(cls, log: Interactions, asked: Sequence[Asked]) -> Statistics:
        tuning = Tuning()
        after = following(log, by_steps(tuning.steps))
        close = _weighed(asked, by_place(5), len(log.item_ids)) @ closeness(after + after.T)
        near = np.log(np.maximum(close, 0) + 0.1 * np.maximum(close.mean(axis=1, keepdims=True), 1e-9))
        counts = np.bincount(log.items, minlength=len(log.item_ids)).astype(np.float32)
        popular = np.broadcast_to(np.log1p(counts), near.shape)
        weights = Ease.fit(log, tuning.ridge, tuning.dropout).weights
        return cls({"near": near, "popular": popular}).with_ease(weights, asked)

    def with_ease(self, weights: Floats, asked: Sequence[Asked]) -> Statistics:
        evenly, lately = (_weighed(asked, weighting, len(weights)) for weighting in (alike, by_place(5)))
        return Statistics({**self.terms, "ease": evenly @ weights, "ease recent": lately @ weights})

    def of(self, place: int) -> dict[str, Floats]:
        return {name: term[place] for name, term in self.terms.items()}


def _weighed(asked: Sequence[Asked], weighting: Weighting, items: int) -> Floats:
    """How much each item of everybody's history counts, shape (requests, n)."""
    weights = np.zeros((len(asked), items), dtype=np.float32)
    for place, each in enumerate(asked):
        weights[place, each.history.rows] = weighting(each.history)
    return weights


@dataclass(frozen=True)
class Heads:
    whole: Head
    fewer: Mapping[tuple[str, ...], Head]
    misled: Sequence[Head]
    """Trained on shuffled labels, one a seed."""

    @classmethod
    def fit(cls, world: World) -> Heads:
        """On the last of the known parts, described by statistics of the others."""
        known = world.only(KNOWN[:-1])
        asked = world.asked(KNOWN[-1:], known, known)
        statistics = Statistics.fit(known, asked)
        misled = [_fitted(asked, statistics, TERMS, shuffled=seed) for seed in SEEDS]
        fewer = {names: _fitted(asked, statistics, names) for names in FEWER}
        return cls(_fitted(asked, statistics, TERMS), fewer, misled)


def _fitted(
    asked: Sequence[Asked], statistics: Statistics, names: Sequence[str], shuffled: int | None = None
) -> Head:
    may = np.stack([allowed(each.known, statistics.terms["near"].shape[1]) for each in asked])
    wanted = np.zeros(may.shape, dtype=np.float32)
    for place, each in enumerate(asked):
        wanted[place, each.targets] = 1.0
    if shuffled is not None:
        wanted = np.random.default_rng(shuffled).permuted(wanted, axis=1)
    wanted *= may
    described = np.stack([standardised(statistics.of(place), names, mine).T for place, mine in enumerate(may)])
    lengths = np.array([len(each.history) for each in asked], dtype=np.int32)
    examples = Examples(tuple(names), described, lengths, wanted, np.zeros_like(wanted), may)
    return fit_head(*examples.parted(0.2, 0), RECIPE)


def allowed(barred: NDArray[np.int32], size: int) -> Mask:
    mask = np.ones(size, dtype=np.bool_)
    mask[barred] = False
    return mask


def log() -> Interactions:
    """The films that are rated often enough; they are numbered anew."""
    whole = ml100k()
    often = np.bincount(whole.items, minlength=len(whole.item_ids)) >= LEAST_RATINGS
    kept = whole.where(often[whole.items])
    names = tuple(name for name, enough in zip(whole.item_ids, often.tolist(), strict=True) if enough)
    return replace(kept, items=(np.cumsum(often) - 1)[kept.items].astype(np.int32), item_ids=names)
