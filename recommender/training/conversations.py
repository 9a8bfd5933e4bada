"""Conversations → a model of what is told next: statistics, then the head on moments that they have not seen.

The head's examples are cross-fitted: in six parts by conversation, the moments of each part are described by
statistics of the others. Statistics that had seen the answers would be trusted too much. The head is judged on one
part, and stops early by another; then it is fitted again with the first. The statistics that serve are of everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.items import Items
from recommender.conversing.learnt import Learnt
from recommender.conversing.model import Scale, Talk
from recommender.conversing.moments import Moment
from recommender.conversing.said import Said, said
from recommender.conversing.terms import NAMES, Terms
from recommender.errors import InteractionsError
from recommender.evaluation.next_items import Ranks, ranks
from recommender.schema import Vector
from recommender.training.examples import Examples, joined
from recommender.training.fitting import Recipe, fit_head

FOLDS = 6
JUDGED, STOPPED = 0, 1
"""The parts by which the head is judged, and by which it stops."""
SAMPLE = 400
"""Candidates that are drawn for a moment beside its targets."""
LOOKED_AT = 200
"""Items of each moment by which the terms' means and deviations are taken."""
FEWEST = 30
"""Conversations below which a held-out part says nothing."""
RECIPE = Recipe(epochs=15, least_steps=150, patience=4)

Floats = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
Encode = Callable[[Sequence[str]], Vector]
"""What people say → unit vectors."""


BATCH = 32
"""Texts that are read at once."""


@dataclass(frozen=True)
class Heard:
    """Moments, and what counts of each."""

    moments: Sequence[Moment]
    said: Sequence[Said]
    vectors: Vector
    """Of their texts, shape (m, d); zero where nothing was said."""

    def pick(self, places: Sequence[int]) -> Heard:
        return Heard(
            [self.moments[at] for at in places], [self.said[at] for at in places], self.vectors[list(places)]
        )

    def learnt(self, items: Items) -> Learnt:
        return Learnt.of(self.moments, self.said, self.vectors, items.catalogue.rows)

    def targets(self, place: int, items: Items) -> list[int]:
        """Rows of the moment's targets that nobody had mentioned."""
        rows = items.catalogue.rows
        return [rows[item] for item in self.moments[place].fresh if item in rows]


@dataclass(frozen=True, slots=True)
class Name:
    """How the model is called, and by which encoder what was said was read."""

    version: str
    encoder: str


@dataclass(frozen=True)
class Made:
    talk: Talk
    ours: Ranks
    """Places of the targets of held-out conversations by a head that saw none of them."""
    popular: Ranks
    """The same by how often items were told in the other conversations."""

    @property
    def better(self) -> bool:
        """The gate: more certainly found than by popularity alone."""
        return self.ours.figures["mrr@10"] > self.popular.figures["mrr@10"]


def silent(_: str, __: int, ___: int) -> None:
    """Nobody watches."""


def heard(moments: Sequence[Moment], items: Items, encode: Encode, progress: Progress = silent) -> Heard:
    """What counts of each moment; equal texts are read once."""
    spoken = [said(moment.conversation, items.catalogue) for moment in moments]
    # batches of like length waste no work on padding
    texts = sorted({each.text for each in spoken} - {""}, key=lambda text: (len(text), text))
    read = {"": np.zeros(items.centred.shape[1], dtype=np.float32)}
    for start in range(0, len(texts), BATCH):
        progress("reading", start, len(texts))
        part = texts[start : start + BATCH]
        read.update(zip(part, encode(part), strict=True))
    progress("reading", len(texts), len(texts))
    return Heard(moments, spoken, np.array([read[each.text] for each in spoken], dtype=np.float32))


