"""Who is compared on the same requests: popularity, EASE, and heads over terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.ease import Ease
from recommender.content import Content
from recommender.evaluation.metrics import Ranking, ndcg, top
from recommender.head import Head
from recommender.history import History
from recommender.interactions import Interactions, Mask
from recommender.ranker import standardised
from recommender.training.requests import Asked

Floats = NDArray[np.float32]
Terms = Callable[[History], Mapping[str, Floats]]
Scorer = Callable[[History, Mask], Floats]
"""A history and the items that may be shown, shape (n,) → a score for every item, shape (n,)."""

RIDGES = (25.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0)
NEAREST = 20


def by_head(head: Head, terms: Terms) -> Scorer:
    """As the bot ranks, when nothing was said but taps."""

    def score(history: History, allowed: Mask) -> Floats:
        return head.score(standardised(terms(history), head.names, allowed).T, len(history))

    return score


def by_popularity(log: Interactions) -> Scorer:
    """The same for everybody: how many had the item."""
    counts = np.bincount(log.items, minlength=len(log.item_ids)).astype(np.float32)
    return lambda _, __: counts


def by_ease(log: Interactions, ridge: float) -> Scorer:
    """EASE (Steck, WWW 2019) on who had what."""
    weights = Ease.fit(log, ridge).weights
    return lambda history, _: np.asarray(weights[history.rows].sum(axis=0), dtype=np.float32)


def by_ease_of_nearest(log: Interactions, ridge: float, content: Content) -> Scorer:
    """For items without events: the mean EASE score of the 20 known items whose texts are nearest."""
    weights = Ease.fit(log, ridge).weights
    known = np.flatnonzero(np.bincount(log.items, minlength=len(log.item_ids)))
    alike = content.centred @ content.centred[known].T
    nearest = known[np.argsort(-alike, axis=1, kind="stable")[:, :NEAREST]]
    return lambda history, _: np.asarray(weights[history.rows].sum(axis=0)[nearest].mean(axis=1), dtype=np.float32)


def by_content(content: Content) -> Scorer:
    """Likeness of the texts to those that the person liked, less those that they disliked."""
    return lambda history, _: content.centred @ (history.worth @ content.centred[history.rows])


def by_chance(items: int, seed: int) -> Scorer:
    """An order of no meaning, the same for everybody."""
    order = np.random.default_rng(seed).random(items).astype(np.float32)
    return lambda _, __: order


def tuned(contender: Callable[[float], Scorer], validation: Sequence[Asked], items: int) -> float:
    """The ridge with which a contender serves the validation requests best, by NDCG@10."""
    figures = {ridge: _figure(contender(ridge), validation, items) for ridge in RIDGES}
    return max(figures, key=lambda ridge: figures[ridge])


@dataclass(frozen=True)
class Lists:
    """What one contender gives for some requests."""

    scores: Floats
    """Shape (u, n)."""
    known: Mask
    """What must not be shown, shape (u, n)."""
    ranking: Ranking


def lists(scorer: Scorer, asked: Iterable[Asked], items: int, k: int = 10) -> Lists:
    rows = [_scored(scorer, each, items) for each in asked]
    scores, known = np.stack([mine for mine, _ in rows]), np.stack([seen for _, seen in rows])
    return Lists(scores, known, np.stack([top(*each, k) for each in rows]))


def ranking(scorer: Scorer, asked: Iterable[Asked], items: int, k: int = 10) -> Ranking:
    """The lists alone, for many requests."""
    return np.stack([top(*_scored(scorer, each, items), k) for each in asked])


def _scored(scorer: Scorer, asked: Asked, items: int) -> tuple[Floats, Mask]:
    known = np.zeros(items, dtype=np.bool_)
    known[asked.known] = True
    return scorer(asked.history, ~known), known


def _figure(scorer: Scorer, asked: Sequence[Asked], items: int) -> float:
    return float(ndcg(ranking(scorer, asked, items), [each.targets for each in asked]).mean())
