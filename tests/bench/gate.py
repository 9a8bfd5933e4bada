"""The gate: 50 sabotaged models and 50 true improvements, through the product's own judge, on MovieLens-100K.

The 939 films with 20 ratings or more, and the people who have some in every part, nearly all. By five seeds, 60 % of the ratings are known, 20 % are what
the gate judges by, and the other 20 % tell the truth: a pair of models is a true improvement when, by these, the
candidate gains 3 % NDCG@10 or more and no slice falls below its floor. Everybody's figure is that of one list against
all their held-out ratings of the part.

Improvements: the current model has statistics of 30-60 % of what is known, or too small or too large a ridge, or
fewer terms, or two of these; of every seed the first ten true ones are taken.
Sabotage: ten kinds by five seeds. All but two are done to the full model and have to pass a current one of 60 % of
the statistics, so that what is spoiled stands beside a gain.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.cooccurrence import by_steps, closeness, following
from recommender.collaborative.crowd import Tuning
from recommender.collaborative.ease import Ease
from recommender.collaborative.weighting import Weighting, alike, by_place
from recommender.evaluation.contenders import Lists
from recommender.evaluation.metrics import long_tail, top
from recommender.evaluation.splits import folds
from recommender.gate import OVERALL, Verdict
from recommender.head import Head
from recommender.interactions import Interactions, Mask
from recommender.ranker import standardised
from recommender.slices import thirds
from recommender.training.candidate import Given, compared
from recommender.training.examples import Examples
from recommender.training.fitting import Recipe, fit_head
from recommender.training.requests import Asked
from tests.bench.public_data import ML100K, missing, ml100k
from tests.bench.table import Row, markdown

Floats = NDArray[np.float32]
SEEDS = (0, 1, 2, 3, 4)
WANTED = 50
LEAST_RATINGS = 20
LEAST_GAIN = 1.03
FOLDS, KNOWN, GATE, TRUTH = 10, range(6), (6, 7), (8, 9)
SHARES = (0.3, 0.4, 0.5, 0.6)
RIDGES = (3.0, 10.0, 5_000.0, 15_000.0)
TERMS = ("ease", "ease recent", "near", "popular")
FEWER = (("popular",), ("ease",), ("ease", "popular"))
RECIPE = Recipe(kind="linear", epochs=10, least_steps=150, learning_rate=0.05)
NEWEST = 0.4
"""What a model remembers that has forgotten the old data."""


def measure() -> list[Row]:
    if rows := missing(ML100K):
        return rows
    heads = Heads.fit(World(_log(), SEEDS[0]))
    improved, sabotaged = list[tuple[float, Verdict]](), list[tuple[str, Verdict]]()
    for seed in SEEDS:
        world = World(_log(), seed)
        improved += islice(_improvements(world, heads), WANTED // len(SEEDS))
        sabotaged += _sabotages(world, heads)
    return [_row_improved(improved), *_rows_sabotaged(sabotaged)]


def _row_improved(verdicts: Sequence[tuple[float, Verdict]]) -> Row:
    accepted = sum(verdict.accepted for _, verdict in verdicts)
    gains = 100 * (np.array([gain for gain, _ in verdicts]) - 1)
    note = f"true gains of {gains.min():.0f} to {gains.max():.0f} %, median {np.median(gains):.0f} %"
    met = len(verdicts) == WANTED and accepted >= 0.9 * WANTED
    return Row("True improvements accepted", f"{accepted} of {len(verdicts)}", bar="≥ 45 of 50", met=met, note=note)


def _rows_sabotaged(verdicts: Sequence[tuple[str, Verdict]]) -> Iterator[Row]:
    rejected = [name for name, verdict in verdicts if not verdict.accepted]
    missed = sorted({name for name, verdict in verdicts if verdict.accepted})
    note = f"seen through in part: {', '.join(missed)}" if missed else ""
    met = len(rejected) == len(verdicts) == WANTED
    yield Row("Sabotaged models rejected", f"{len(rejected)} of {len(verdicts)}", bar="50 of 50", met=met, note=note)
    for name in dict.fromkeys(name for name, _ in verdicts):
        told = next(verdict for kind, verdict in verdicts if kind == name)
        yield Row(f"Sabotage: {name}", f"{rejected.count(name)} of {len(SEEDS)}", note=told.reasons[0])


@dataclass(frozen=True)
class World:
    """One way of parting the log."""

    log: Interactions
    seed: int

    @cached_property
    def fold(self) -> NDArray[np.intp]:
        return np.argmax(folds(self.log, FOLDS, self.seed), axis=0)

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
            if len(np.unique(self.fold[self.log.of_user(user)])) == FOLDS
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
    def ridges(self) -> dict[float, Statistics]:
        return {ridge: self.whole.with_ease(Ease.fit(self.known, ridge).weights, self.judging) for ridge in RIDGES}

    def scored(self, statistics: Statistics, head: Head) -> Floats:
        """Everybody's scores, shape (requests, n)."""
        return np.stack(
            [
                head.score(standardised(statistics.of(place), head.names, _allowed(each.history.rows, size)).T, known)
                for place, each in enumerate(self.judging)
                for size, known in [(len(self.log.item_ids), len(each.history))]
            ]
        )

    def given(self, scores: Floats, asked: Sequence[Asked]) -> Given:
        known = np.stack([~_allowed(each.known, scores.shape[1]) for each in asked])
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
    allowed = np.stack([_allowed(each.known, statistics.terms["near"].shape[1]) for each in asked])
    wanted = np.zeros(allowed.shape, dtype=np.float32)
    for place, each in enumerate(asked):
        wanted[place, each.targets] = 1.0
    if shuffled is not None:
        wanted = np.random.default_rng(shuffled).permuted(wanted, axis=1)
    wanted *= allowed
    described = np.stack([standardised(statistics.of(place), names, may).T for place, may in enumerate(allowed)])
    lengths = np.array([len(each.history) for each in asked], dtype=np.int32)
    examples = Examples(tuple(names), described, lengths, wanted, np.zeros_like(wanted), allowed)
    return fit_head(*examples.parted(0.2, 0), RECIPE)