def train(
    known: Heard,
    items: Items,
    name: Name,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Made:
    """Raises `InteractionsError` when there are too few conversations that tell an item of the catalogue."""
    told = [place for place in range(len(known.moments)) if known.targets(place, items)]
    talks = len({known.moments[place].talk for place in told})
    if talks < FEWEST:
        raise InteractionsError(
            f"{talks} conversations tell an item of the catalogue that was not mentioned before, and {FEWEST} are "
            "needed: give more, or check that the items' ids are the catalogue's"
        )
    parts = _parts(known, seed)
    raw = []
    for number in range(FOLDS):
        progress("statistics and moments", number, FOLDS)
        own = [place for place in told if parts[place] == number]
        raw.append(_described(known, [at for at in range(len(parts)) if parts[at] != number], own, items, seed))
    progress("statistics and moments", FOLDS, FOLDS)
    scale = _scale([each.seen for each in raw])
    examples = [_scaled(each.examples, scale) for each in raw]
    ours, popular = _judged(known, examples, scale, parts, items, seed)
    head = fit_head(joined([*examples[:STOPPED], *examples[STOPPED + 1 :]]), examples[STOPPED], _recipe(seed))
    return Made(Talk(name.version, name.encoder, items, known.learnt(items), scale, head), ours, popular)


def _recipe(seed: int) -> Recipe:
    return replace(RECIPE, seed=seed)


def _parts(known: Heard, seed: int) -> list[int]:
    """The part of each moment; a conversation is in one of them."""
    talks = list(dict.fromkeys(moment.talk for moment in known.moments))
    order = np.random.default_rng(seed).permutation(len(talks)) % FOLDS
    part = dict(zip(talks, order.tolist(), strict=True))
    return [part[moment.talk] for moment in known.moments]


@dataclass(frozen=True)
class _Raw:
    examples: Examples
    """Terms as they are."""
    seen: Floats
    """The terms of some items of each moment, shape (m · 200, f)."""


def _described(known: Heard, others: list[int], own: list[int], items: Items, seed: int) -> _Raw:
    """Moments by the statistics of other conversations."""
    learnt = known.pick(others).learnt(items)
    terms, rng = Terms.of(items, learnt), np.random.default_rng((seed, len(own)))
    chances = np.power(learnt.together.named.astype(np.float64) + 1, 0.75)
    chances /= chances.sum()
    rows, logs, wanted, found, seen = [], [], [], [], []
    for place in own:
        raw = terms(known.said[place], known.vectors[place])
        picked, log = _candidates(known.targets(place, items), known.said[place].rows, chances, rng)
        found.append(raw[:, picked].T)
        seen.append(raw[:, rng.integers(0, len(chances), LOOKED_AT)].T)
        rows.append(picked)
        logs.append(log)
        wanted.append(np.isin(picked, known.targets(place, items)))
    lengths = [len(known.said[place].rows) for place in own]
    return _Raw(_stacked(found, logs, wanted, lengths), np.concatenate(seen))


def _candidates(
    targets: list[int], named: NDArray[np.intp], chances: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.intp], Floats]:
    """The targets and a sample of what else could be told, with its log probabilities (0 for the targets)."""
    drawn = np.unique(rng.choice(len(chances), SAMPLE, p=chances))
    others = drawn[~np.isin(drawn, [*targets, *named.tolist()])]
    expected = -np.expm1(SAMPLE * np.log1p(-chances[others]))
    logs = np.concatenate([np.zeros(len(targets)), np.log(expected)])
    return np.concatenate([np.array(targets, dtype=np.intp), others]), logs.astype(np.float32)


def _stacked(
    found: Sequence[Floats], logs: Sequence[Floats], wanted: Sequence[NDArray[np.bool_]], lengths: Sequence[int]
) -> Examples:
    width = max(len(each) for each in logs)
    terms = np.zeros((len(found), width, len(NAMES)), dtype=np.float32)
    sampled, target = (np.zeros((len(found), width), dtype=np.float32) for _ in range(2))
    allowed = np.zeros((len(found), width), dtype=np.bool_)
    for place, (described, log, hits) in enumerate(zip(found, logs, wanted, strict=True)):
        count = len(log)
        terms[place, :count], sampled[place, :count], target[place, :count] = described, log, hits
        allowed[place, :count] = True
    return Examples(NAMES, terms, np.array(lengths, dtype=np.int32), target, sampled, allowed)


def _scale(seen: Sequence[Floats]) -> Scale:
    together = np.concatenate(seen)
    return Scale(together.mean(axis=0), np.maximum(together.std(axis=0), np.float32(1e-6)))


def _scaled(examples: Examples, scale: Scale) -> Examples:
    terms = (examples.terms - scale.mean) / scale.deviation
    return replace(examples, terms=np.where(examples.allowed[:, :, None], terms, np.float32(0)))


def _judged(  # noqa: PLR0913, PLR0917  what was heard, what was made of it, and how it was parted
    known: Heard, examples: Sequence[Examples], scale: Scale, parts: list[int], items: Items, seed: int
) -> tuple[Ranks, Ranks]:
    """The places of a part's targets, by a head and statistics without it, and by popularity alone."""
    others = known.pick([at for at in range(len(parts)) if parts[at] != JUDGED])
    own = known.pick([at for at in range(len(parts)) if parts[at] == JUDGED])
    head = fit_head(joined(examples[STOPPED + 1 :]), examples[STOPPED], _recipe(seed))
    talk = Talk("judged", "", items, others.learnt(items), scale, head)
    popular = talk.learnt.together.told
    scores = (talk.score(spoken, vector) for spoken, vector in zip(own.said, own.vectors, strict=True))
    rows = items.catalogue.rows
    return ranks(own.moments, scores, rows), ranks(own.moments, (popular for _ in own.moments), rows)
