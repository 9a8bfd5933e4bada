"""The score of every item, as a sum of terms that can be told to a person.

score = Σ weight · term. Similarities are standardised over the allowed items, so that weights mean the same
for every query and catalogue. The taste term grows with what is known: n / (n + 3) of its full weight after n
opinions, so a newcomer is served by relevance and popularity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.filters import Mask, holds
from recommender.schema import ItemId, Profile, RankRequest
from recommender.shelf import Scores, Shelf, locate

HALF_KNOWN = 3.0
"""Opinions after which taste has half its weight."""


@dataclass(frozen=True, slots=True)
class Weights:
    query: float = 1.0
    like: float = 1.2
    taste: float = 0.9
    wish: float = 1.5
    popular: float = 1.0


Terms = Mapping[str, Scores]
"""Term name → its weighted share of every item's score, shape (n,)."""


def score_terms(
    request: RankRequest, shelves: Mapping[str, Shelf], allowed: Mask, weights: Weights
) -> dict[str, Scores]:
    """Each term's weighted contribution; terms with nothing to say are left out."""
    shelf = shelves[request.domain]
    terms = {
        "query": _query(request, shelf, allowed),
        "like": _alike(request.like, request.unlike, shelves, shelf, allowed),
        "taste": _taste(request.profile, shelves, shelf, allowed),
        "wish": _wishes(request, shelf),
        "popular": shelf.catalogue.popularity if shelf.catalogue.popularity.any() else None,
    }
    return {name: getattr(weights, name) * term for name, term in terms.items() if term is not None}


def _query(request: RankRequest, shelf: Shelf, allowed: Mask) -> Scores | None:
    if request.query_vector is None or not request.query_text:
        return None
    dense = standard(shelf.vectors @ request.query_vector, allowed)
    lexical = shelf.lexical.scores(request.query_text)
    top = float(lexical[allowed].max(initial=0.0))
    return dense + 2 * lexical / top if top > 0 else dense


def _alike(
    like: tuple[ItemId, ...],
    unlike: tuple[ItemId, ...],
    shelves: Mapping[str, Shelf],
    shelf: Shelf,
    allowed: Mask,
) -> Scores | None:
    signed = [(item, 1.0) for item in like] + [(item, -1.0) for item in unlike]
    found = [(located, sign) for item, sign in signed if (located := locate(shelves, item))]
    if not found:
        return None
    total = sum(sign * shelf.similar(item, vector) for (item, vector), sign in found)
    return standard(np.asarray(total, dtype=np.float32), allowed)


def _taste(profile: Profile, shelves: Mapping[str, Shelf], shelf: Shelf, allowed: Mask) -> Scores | None:
    opinions = [(located, sign) for item, sign in opinions_of(profile).items() if (located := locate(shelves, item))]
    if not opinions:
        return None
    vectors = np.stack([vector * sign for (_, vector), sign in opinions]).sum(axis=0)
    recent = opinions[-RECENT:]
    shared = sum(sign * shelf.shared(item) for (item, _), sign in recent)
    total = shelf.centred @ vectors / len(opinions) + np.asarray(shared, dtype=np.float32) / len(recent)
    known = len(opinions) / (len(opinions) + HALF_KNOWN)
    return standard(total, allowed) * np.float32(known)


RECENT = 20
"""Opinions whose attributes are compared; each costs about 20 µs at 5,000 items."""


def opinions_of(profile: Profile) -> dict[ItemId, float]:
    """Item → +1 liked, -1 disliked, by the last word on it, oldest first; `more` counts as half a like."""
    worth = {"like": 1.0, "dislike": -1.0, "more": 0.5}
    opinions: dict[ItemId, float] = {}
    for event in profile.events:
        if event.verb in worth:
            opinions.pop(event.item, None)
            opinions[event.item] = worth[event.verb]
    return opinions


def _wishes(request: RankRequest, shelf: Shelf) -> Scores | None:
    soft = [wish for wish in request.constraints if wish.strength == "soft"]
    if not soft:
        return None
    met = sum(holds(shelf.catalogue, wish).astype(np.float32) for wish in soft)
    return np.asarray(met, dtype=np.float32)


def standard(scores: Scores, allowed: Mask) -> Scores:
    """Mean 0 and standard deviation 1 over the allowed items, cut at ±4."""
    inside = scores[allowed]
    if len(inside) < 2:
        return np.zeros_like(scores)
    spread = max(float(inside.std()), 1e-6)
    standardised: Scores = np.clip((scores - inside.mean()) / spread, -4, 4)
    return standardised
