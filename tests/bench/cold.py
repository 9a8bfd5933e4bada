"""New items: what is recommended before anybody has told what they think of it.

A fifth of the films with at least five events is hidden, and a fifth of all events (seeds 3, 4, 5; the kernel's
shares and λ were chosen with seeds 0-2). The crowd's main term is learnt from the rest and placed on the whole
catalogue, as the bot does it. Among the hidden films those are to be found that a person liked (four stars and more).
The baseline is the cosine of the film's text with the texts that they liked, without what all texts have in common.

Fair share: what a person liked in the fifth of the events is to be found in the whole catalogue. A list of ten has
the places that `recommender.stages.reserve` owes to new films, as many on average as their share of the catalogue, at
most 2; compared with the same list without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.collaborative.crowd import TERMS, Collaborative, Tuning
from recommender.collaborative.ease import Ease
from recommender.collaborative.matrices import ItemMatrix
from recommender.collaborative.popularity import Popularity
from recommender.evaluation.metrics import PerUser, ndcg, paired_ratio, top
from recommender.evaluation.splits import TEST, cold_items
from recommender.interactions import Interactions, Mask
from recommender.pipeline import Policy
from recommender.schema import Vector
from recommender.stages.reserve import due, reserve
from tests.bench.public_data import ML100K, SMALL, WIKI, World, missing, ml100k_films, small_films
from tests.bench.table import Row

SEEDS = (3, 4, 5)
LIKED = 0.49
"""Worth from which on a film counts as liked: four stars are .5 or more on every scale of MovieLens."""
K = 10
EASE = TERMS[0]
Items = NDArray[np.int32]
Scores = NDArray[np.float32]


def measure() -> list[Row]:
    """New films and their share of the lists, on two data sets."""
    rows = missing(ML100K, SMALL, WIKI)
    if rows:
        return rows
    for name, world in (("MovieLens-100K", ml100k_films()), ("MovieLens 2016 with Wikipedia", small_films())):
        trials = [_tried(world, seed) for seed in SEEDS]
        rows += [_new(name, trials), *_share(name, trials)]
    return rows


@dataclass(frozen=True)
class Trial:
    """One figure a person: NDCG@10 by each way to rank, and parts of lists."""

    ours: PerUser
    """Among the new films alone."""
    cosine: PerUser
    plain: PerUser
    """In the whole catalogue."""
    fair: PerUser
    shares: tuple[float, ...]
    """Of new films, in plain lists, fair ones, what was to be found, and the catalogue."""


@dataclass(frozen=True)
class Hidden:
    """What is known, and what is to be found."""

    known: Interactions
    liked: Interactions
    """What was liked of the new films."""
    drawn: Interactions
    """The fifth of all events on which whole lists are judged: new films are no larger a part of it than of all."""
    gone: Interactions
    """Events on new films that were not drawn: nobody may be shown these films in whole lists."""
    new: Mask
    """Which films are hidden, shape (n,)."""


def _hidden(log: Interactions, seed: int) -> Hidden:
    part = cold_items(log, seed, validation=0.0).part
    drawn = np.random.default_rng(seed).random(len(log)) < 0.2
    liked = log.worth > LIKED
    new = np.zeros(len(log.item_ids), dtype=np.bool_)
    new[log.items[part == TEST]] = True
    cold = part == TEST
    return Hidden(
        known=log.where(~drawn & ~cold),
        liked=log.where(cold & liked),
        drawn=log.where(drawn & liked),
        gone=log.where(cold & ~drawn),
        new=new,
    )


def _tried(world: World, seed: int) -> Trial:
    hidden = _hidden(world.log, seed)
    crowd = _placed(hidden.known, world)
    ours, cosine = _among_new(hidden, crowd, world.content.centred)
    plain, fair, targets = _whole_lists(hidden, crowd, seed)
    listed = [np.concatenate(lists) for lists in (plain, fair, targets)]
    return Trial(
        ours,
        cosine,
        plain=ndcg(np.stack(plain), targets),
        fair=ndcg(np.stack(fair), targets),
        shares=(*(float(hidden.new[rows].mean()) for rows in listed), float(hidden.new.mean())),
    )


def _among_new(hidden: Hidden, crowd: Collaborative, texts: Vector) -> tuple[PerUser, PerUser]:
    ours, cosine, targets = list[Items](), list[Items](), list[Items]()
    for user in range(len(hidden.known.user_ids)):
        history, wanted = hidden.known.history(user), hidden.liked.items[hidden.liked.of_user(user)]
        if len(history) and len(wanted):
            targets.append(wanted)
            ours.append(top(crowd.terms(history)[EASE.name], ~hidden.new))
            taste = texts[history.rows[history.worth > LIKED]].sum(axis=0)
            cosine.append(top(texts @ taste, ~hidden.new))
    return ndcg(np.stack(ours), targets), ndcg(np.stack(cosine), targets)


def _whole_lists(hidden: Hidden, crowd: Collaborative, seed: int) -> tuple[list[Items], list[Items], list[Items]]:
    """Plain lists, those with the guarantee, and what was to be found."""
    draws = np.random.default_rng(seed)
    plain, fair, targets = list[Items](), list[Items](), list[Items]()
    for user in range(len(hidden.known.user_ids)):
        history, wanted = hidden.known.history(user), hidden.drawn.items[hidden.drawn.of_user(user)]
        if len(history) and len(wanted):
            score = crowd.terms(history)[EASE.name]
            gone = hidden.gone.items[hidden.gone.of_user(user)]
            seen = np.isin(np.arange(len(score)), np.concatenate([history.rows, gone]))
            targets.append(wanted)
            plain.append(top(score, seen))
            fair.append(_fair(plain[-1], score, ~seen & hidden.new, float(hidden.new.mean()), draws.random()))
    return plain, fair, targets


def _placed(known: Interactions, world: World) -> Collaborative:
    """The crowd's main term: learnt where there are events, then carried to the others."""
    had = np.flatnonzero(np.bincount(known.items, minlength=len(known.item_ids)))
    places = np.full(len(known.item_ids), -1)
    places[had] = np.arange(len(had))
    log = replace(
        known, items=places[known.items].astype(np.int32), item_ids=tuple(known.item_ids[row] for row in had)
    )
    tuning = Tuning()
    matrix = ItemMatrix.of(Ease.fit(log, tuning.ridge, tuning.dropout).weights)
    learnt = Collaborative({EASE.matrix: matrix}, Popularity.fit(log), (EASE,))
    crowd = learnt.renumbered(had, len(places))
    return crowd.extended(Carry.of(world.content, crowd.popularity.counts))


