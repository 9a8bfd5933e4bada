"""A trained model before it serves: measured beside the one that does, judged, and put into the registry.

Both rank the last event of the same people. Where enough of these came after the serving model was trained, it ranks
them as it serves, and newer statistics count for the candidate. Else its own statistics have seen the answers: it
keeps its head and is given the candidate's. Where no model serves, it is the built-in ranking.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from recommender.content import Content
from recommender.errors import InteractionsError
from recommender.evaluation.contenders import Lists, Scorer, by_head, by_popularity, lists
from recommender.evaluation.metrics import coverage, hit_rate, tail_share
from recommender.evaluation.metrics import long_tail as tail_of
from recommender.evaluation.splits import TEST, TRAIN, VALIDATION, Split
from recommender.gate import FEWEST_USERS, PerUser, Verdict, decide
from recommender.interactions import Interactions
from recommender.manifest import Manifest, fingerprint, new_version, program_revision
from recommender.model import Model, untrained
from recommender.registry import Registry
from recommender.sanity import Shown, objections
from recommender.slices import Figures, measured, slices, thirds
from recommender.trained import placed, read_model, write_model
from recommender.training.requests import Asked, last_left_out
from recommender.training.train import Made, Plan, term_maker

MOST_ASKED = 1500
"""People by whom a candidate is judged; 900 find gains of 5 % in every case, see `recommender.gate`."""
UNTIL = "until"
FEWEST_EVENTS = 4
"""One each for test, validation and target, and one to start from."""


@dataclass(frozen=True)
class Judged:
    verdict: Verdict
    metrics: Mapping[str, Mapping[str, float]]
    """The candidate's: slice → metric → figure."""


def check_log(log: Interactions) -> None:
    """Raises `InteractionsError` when the log is too small to train on."""
    counts = np.bincount(log.users, minlength=len(log.user_ids))
    enough = int((counts >= FEWEST_EVENTS).sum())
    if len(np.unique(log.items)) < 2:
        raise InteractionsError("the log knows one item only: at least two are needed to tell which is better")
    if enough < FEWEST_USERS:
        raise InteractionsError(
            f"the log has {enough} people with at least {FEWEST_EVENTS} events each, of {len(log.user_ids)} in all: "
            f"{FEWEST_USERS} are needed, give a longer log"
        )


@dataclass(frozen=True)
class Serving:
    """The model that serves, on the candidate's catalogue."""

    model: Model
    until: float
    """The time of the newest event that it was trained on, seconds since the epoch."""

    @classmethod
    def of(cls, registry: Registry, content: Content) -> Self | None:
        """What is promoted; None where nothing is. Raises `ModelError` when it cannot be read."""
        manifest = registry.promoted()
        if manifest is None:
            return None
        trained = read_model(registry.folder_of(manifest.version))
        return cls(placed(trained, manifest.version, content), float(manifest.settings.get(UNTIL, manifest.made_at)))


def judged(made: Made, content: Content | None, serving: Serving | None = None, seed: int = 0) -> Judged:
    """The gate's verdict on the candidate beside the serving model, or beside the built-in ranking without one."""
    asked = last_left_out(made.split, TEST)
    later = _after(serving.until, asked, made.split) if serving else []
    if len(later) >= FEWEST_USERS:
        asked = later
    asked = _sampled(asked, seed)
    known = made.split.only(TRAIN, VALIDATION)
    items = len(known.item_ids)
    terms = term_maker(made.held_out, content, made.prior)
    ours = Given.of(lists(by_head(made.trained.head, terms), asked, items), asked, known)
    if serving and content and len(later) >= FEWEST_USERS:
        scorer = by_head(serving.model.head, lambda history: serving.model.terms(history, content)[0])
    else:
        scorer = by_head(serving.model.head, terms) if serving else _built_in(content, known)
    theirs = Given.of(lists(scorer, asked, items), asked, known)
    return Judged(compared(ours, theirs, asked), _metrics(ours.lists, ours.figures, asked, known))


