"""The score of every item: what was said in this conversation, plus what the model makes of the person.

Terms are standardised over the allowed items, so that weights mean the same for every request and catalogue. How far
any term lifts an item is known exactly: it is the score less the one without that term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.aversion import aversion, disliked
from recommender.content import Foreign
from recommender.filters import Mask
from recommender.head import Head
from recommender.history import WORTH, History
from recommender.learner import Posterior
from recommender.schema import Profile, RankRequest
from recommender.shelf import Scores, Shelf, locate
from recommender.told import Weights, told_terms

ELSEWHERE = 0.1
"""Events that all opinions in other domains are worth, however many: they lean towards a taste, and popularity goes
on to count. Valued like events here, they halve the NDCG of popularity alone (`tests/bench/bridge.py`)."""

Rows = NDArray[np.intp]
Group = TypeVar("Group", bound=str)


BEND = np.float32(3.0)


@dataclass(frozen=True)
class Scoring:
    """Scores and where they come from."""

    total: Scores
    """Shape (n,); means something for allowed rows only."""
    told: Mapping[str, Scores]
    """Term → its share of every item's score, shape (n,)."""
    head: Head
    terms: NDArray[np.float32]
    """The head's standardised terms, shape (f, n)."""
    scale: float
    """What the head's score was multiplied by before it was added."""
    averse: Scores
    """What each item lost by resembling something disliked, shape (n,)."""
    history: History
    foreign: Sequence[Foreign]
    taste: Posterior

    def moved(self, rows: Rows, groups: Mapping[Group, Sequence[int]]) -> dict[Group, Scores]:
        """How far the head's terms in each of the places, taken together, lift each of the rows, shape (rows,)."""
        known = opinions(self.history, self.foreign)
        lifts = self.scale * self.head.moved(self.terms[:, rows].T, known, tuple(groups.values()))
        return dict(zip(groups, lifts.T, strict=True)) if groups else {}


def score(
    request: RankRequest, shelves: Mapping[str, Shelf], allowed: Mask, weights: Weights | None = None
) -> Scoring:
    """Scores of the domain's items, and everything needed to tell why."""
    shelf = shelves[request.domain]
    told = told_terms(request, shelves, allowed, weights or Weights())
    history = History.of(request.profile.events, shelf.catalogue.rows, newest(request.profile))
    foreign = elsewhere(request.profile, shelves, request.domain)
    raw, taste = shelf.model.terms(history, shelf.content, foreign)
    terms = standardised(raw, shelf.model.head.names, allowed)
    fused = shelf.model.head.score(terms.T, opinions(history, foreign))
    averse = np.zeros_like(fused)
    if len(disliked(history)):
        averse = aversion(fused, allowed, history, shelf.content)
    scale = scale_beside_told(fused + averse, allowed) if told else 1.0
    total = np.asarray(sum(told.values(), start=scale * (fused + averse)), dtype=np.float32)
    return Scoring(total, told, shelf.model.head, terms, scale, scale * averse, history, foreign, taste)


def standardised(raw: Mapping[str, Scores], names: Sequence[str], allowed: Mask) -> NDArray[np.float32]:
    """The named terms, mean 0 and deviation 1 over the allowed items, bent beyond ±3, shape (f, n).

    0 for terms that are silent, and for items that are not allowed. Terms of large catalogues have a few items far
    out: bent, none of them outweighs everything else, and which of them is first still shows.
    """
    terms = np.zeros((len(names), len(allowed)), dtype=np.float32)
    for place, name in enumerate(names):
        if name in raw:
            terms[place] = raw[name]
    inside, count = allowed.astype(np.float32), int(allowed.sum())
    if count < 2:
        return np.zeros_like(terms)
    # items that are not allowed are put on the mean: looking at the others alone would copy all terms
    terms -= (terms @ inside / count)[:, None]
    terms *= inside
    spread = np.sqrt(np.einsum("fn,fn->f", terms, terms) / count)
    terms *= (1 / np.where(spread > 1e-6, spread, np.inf))[:, None]
    far = np.flatnonzero(np.abs(terms) > BEND)
    flat = terms.reshape(-1)
    flat[far] = np.sign(flat[far]) * (BEND + np.log1p(np.abs(flat[far]) - BEND))
    return terms


def opinions(history: History, foreign: Sequence[Foreign] = ()) -> float:
    """How much is known of the person, in events of this domain."""
    return len(history) + (ELSEWHERE if foreign else 0.0)


def newest(profile: Profile) -> float:
    """The person's now: the time of their last event, so that the same profile gives the same list."""
    return profile.events[-1].at if profile.events else 0.0


def elsewhere(profile: Profile, shelves: Mapping[str, Shelf], domain: str) -> list[Foreign]:
    """The person's opinions on items of other domains, each once, by the last word on it."""
    worth = {
        event.item: WORTH[event.verb]
        for event in profile.events
        if event.verb in WORTH and not event.item.startswith(f"{domain}:")
    }
    found = ((locate(shelves, item), opinion) for item, opinion in worth.items() if opinion)
    return [(*located, opinion) for located, opinion in found if located]


def scale_beside_told(fused: Scores, allowed: Mask) -> float:
    """What is usually liked must not drown what was just asked for: its deviation is brought down to 1."""
    inside = fused[allowed]
    return 1.0 / max(float(inside.std()), 1.0) if len(inside) else 1.0
