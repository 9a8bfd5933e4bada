"""A log → a model: statistics, then the head on requests that the statistics have not seen, then both on everything.

1. Each user's last event is kept for the gate, the one before for early stopping; the rest is for training.
2. The head's examples are cross-fitted: in five parts, each user's requests are described by statistics of the other
   users. Statistics that had seen the answers would be trusted too much.
3. The statistics that will serve are fitted on all events; the head goes on as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from recommender.collaborative.crowd import Collaborative, Tuning
from recommender.content import Content
from recommender.evaluation.splits import TRAIN, VALIDATION, Split, leave_last_out
from recommender.head import Head
from recommender.history import History
from recommender.interactions import Interactions
from recommender.learner import Floats, population
from recommender.model import Model
from recommender.trained import Trained
from recommender.training.examples import Examples, joined
from recommender.training.fitting import Recipe, Watch, fit_head
from recommender.training.making import Terms, make_examples
from recommender.training.requests import Asked, last_left_out, prefixes

FOLDS = 5
CONTENT_TERMS = ("taste", "shared", "people", "era", "known")

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is, and how much there is."""


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Who is told how the training goes."""

    progress: Progress = silent
    epoch: Watch | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train."""

    recipe: Recipe = field(default_factory=Recipe)
    tuning: Tuning = field(default_factory=Tuning)
    moments: int = 12
    """Requests that are drawn from each user's history."""
    most_requests: int = 20_000
    """Users are sampled when there would be more; 20,000 requests of 1,682 items and 8 terms take 1 GB."""


@dataclass(frozen=True)
class Made:
    """A candidate, and what it was fitted on."""

    trained: Trained
    split: Split
    held_out: Collaborative
    """Statistics without the test part: what the candidate's figures are measured with."""
    examples: Examples


def train(
    log: Interactions,
    content: Content | None = None,
    plan: Plan | None = None,
    teacher: Head | None = None,
    reports: Reports | None = None,
) -> Made:
    """Item numbers of the log are the catalogue's rows. With a teacher, the head is drawn towards its judgement."""
    plan, reports = plan or Plan(), reports or Reports()
    split = leave_last_out(log)
    examples = _cross_fitted(split.only(TRAIN), content, plan, reports.progress)
    validation = _validation(split, content, examples.names, plan)
    head = fit_head(examples, validation, plan.recipe, reports.epoch, teacher)
    trained = Trained(head, Collaborative.fit(log, plan.tuning), log.item_ids, _population(log, content))
    return Made(trained, split, Collaborative.fit(split.only(TRAIN, VALIDATION), plan.tuning), examples)


def term_maker(crowd: Collaborative, content: Content | None) -> Terms:
    """What describes a request: as the ranker will, with the catalogue's content or without."""

    def terms(history: History) -> Mapping[str, Floats]:
        if content is None:
            return crowd.terms(history)
        return model.terms(history, content)[0]

    model = Model("training", Head((), np.zeros((0, 4), dtype=np.float32)), crowd)
    return terms


def _cross_fitted(log: Interactions, content: Content | None, plan: Plan, progress: Progress) -> Examples:
    asked = _sampled(prefixes(log, plan.moments, plan.recipe.seed), plan)
    fold = np.random.default_rng(plan.recipe.seed).permutation(len(log.user_ids)) % FOLDS
    parts = []
    for number in range(FOLDS):
        progress("statistics and requests", number, FOLDS)
        others = Collaborative.fit(log.where(fold[log.users] != number), plan.tuning)
        own = [each for each in asked if fold[each.user] == number]
        names = _names(others, content)
        parts.append(make_examples(own, term_maker(others, content), names, others.popularity.counts, number))
    progress("statistics and requests", FOLDS, FOLDS)
    return joined(parts)


def _validation(split: Split, content: Content | None, names: tuple[str, ...], plan: Plan) -> Examples:
    crowd = Collaborative.fit(split.only(TRAIN), plan.tuning)
    asked = _sampled(last_left_out(split, VALIDATION), plan)
    return make_examples(asked, term_maker(crowd, content), names, crowd.popularity.counts, plan.recipe.seed)


def _names(crowd: Collaborative, content: Content | None) -> tuple[str, ...]:
    """The crowd's terms, and those of the content that the catalogue can have."""
    names = [*crowd.terms(History.of((), {}, 0.0)), *(term.name for term in crowd.terms_used)]
    return tuple(dict.fromkeys([*names, *(CONTENT_TERMS if content else ())]))


def _sampled(asked: list[Asked], plan: Plan) -> list[Asked]:
    if len(asked) <= plan.most_requests:
        return asked
    kept = np.random.default_rng(plan.recipe.seed).choice(len(asked), plan.most_requests, replace=False)
    return [asked[place] for place in np.sort(kept).tolist()]


def _population(log: Interactions, content: Content | None) -> Floats:
    if content is None:
        return np.zeros(0, dtype=np.float32)
    worth = np.bincount(log.items, log.worth, len(log.item_ids)) / np.maximum(
        np.bincount(log.items, minlength=len(log.item_ids)), 1
    )
    return content.projection @ population(content.features, worth.astype(np.float32))