def _fair(plain: Items, score: Scores, new: Mask, share: float, draw: float) -> Items:
    """The list with the places that new films are owed."""
    scores = score / max(float(score.std()), 1e-9)
    return np.array(reserve(plain.tolist(), scores, scores, new, due(min(Policy().new, share), K, draw)), np.int32)


def _new(name: str, trials: Sequence[Trial]) -> Row:
    ours, cosine = (np.concatenate([getattr(trial, way) for trial in trials]) for way in ("ours", "cosine"))
    ratio = paired_ratio(ours, cosine)
    return Row(
        f"{name}: NDCG@10 among new films",
        _told([trial.ours.mean() for trial in trials]),
        f"cosine of texts: {_told([trial.cosine.mean() for trial in trials])}",
        ratio=ratio.value,
        note=f"seeds {SEEDS}; 95 % interval of the ratio {ratio.low:.2f}-{ratio.high:.2f}",
    ).at_least(1.5)


def _share(name: str, trials: Sequence[Trial]) -> list[Row]:
    plain, fair, wanted, whole = np.transpose([trial.shares for trial in trials])
    cost = [trial.fair.mean() / trial.plain.mean() for trial in trials]
    return [
        Row(
            f"{name}: part of the first ten that is new films",
            _told(fair),
            f"without the guarantee: {_told(plain)}",
            note=f"new films are {_told(whole)} of the catalogue and {_told(wanted)} of what was to be found",
        ),
        Row(
            f"{name}: NDCG@10 in the whole catalogue with the guarantee",
            _told([trial.fair.mean() for trial in trials]),
            f"without: {_told([trial.plain.mean() for trial in trials])}",
            ratio=float(np.mean(cost)),
        ),
    ]


def _told(figures: Sequence[float] | NDArray[np.floating]) -> str:
    """Mean and standard deviation over the seeds."""
    return f"{np.mean(figures):.4f} ± {np.std(figures):.4f}"
