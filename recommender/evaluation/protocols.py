"""Four ways to test a ranking on a log. In each, popularity and EASE are measured beside ours on the same requests.

Whatever has to be chosen, EASE's ridge and our head's weights, is chosen on the train and validation parts; the test
part is looked at once. Lists are made of all items that the person did not have, never of a sample.

- `random`: of everybody's events 80 % are known, 10 % validation, 10 % test. The head is fitted on the validation
  events, described by statistics of the known ones.
- `leave-last-out`: everybody's last event is the test, the one before validation; trained as `chat-rec train` does.
- `cold-user`: a fifth of the people is nowhere else. After 0, 1, 3, 5 and 10 of their likes, drawn at random, the
  others are to be found. The head is fitted on such newcomers among the training people.
- `cold-item`: a fifth of the items has lost all events; they are ranked among themselves by what is known of the
  others and by content. The head is fitted on other items that were hidden in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from recommender.collaborative.crowd import Collaborative
from recommender.content import Content
from recommender.errors import InteractionsError
from recommender.evaluation.contenders import (
    Scorer,
    by_chance,
    by_content,
    by_ease,
    by_ease_of_nearest,
    by_head,
    by_popularity,
    ranking,
    tuned,
)
from recommender.evaluation.metrics import (
    PerUser,
    Ranking,
    coverage,
    hit_rate,
    long_tail,
    ndcg,
    recall,
    tail_share,
)
from recommender.evaluation.splits import (
    TEST,
    TRAIN,
    VALIDATION,
    Split,
    cold_items,
    cold_users,
    leave_last_out,
    random_split,
)
from recommender.head import Head
from recommender.interactions import Interactions
from recommender.training.examples import Examples
from recommender.training.fitting import fit_head
from recommender.training.making import FULL, Terms, make_examples
from recommender.training.requests import Asked, held_out, last_left_out, newcomers
from recommender.training.train import (
    Plan,
    Progress,
    Reports,
    as_served,
    cross_fitted,
    prepared,
    prior_of,
    silent,
    term_maker,
    term_names,
)

OURS = "ours"
LENGTHS = (0, 1, 3, 5, 10)
LEAST_LIKES = 15
"""Of a person who is taken for a newcomer: five remain to be found after the ten."""
DRAWS = 3
"""Times that each training person is taken for a newcomer, each time after other likes."""
FEWEST = 10
"""People below whom a figure says nothing."""


@dataclass(frozen=True)
class Case:
    """One situation, and what each contender achieves in it."""

    name: str
    """`after 3 likes`; empty where a protocol has one situation."""
    figures: Mapping[str, Mapping[str, float]]
    """Contender → metric → mean."""
    per_user: Mapping[str, PerUser]
    """Contender → NDCG@10 of every person, the same people for all."""


@dataclass(frozen=True)
class Trial:
    """One run of a protocol."""

    log: Interactions
    content: Content | None = None
    plan: Plan = field(default_factory=Plan)
    progress: Progress = silent

    @property
    def seed(self) -> int:
        return self.plan.recipe.seed

    @property
    def items(self) -> int:
        return len(self.log.item_ids)


def random_holdout(trial: Trial) -> list[Case]:
    split = random_split(trial.log, trial.seed)
    known, validation = split.only(TRAIN), held_out(split, VALIDATION)
    _enough(validation, "events for validation")
    trial.progress("statistics", 0, 1)
    crowd = Collaborative.fit(known, trial.plan.tuning)
    trial.progress("statistics", 1, 1)
    terms = term_maker(crowd, trial.content, prior_of(known, trial.content))
    examples = _described(trial, validation, crowd, terms, full=FULL)
    contenders = _baselines(trial, known, known, validation)
    contenders[OURS] = by_head(_parted_head(trial, examples), terms)
    return [_case(trial, "", contenders, held_out(split, TEST), known)]


def last_event(trial: Trial) -> list[Case]:
    split = leave_last_out(trial.log)
    known, tested = split.only(TRAIN, VALIDATION), last_left_out(split, TEST)
    _enough(tested, "three events")
    ready = prepared(trial.log, trial.content, trial.plan, Reports(trial.progress))
    head = fit_head(ready.examples, ready.validation, trial.plan.recipe)
    crowd = Collaborative.fit(known, trial.plan.tuning)
    contenders = _baselines(trial, split.only(TRAIN), known, last_left_out(split, VALIDATION))
    contenders[OURS] = by_head(head, term_maker(crowd, trial.content, prior_of(known, trial.content)))
    return [_case(trial, "", contenders, tested, known)]


def cold_user(trial: Trial) -> list[Case]:
    liked = trial.log.where(trial.log.worth > 0)
    split = cold_users(liked, trial.seed)
    train, known = split.only(TRAIN), split.only(TRAIN, VALIDATION)
    validation, tested = (
        newcomers(split.only(part), LENGTHS, trial.seed, LEAST_LIKES) for part in (VALIDATION, TEST)
    )
    _enough(validation[:: len(LENGTHS)], f"{LEAST_LIKES} likes", fewest=1)
    _enough(tested[:: len(LENGTHS)], f"{LEAST_LIKES} likes")
    head = fit_head(*_newcomers_fitted(trial, train, validation), trial.plan.recipe)
    crowd = Collaborative.fit(known, trial.plan.tuning)
    contenders = _baselines(trial, train, known, validation)
    contenders[OURS] = by_head(head, term_maker(crowd, trial.content, prior_of(known, trial.content)))
    return [
        _case(trial, f"after {length} like{'s' * (length != 1)}", contenders, tested[place :: len(LENGTHS)], known)
        for place, length in enumerate(LENGTHS)
    ]


def cold_item(trial: Trial) -> list[Case]:
    content = trial.content
    if content is None:
        raise InteractionsError(
            "cold items are known by their content alone: give --items, a catalogue's file or name with the log's ids"
        )
    split = cold_items(trial.log, trial.seed)
    train, known = split.only(TRAIN), split.only(TRAIN, VALIDATION)
    validation, tested = _hidden(split, VALIDATION), _hidden(split, TEST)
    _enough(validation, "an event on a hidden item")
    _enough(tested, "an event on a hidden item")
    trial.progress("statistics", 0, 1)
    crowd, terms = _carried(trial, train, content)
    trial.progress("statistics", 1, 1)
    head = _parted_head(trial, _described(trial, validation, crowd, terms, full=trial.items))
    ridge = tuned(lambda ridge: by_ease_of_nearest(train, ridge, content), validation, trial.items)
    contenders = {
        "chance": by_chance(trial.items, trial.seed),
        "content": by_content(content),
        "ease of 20 nearest": by_ease_of_nearest(known, ridge, content),
        OURS: by_head(head, _carried(trial, known, content)[1]),
    }
    return [_case(trial, "", contenders, tested, known)]


PROTOCOLS: Mapping[str, Callable[[Trial], list[Case]]] = {
    "random": random_holdout,
    "leave-last-out": last_event,
    "cold-user": cold_user,
    "cold-item": cold_item,
}


def _baselines(
    trial: Trial, train: Interactions, known: Interactions, validation: Sequence[Asked]
) -> dict[str, Scorer]:
    """Of all that is known before the test; the ridge is chosen on the validation part, from the rest."""
    trial.progress("ridge of EASE", 0, 1)
    ridge = tuned(lambda ridge: by_ease(train, ridge), validation, trial.items)
    trial.progress("ridge of EASE", 1, 1)
    return {"popularity": by_popularity(known), "ease": by_ease(known, ridge)}


def _newcomers_fitted(trial: Trial, train: Interactions, validation: list[Asked]) -> tuple[Examples, Examples]:
    """What a head for newcomers is fitted on, and what it is stopped by."""
    asked = [
        each for draw in range(DRAWS) for each in newcomers(train, LENGTHS, trial.seed * DRAWS + draw, LEAST_LIKES)
    ]
    _enough(asked, f"{LEAST_LIKES} likes")
    examples = cross_fitted(asked, train, trial.content, trial.plan, trial.progress)
    crowd = Collaborative.fit(train, trial.plan.tuning)
    terms = term_maker(crowd, trial.content, prior_of(train, trial.content))
    return examples, _described(trial, validation, crowd, terms, full=trial.items)


def _hidden(split: Split, part: int) -> list[Asked]:
    """One request a person: the part's items that they liked, among all of the part's items."""
    earlier, hidden = split.only(*range(part)), split.only(part)
    others = np.setdiff1d(np.arange(len(split.log.item_ids)), hidden.items).astype(np.int32)
    wanted = hidden.where(hidden.worth > 0)
    return [
        Asked(user, history, targets, others)
        for user in range(len(split.log.user_ids))
        if len(targets := wanted.items[wanted.of_user(user)]) and (history := earlier.history(user))
    ]


def _carried(trial: Trial, log: Interactions, content: Content) -> tuple[Collaborative, Terms]:
    crowd = as_served(log, content, trial.plan)
    return crowd, term_maker(crowd, content, prior_of(log, content))


def _described(trial: Trial, asked: list[Asked], crowd: Collaborative, terms: Terms, full: int) -> Examples:
    names = term_names(crowd, trial.content)
    return make_examples(asked, terms, names, crowd.popularity.counts, trial.seed, full=full)


def _parted_head(trial: Trial, examples: Examples) -> Head:
    """Fitted on four fifths of the validation requests, stopped by the others."""
    fitted, stopped = examples.parted(0.2, trial.seed)
    return fit_head(fitted, stopped, trial.plan.recipe)


def _case(
    trial: Trial, name: str, contenders: Mapping[str, Scorer], asked: Sequence[Asked], known: Interactions
) -> Case:
    figures, per_user = dict[str, dict[str, float]](), dict[str, PerUser]()
    for place, (contender, scorer) in enumerate(contenders.items()):
        trial.progress("lists", place, len(contenders))
        shown = ranking(scorer, asked, trial.items)
        figures[contender] = _figures(shown, asked, known)
        per_user[contender] = ndcg(shown, [each.targets for each in asked])
    trial.progress("lists", len(contenders), len(contenders))
    return Case(name, figures, per_user)


def _figures(shown: Ranking, asked: Sequence[Asked], known: Interactions) -> dict[str, float]:
    targets = [each.targets for each in asked]
    return {
        "ndcg@10": float(ndcg(shown, targets).mean()),
        "recall@10": float(recall(shown, targets).mean()),
        "hr@10": float(hit_rate(shown, targets).mean()),
        "coverage": coverage(shown, len(known.item_ids)),
        "aplt": tail_share(shown, long_tail(known)),
    }


def _enough(asked: Sequence[Asked], what: str, fewest: int = FEWEST) -> None:
    people = len({each.user for each in asked})
    if people < fewest:
        raise InteractionsError(
            f"of the people who are tested {people} have at least {what}, and {fewest} are needed: give a longer log"
        )
