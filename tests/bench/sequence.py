"""What somebody turns to next: MovieLens-100K, everybody's last event is the test, the one before validation.

Events are in order of time, equal times in the order of the file's lines; ratings are not filtered. All films that
the person did not have are ranked. Lists for the test are made with statistics of everything before it; for the
validation, of the train part alone. Our heads, the ridge of EASE and the half-life of its recent variant are chosen
with the train and validation parts. Heads are fitted with three seeds on the same requests, as `chat-rec train` does
it. Figures are means over 943 people, of seeds mean and spread; ratios are paired and come with their 95 % bootstrap
interval. SASRec and GRU4Rec run on the same split in `make bench-peers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.cooccurrence import by_steps, chances, following
from recommender.collaborative.crowd import Collaborative
from recommender.collaborative.ease import Ease
from recommender.collaborative.weighting import by_place
from recommender.evaluation.contenders import RIDGES, Scorer, by_ease, by_head, ranking
from recommender.evaluation.metrics import PerUser, hit_rate, ndcg, paired_ratio
from recommender.evaluation.splits import TEST, VALIDATION, Split
from recommender.interactions import Interactions
from recommender.training.fitting import fit_head
from recommender.training.requests import last_left_out
from recommender.training.train import Plan, Prepared, Reports, prepared
from tests.bench.public_data import ML100K, missing, ml100k
from tests.bench.table import Row

SEEDS = (0, 1, 2)
BARS = {"NDCG@10": 0.130, "HR@10": 0.235}
HALVES = (2.0, 5.0, 15.0)

Floats = NDArray[np.float32]
Build = Callable[[Interactions], Scorer]
"""What is known → a way to score."""


@dataclass(frozen=True)
class Figures:
    """One figure a person; of several seeds, the means. Validation and test in this order."""

    ndcg: tuple[PerUser, PerUser]
    hits: tuple[PerUser, PerUser]
    spread: float = 0.0
    """Standard deviation of the seeds' test NDCG."""

    def __str__(self) -> str:
        spread = f" ± {self.spread:.4f}" if self.spread else ""
        return f"{self.ndcg[1].mean():.4f}{spread} / {self.hits[1].mean():.3f}"


def measure() -> list[Row]:
    if rows := missing(ML100K):
        return rows
    made = prepared(ml100k(), None, Plan(), Reports())
    baselines = {
        "EASE": _best(made.split, [partial(by_ease, ridge=ridge) for ridge in RIDGES]),
        "recency EASE": _best(made.split, [partial(recent_ease, half=half) for half in HALVES]),
        "Markov chain": _measured(made.split, markov),
    }
    crowds = [Collaborative.fit(made.split.only(*range(part))) for part in (VALIDATION, TEST)]
    linear, deep = (_fused(made, kind, crowds) for kind in ("linear", "mlp"))
    rows = [_compared(name, deep, other) for name, other in {**baselines, "linear head": linear}.items()]
    return [*rows, *_bars(deep)]


def recent_ease(log: Interactions, half: float, ridge: float = 400.0) -> Scorer:
    """EASE over a history of which half as much counts for every `half` later events."""
    weights, weigh = Ease.fit(log, ridge).weights, by_place(half)
    return lambda history, _: np.asarray(weigh(history) @ weights[history.rows], dtype=np.float32)


def markov(log: Interactions) -> Scorer:
    """What followed the last event in people's histories, nearer events counting more."""
    matrix = chances(following(log, by_steps(1.0)))
    return lambda history, _: matrix[history.rows[-1]]


def _fused(made: Prepared, kind: Literal["linear", "mlp"], crowds: Sequence[Collaborative]) -> Figures:
    """Our head, with each seed."""
    each = []
    for seed in SEEDS:
        recipe = replace(Plan().recipe, kind=kind, seed=seed)
        head = fit_head(made.examples, made.validation, recipe)
        each.append(_figures(made.split, [by_head(head, crowd.terms) for crowd in crowds]))
    return _mean(each)


def _measured(split: Split, build: Build) -> Figures:
    return _figures(split, [build(split.only(*range(part))) for part in (VALIDATION, TEST)])


def _best(split: Split, builds: Sequence[Build]) -> Figures:
    """The one that serves the validation part best."""
    return max((_measured(split, build) for build in builds), key=lambda figures: float(figures.ndcg[0].mean()))


def _figures(split: Split, scorers: Sequence[Scorer]) -> Figures:
    asked = [last_left_out(split, part) for part in (VALIDATION, TEST)]
    lists = [ranking(scorer, each, len(split.log.item_ids)) for scorer, each in zip(scorers, asked, strict=True)]
    targets = [[each.targets for each in part] for part in asked]
    first, second = zip(lists, targets, strict=True)
    return Figures((ndcg(*first), ndcg(*second)), (hit_rate(*first), hit_rate(*second)))


def _mean(each: Sequence[Figures]) -> Figures:
    return Figures(
        (np.mean([own.ndcg[0] for own in each], axis=0), np.mean([own.ndcg[1] for own in each], axis=0)),
        (np.mean([own.hits[0] for own in each], axis=0), np.mean([own.hits[1] for own in each], axis=0)),
        float(np.std([own.ndcg[1].mean() for own in each], ddof=1)),
    )


def _compared(name: str, ours: Figures, other: Figures) -> Row:
    ratio = paired_ratio(ours.ndcg[1], other.ndcg[1])
    held = "validation {:.4f} against {:.4f}".format(*(each.ndcg[0].mean() for each in (ours, other)))
    note = f"NDCG@10 / HR@10; 95 % {ratio.low:.2f}-{ratio.high:.2f} ×; {held}"
    return Row(f"Next item: MLP head, {name}", str(ours), str(other), ratio.value, note=note)


def _bars(ours: Figures) -> list[Row]:
    own: Mapping[str, float] = {"NDCG@10": float(ours.ndcg[1].mean()), "HR@10": float(ours.hits[1].mean())}
    return [
        Row(f"Next item: {name}", f"{value:.4f}", bar=f"≥ {BARS[name]:g}", met=value >= BARS[name], note="test part")
        for name, value in own.items()
    ]
