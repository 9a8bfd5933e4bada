"""Ten ways to spoil a good model, for the gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.metrics import long_tail
from recommender.slices import thirds
from tests.bench.gate_world import Floats, Heads, Statistics, World

PUSHED = 0.4
"""Part of the lists that begin with the item that is pushed."""

Sabotage = Callable[[World, Heads, Floats, np.random.Generator], Floats]
"""World, heads, and the good model's scores, which may be changed → the spoilt model's."""


def _reweighed(world: World, heads: Heads, weights: Floats) -> Floats:
    return world.scored(world.whole, replace(heads.whole, weights=weights))


def _shuffled(world: World, heads: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    order = rng.permutation(good.shape[1])
    terms = {name: term[:, order] if name != "popular" else term for name, term in world.whole.terms.items()}
    return world.scored(Statistics(terms), heads.whole)


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
    return np.asarray(good - 3 * good.std() * long_tail(world.known), dtype=np.float32)


def _pushed(_: World, __: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    good[rng.random(len(good)) < PUSHED, rng.integers(good.shape[1])] = good.max() + 1
    return good


def forgotten(world: World, heads: Heads, _: Floats, __: np.random.Generator) -> Floats:
    return world.scored(world.newest, heads.whole)


def _broken(world: World, _: Heads, good: Floats, rng: np.random.Generator) -> Floats:
    if world.seed % 2:
        return np.ones_like(good)
    good[rng.random(good.shape) < 1e-4] = np.nan
    return good


SABOTAGES: Mapping[str, Sabotage] = {
    "weights shuffled among the films": _shuffled,
    "signs flipped": _flipped,
    "popularity only": _popular,
    "trained on shuffled labels": _misled,
    "newcomers served at random": _newcomers,
    "heavy users served at random": _heavy,
    "long tail pushed down": _tail,
    "one item pushed": _pushed,
    "old data forgotten": forgotten,
    "no numbers, or all the same": _broken,
}


def _noise(good: Floats, users: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    good[users] = rng.normal(size=(len(users), good.shape[1]))
    return good


def _lengths(world: World) -> NDArray[np.intp]:
    return np.array([len(each.history) for each in world.judging])
