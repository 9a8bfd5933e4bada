"""The gate: 50 sabotaged models and 50 true improvements, through the product's own judge, on MovieLens-100K.

The 939 films with 20 ratings or more, and the people who have some in every part. By five seeds, 60 % of the ratings
are known, 20 % are what the gate judges by, and the other 20 % tell the truth: a pair of models is a true improvement
when, by these, the candidate gains 3 % NDCG@10 or more and no slice falls below its floor. A person's figure is that
of one list against all their ratings of the part.

Improvements: the current model has statistics of 30-85 % of what is known, or too small or too large a ridge, or
fewer terms, or two of these; of every seed the first ten true ones are taken. Sabotage: ten kinds by five seeds. All
is done to a model of all that is known, and has to pass one of half of it, so that what is spoilt stands beside a
gain; but the model that has forgotten old data, made of the newest 40 %, follows one of the older 80 %, as if it had
been trained again without a replay.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from recommender.gate import OVERALL, Verdict
from recommender.head import Head
from recommender.training.candidate import compared
from tests.bench.gate_sabotage import SABOTAGES, forgotten
from tests.bench.gate_world import RIDGES, SEEDS, SHARES, Heads, Statistics, World, log
from tests.bench.public_data import ML100K, missing
from tests.bench.table import Row, markdown

WANTED = 50
LEAST_GAIN = 1.03
BEFORE = 0.5
"""Of the shares: what the current model knows that a sabotaged one has to pass."""


def measure() -> list[Row]:
    if rows := missing(ML100K):
        return rows
    heads = Heads.fit(World(log(), SEEDS[0]))
    improved, sabotaged = list[tuple[float, Verdict]](), list[tuple[str, Verdict]]()
    for seed in SEEDS:
        world = World(log(), seed)
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


def _sabotages(world: World, heads: Heads) -> Iterator[tuple[str, Verdict]]:
    asked, rng = world.judging, np.random.default_rng(world.seed)
    good = world.scored(world.whole, heads.whole)
    half, older = (world.given(world.scored(each, heads.whole), asked) for each in (world.parts[BEFORE], world.older))
    for name, spoil in SABOTAGES.items():
        spoilt = world.given(spoil(world, heads, good.copy(), rng), asked)
        yield name, compared(spoilt, older if spoil is forgotten else half, asked)


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()) + "\n")
