"""Which question saves the most turns, and whether any does.

Items are looked for with a chance each. Shown in lists of k by falling chance, an item in place r (from 0) comes with
list r // k + 1; the mean of that over the chances is how many lists it takes if nothing is asked. Every answer leaves
fewer items, and so fewer lists; since more can be asked afterwards, long ways are worth their logarithm. A question
is worth the turns that it saves, in the mean over its answers and the chance that a person has one.

Entropy, the usual measure, takes answers for certain and all items for equally likely, and goes on asking where the
next list would do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.answers import Answers, Said, answers, values
from recommender.catalogue import Catalogue
from recommender.filters import Mask
from recommender.schema import Field, ItemId

Chances = NDArray[np.float64]
Rows = NDArray[np.intp]

KNOWS = {"category": 0.9, "number": 0.8, "date": 0.8, "flag": 0.7, "person": 0.3}
"""How likely a person has an answer: nearly everybody knows a genre, few have a director in mind."""
EASY_VALUES, HARD = 40, 0.5
"""A category with more values than this needs a thought that only every second person had before being asked."""
PATIENCE = 0.97
"""The schema lists its fields by their weight in a person's choice: each place further down counts a little less."""
LOOKED_AT = 2000
"""The likeliest items, among which lists are counted."""
STEEP = 2.0
"""How much likelier the best known item is looked for than one that nobody knows: e to the power of it."""
LISTED = 0.5
"""Share of the chances that goes to the shortlist, by place; the rest is spread by how known items are."""
NEAR = 2.0
"""Lists that people look through rather than be asked; of what lies beyond, the logarithm counts."""
MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A field to ask about."""

    field: Field
    saves: float
    """Turns saved if the question costs none, as one below a list does; ≥ 0."""
    choices: tuple[Said, ...]
    """The likeliest answers, at most 5, each as the wishes that it says; in their own order where they have one."""


def chances(catalogue: Catalogue, possible: Mask, shortlist: Sequence[ItemId] = ()) -> Chances:
    """How likely each item is what is looked for, shape (n,), sum 1; all 0 when nothing is possible.

    `shortlist` is the ranker's, best first. Its order counts and not its scores, which mean nothing across requests.
    """
    likely = np.exp(STEEP * catalogue.popularity.astype(np.float64)) * possible
    if not possible.any():
        return likely
    likely /= likely.sum()
    rows = [row for item in shortlist if possible[row := catalogue.rows[item]]]
    if not rows:
        return likely
    placed = np.zeros_like(likely)
    placed[rows] = 1.0 / np.arange(2, len(rows) + 2)
    return np.asarray((1 - LISTED) * likely + LISTED * placed / placed.sum())


def best_question(catalogue: Catalogue, likely: Chances, known: Collection[str], k: int) -> Question | None:
    """The question that saves most turns, lists being of k; None when there is none to ask, or all fit one list.

    `likely` as from `chances`; `known` are the fields that were asked about or wished for.
    """
    rows = _likeliest(likely)
    if len(rows) <= k:
        return None
    saved = [
        (knows(catalogue, field) * _saved(answers(catalogue, field, rows), likely, rows, k), place)
        for place, field in enumerate(catalogue.fields)
        if field.question and field.name not in known
    ]
    if not saved:
        return None
    saves, place = max(saved, key=lambda found: found[0] * PATIENCE ** found[1])
    field = catalogue.fields[place]
    return Question(field, saves, _choices(catalogue, field, likely, rows))


def asks_first(likely: Chances, question: Question | None, k: int) -> bool:
    """Where a turn holds a question or a list, but not both: is the question better than the list?"""
    rows = _likeliest(likely)
    if question is None or len(rows) <= k:
        return False
    missed = 1.0 - float(likely[rows[:k]].sum() / likely[rows].sum())
    after_list = missed * float(worth(_lists(likely[rows[k:]], k)))
    return float(worth(_lists(likely[rows], k))) - question.saves < after_list


def knows(catalogue: Catalogue, field: Field) -> float:
    """The chance that a person can answer, in [0, 1]."""
    if field.kind == "category" and len(catalogue.postings.get(field.name, ())) > EASY_VALUES:
        return HARD
    return KNOWS.get(field.kind, 0.0)


def worth(lists: float | Chances) -> Chances:
    """What a number of lists counts: itself up to `NEAR`, where a list is the way on; then its logarithm."""
    near = np.asarray(lists, dtype=np.float64)
    return np.where(near <= NEAR, near, NEAR * (1 + np.log(np.maximum(near, NEAR) / NEAR)))


def _saved(said: Answers, likely: Chances, rows: Rows, k: int) -> float:
    """What an answer takes off the lists' worth, in the mean; whose item has no value has nothing to answer."""
    total = likely[rows].sum()
    place = np.empty(len(likely), dtype=np.int64)
    place[rows] = np.arange(len(rows))
    key = said.number * len(rows) + place[said.row]
    order = np.argsort(key)
    number, row = said.number[order], said.row[order]
    new = np.diff(number, prepend=-1) > 0
    first, group = np.flatnonzero(new), np.cumsum(new) - 1
    lists = (np.arange(len(row)) - first[group]) // k + 1
    weight = likely[row] * said.share[order] / total
    mass = np.bincount(group, weight)
    mean = np.bincount(group, weight * lists) / np.maximum(mass, 1e-12)
    before = float(worth(_lists(likely[rows], k)))
    return float(mass @ (before - worth(mean))) if len(mass) else 0.0


def _choices(catalogue: Catalogue, field: Field, likely: Chances, rows: Rows) -> tuple[Said, ...]:
    """The likeliest answers; of values, single ones."""
    by_value = field.kind in ("category", "person") and not field.order
    said = values(catalogue, field, rows) if by_value else answers(catalogue, field, rows)
    mass = np.bincount(said.number, likely[said.row] * said.share)
    best = [number for number in np.argsort(-mass, kind="stable")[:MOST_CHOICES].tolist() if mass[number] > 0]
    return tuple(said.said(number) for number in (sorted(best) if said.ordered else best))


def _lists(likely: Chances, k: int) -> float:
    """How many lists it takes in the mean; the chances fall, and need not sum to 1."""
    return float(likely @ (np.arange(len(likely)) // k + 1) / likely.sum())


def _likeliest(likely: Chances) -> Rows:
    """The rows that are possible, likeliest first."""
    rows = np.flatnonzero(likely)
    if len(rows) > LOOKED_AT:
        rows = rows[np.argpartition(-likely[rows], LOOKED_AT)[:LOOKED_AT]]
    return rows[np.argsort(-likely[rows], kind="stable")]