@dataclass(frozen=True)
class Given:
    """What one model gives for some requests, and how good it is."""

    lists: Lists
    figures: Figures

    @classmethod
    def of(cls, given: Lists, asked: Sequence[Asked], known: Interactions) -> Self:
        targets = [each.targets for each in asked]
        return cls(given, measured(given.scores, given.known, targets, known))


def compared(candidate: Given, current: Given, asked: Sequence[Asked]) -> Verdict:
    """The gate's verdict from what both give for the same requests, one a person."""
    mine, other = candidate.figures, current.figures
    events = np.array([len(each.history) for each in asked])
    told = [each for each in slices(mine, other, events, _old(asked, mine, other)) if len(each.current)]
    shown, before = (Shown(each.lists.scores, each.lists.ranking) for each in (candidate, current))
    return decide(told, objections(shown, before, shown.scores.shape[1]))


def registered(  # noqa: PLR0913  each is a fact of the manifest
    registry: Registry,
    made: Made,
    judged: Judged,
    log: Interactions,
    settings: Mapping[str, Any],
    *,
    parent: str = "",
    note: str = "",
) -> Manifest:
    """The candidate as a new version, accepted or not."""
    made_at = time.time()
    manifest = Manifest(
        new_version(made_at),
        registry.domain,
        made_at,
        fingerprint(log),
        events=len(log),
        users=len(log.user_ids),
        items=len(np.unique(log.items)),
        settings={**settings, UNTIL: float(log.times.max(initial=0.0))},
        metrics=judged.metrics,
        revision=program_revision(),
        parent=parent,
        note=note,
        verdict=judged.verdict,
    )
    registry.add(manifest, lambda folder: write_model(folder, made.trained))
    return manifest


def plan_settings(plan: Plan) -> dict[str, Any]:
    """Everything that the training was set to, flat."""
    own = {"moments": plan.moments, "most_requests": plan.most_requests}
    return {**asdict(plan.recipe), **own, **{f"tuning.{name}": value for name, value in asdict(plan.tuning).items()}}


def _after(until: float, asked: Sequence[Asked], split: Split) -> list[Asked]:
    """The requests whose answer the serving model cannot have seen."""
    test = split.only(TEST)
    return [each for each in asked if test.times[test.of_user(each.user)].min() > until]


def _sampled(asked: list[Asked], seed: int) -> list[Asked]:
    if len(asked) <= MOST_ASKED:
        return asked
    chosen = np.random.default_rng(seed).choice(len(asked), MOST_ASKED, replace=False)
    return [asked[place] for place in np.sort(chosen).tolist()]


def _built_in(content: Content | None, known: Interactions) -> Scorer:
    if content is None:
        return by_popularity(known)
    model = untrained()
    return by_head(model.head, lambda history: model.terms(history, content)[0])


def _old(asked: Sequence[Asked], mine: Figures, other: Figures) -> tuple[PerUser, PerUser]:
    """The figures of the third of people who were there the longest time ago."""
    latest = np.array([each.history.now for each in asked])
    early = np.argsort(latest, kind="stable")[: len(asked) // 3]
    return mine.overall[early], other.overall[early]


def _metrics(
    shown: Lists, figures: Figures, asked: Sequence[Asked], known: Interactions
) -> dict[str, dict[str, float]]:
    newcomers, heavy = thirds(np.array([len(each.history) for each in asked]))
    hits = hit_rate(shown.ranking, [each.targets for each in asked])
    everybody = {
        "ndcg@10": figures.overall.mean(),
        "hr@10": hits.mean(),
        "coverage": coverage(shown.ranking, len(known.item_ids)),
        "aplt": tail_share(shown.ranking, tail_of(known)),
        "users": len(asked),
    }
    told = {
        "all": everybody,
        "newcomers": {"ndcg@10": figures.overall[newcomers].mean(), "hr@10": hits[newcomers].mean()},
        "heavy users": {"ndcg@10": figures.overall[heavy].mean(), "hr@10": hits[heavy].mean()},
        "long tail": {"reach": np.nanmean(figures.tail) if np.isfinite(figures.tail).any() else np.nan},
    }
    return {name: {metric: float(value) for metric, value in each.items()} for name, each in told.items()}