def _improvements(world: World, heads: Heads) -> Iterator[tuple[float, Verdict]]:
    """True gain and verdict, of as many as there are."""
    good = world.scored(world.whole, heads.whole)
    told, judged = world.given(good, world.telling), world.given(good, world.judging)
    for statistics, head in _currents(world, heads):
        current = world.scored(statistics, head)
        truth = compared(told, world.given(current, world.telling), world.telling)
        if _is_true(truth):
            yield truth.slices[0].ratio, compared(judged, world.given(current, world.judging), world.judging)


def _is_true(truth: Verdict) -> bool:
    return truth.slices[0].ratio >= LEAST_GAIN and all(
        each.ratio >= each.floor for each in truth.slices if each.name != OVERALL
    )


def _currents(world: World, heads: Heads) -> Iterator[tuple[Statistics, Head]]:
    for share, ridge in zip(SHARES, RIDGES, strict=True):
        yield world.parts[share], heads.whole
        yield world.ridges[ridge], heads.whole
    for head in heads.fewer.values():
        yield world.whole, head
    for share in SHARES:
        for head in heads.fewer.values():
            yield world.parts[share], head


Sabotage = Callable[[World, Heads, Floats, np.random.Generator], Floats]


def _sabotages(world: World, heads: Heads) -> Iterator[tuple[str, Verdict]]:
    asked, rng = world.judging, np.random.default_rng(world.seed)
    good = world.scored(world.whole, heads.whole)
    current = world.given(world.scored(world.parts[SHARES[-1]], heads.whole), asked)
    for name, spoil in SABOTAGES.items():
        yield name, compared(world.given(spoil(world, heads, good.copy(), rng), asked), current, asked)


def _reweighed(world: World, heads: Heads, weights: Floats) -> Floats:
    return world.scored(world.whole, replace(heads.whole, weights=weights))


def _shuffled(world: World, heads: Heads, _: Floats, rng: np.random.Generator) -> Floats:
    return _reweighed(world, heads, np.roll(heads.whole.weights, 1 + int(rng.integers(len(TERMS) - 1)), axis=0))


def _flipped(world: World, heads: Heads, _: Floats, __: np.random.Generator) -> Floats:
    return _reweighed(world, heads, -heads.whole.weights)


def _popular(world: World, _: Heads, good: Floats, __: np.random.Generator) -> Floats:
    return np.tile(np.bincount(world.known.items, minlength=good.shape[1]), (len(good), 1)).astype(np.float32)


def _misled(world: World, heads: Heads, _: Floats, __: np.random.Generator) -> Floats:
    return world.scored(world.whole, heads.misled[world.seed])


def _newcomers(world: World, _: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    return _noise(good, thirds(_lengths(world))[0], rng)


def _heavy(world: World, _: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    return _noise(good, thirds(_lengths(world))[1], rng)


def _tail(world: World, _: Heads, good: Floats, __: np.random.Generator) -> Floats:
    return good - 3 * good.std() * long_tail(world.known)


def _pushed(_: World, __: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    good[rng.random(len(good)) < 0.4, rng.integers(good.shape[1])] = good.max() + 1
    return good


def _forgotten(world: World, heads: Heads, _: Floats, __: np.random.Generator) -> Floats:
    newest = np.arange(len(world.known)) >= (1 - NEWEST) * len(world.known)
    return world.scored(world.fitted(world.known.where(newest)), heads.whole)


def _broken(world: World, _: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    if world.seed % 2:
        return np.ones_like(good)
    good[rng.random(good.shape) < 1e-4] = np.nan
    return good


SABOTAGES: Mapping[str, Sabotage] = {
    "weights shuffled among the terms": _shuffled,
    "signs flipped": _flipped,
    "popularity only": _popular,
    "trained on shuffled labels": _misled,
    "newcomers served at random": _newcomers,
    "heavy users served at random": _heavy,
    "long tail pushed down": _tail,
    "one item pushed": _pushed,
    "old data forgotten": _forgotten,
    "no numbers, or all the same": _broken,
}


def _noise(good: Floats, users: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    good[users] = rng.normal(size=(len(users), good.shape[1]))
    return good


def _lengths(world: World) -> NDArray[np.intp]:
    return np.array([len(each.history) for each in world.judging])


def _allowed(barred: NDArray[np.int32], size: int) -> Mask:
    allowed = np.ones(size, dtype=np.bool_)
    allowed[barred] = False
    return allowed


def _log() -> Interactions:
    """The films that are rated often enough; they are numbered anew."""
    log = ml100k()
    often = np.bincount(log.items, minlength=len(log.item_ids)) >= LEAST_RATINGS
    kept = log.where(often[log.items])
    names = tuple(name for name, enough in zip(log.item_ids, often.tolist(), strict=True) if enough)
    return replace(kept, items=(np.cumsum(often) - 1)[kept.items].astype(np.int32), item_ids=names)


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()) + "\n")
