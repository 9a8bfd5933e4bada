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

from recommender.asking import Asker
from recommender.carry import Carry
from recommender.collaborative.crowd import Collaborative, Tuning
from recommender.content import Content
from recommender.errors import InteractionsError
from recommender.evaluation.splits import TRAIN, VALIDATION, Split, leave_last_out
from recommender.head import Head
from recommender.history import History
from recommender.interactions import Interactions
from recommender.learner import Floats, Prior, population
from recommender.model import Model
from recommender.trained import Trained
from recommender.training.examples import Examples, joined
from recommender.training.fitting import Recipe, Watch, fit_head
from recommender.training.making import FULL, Terms, make_examples
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
    moments: int = 18
    """Requests that are drawn from each user's history."""
    most_requests: int = 20_000
    """Requests are sampled when there would be more; 20,000 with 200 candidates of 10 terms take 160 MB."""


@dataclass(frozen=True)
class Made:
    """A candidate, and what it was fitted on."""

    trained: Trained
    split: Split
    held_out: Collaborative
    """Statistics without the test part: what the candidate's figures are measured with."""
    examples: Examples
    prior: Prior | None
    """What people like in general, without the test part."""


@dataclass(frozen=True)
class Prepared:
    """All that a head is fitted on; any number of heads can be."""

    log: Interactions
    content: Content | None
    split: Split
    examples: Examples
    validation: Examples


def train(
    log: Interactions,
    content: Content | None = None,
    plan: Plan | None = None,
    teacher: Head | None = None,
    reports: Reports | None = None,
) -> Made:
    """Item numbers of the log are the catalogue's rows. With a teacher, the head is drawn towards its judgement."""
    plan, reports = plan or Plan(), reports or Reports()
    return finished(prepared(log, content, plan, reports), plan, teacher, reports)


def prepared(log: Interactions, content: Content | None, plan: Plan, reports: Reports) -> Prepared:
    """Statistics and requests, by the plan's tuning, moments, loss and seed.

    Raises `InteractionsError` when nobody has enough events.
    """
    split = leave_last_out(log)
    known = split.only(TRAIN)
    asked = prefixes(known, plan.moments, plan.recipe.seed)
    examples = cross_fitted(asked, known, content, plan, reports.progress)
    return Prepared(log, content, split, examples, _validation(split, content, plan))


def finished(prepared: Prepared, plan: Plan, teacher: Head | None = None, reports: Reports | None = None) -> Made:
    """The head by the plan's recipe, and the statistics of everything."""
    reports = reports or Reports()
    log, content, split = prepared.log, prepared.content, prepared.split
    # only a softmax can be drawn towards another: distances to ratings and pairs have no shares to mix
    teacher = teacher if plan.recipe.loss == "softmax" else None
    head = fit_head(prepared.examples, prepared.validation, plan.recipe, reports.epoch, teacher)
    trained = Trained(
        head, Collaborative.fit(log, plan.tuning), log.item_ids, _population(log, content), Asker.fit(log)
    )
    known = split.only(TRAIN, VALIDATION)
    return Made(trained, split, as_served(known, content, plan), prepared.examples, prior_of(known, content))


def as_served(log: Interactions, content: Content | None, plan: Plan) -> Collaborative:
    """Statistics as `recommender.trained.placed` leaves them: new items are taken for what they resemble."""
    crowd = Collaborative.fit(log, plan.tuning)
    return crowd.extended(Carry.of(content, crowd.popularity.counts)) if content else crowd


def term_maker(crowd: Collaborative, content: Content | None, prior: Prior | None = None) -> Terms:
    """What describes a request: as the ranker will, with the catalogue's content or without."""

    def terms(history: History) -> Mapping[str, Floats]:
        if content is None:
            return crowd.terms(history)
        return model.terms(history, content)[0]

    model = Model("training", Head((), np.zeros((0, 4), dtype=np.float32)), crowd, prior)
    return terms


def prior_of(log: Interactions, content: Content | None) -> Prior | None:
    """What the people of a log like in general, as `recommender.trained.placed` will have it."""
    return Prior(_population(log, content) @ content.projection) if content else None


def cross_fitted(
    asked: list[Asked], log: Interactions, content: Content | None, plan: Plan, progress: Progress = silent
) -> Examples:
    """Requests of the log's people, each described by the statistics of the others, of whom there are four fifths."""
    asked = _sampled(asked, plan)
    fold = np.random.default_rng(plan.recipe.seed).permutation(len(log.user_ids)) % FOLDS
    parts = []
    for number in range(FOLDS):
        progress("statistics and requests", number, FOLDS)
        known = log.where(fold[log.users] != number)
        if own := [each for each in asked if fold[each.user] == number]:
            parts.append(_described(own, known, content, plan, rated=log, full=0))
    progress("statistics and requests", FOLDS, FOLDS)
    if not parts:
        raise InteractionsError("nobody in the log has four events or more: give one that tells more of each person")
    return joined(parts)


def _validation(split: Split, content: Content | None, plan: Plan) -> Examples:
    asked = _sampled(last_left_out(split, VALIDATION), plan)
    rated = split.only(TRAIN, VALIDATION)
    return _described(asked, split.only(TRAIN), content, plan, rated=rated, full=FULL)


def _described(  # noqa: PLR0913  requests, what is known of them, and how they are looked at
    asked: list[Asked],
    known: Interactions,
    content: Content | None,
    plan: Plan,
    *,
    rated: Interactions,
    full: int,
) -> Examples:
    """Requests as the statistics of the known events describe them; for MSE, `rated` tells what was thought."""
    crowd = Collaborative.fit(known, plan.tuning)
    terms = term_maker(crowd, content, prior_of(known, content))
    worth = rated if plan.recipe.loss == "mse" else None
    names = term_names(crowd, content)
    return make_examples(asked, terms, names, crowd.popularity.counts, plan.recipe.seed, rated=worth, full=full)


def term_names(crowd: Collaborative, content: Content | None) -> tuple[str, ...]:
    """The crowd's terms, and those of the content that the catalogue can have."""
    anything = History(np.zeros(1, np.int32), np.zeros(1, np.float32), np.zeros(1), now=0.0)
    return (*crowd.terms(anything), *(CONTENT_TERMS if content else ()))


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
