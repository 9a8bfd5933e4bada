"""The terms of what was said in this conversation: the words, the items to resemble, the soft wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.attributes import totals
from recommender.filters import Mask, holds
from recommender.schema import RankRequest
from recommender.shelf import Scores, Shelf, locate

BENT = 3.0
"""Deviations beyond which the term of the conversation grows by the logarithm only."""


@dataclass(frozen=True, slots=True)
class Weights:
    query: float = 1.0
    like: float = 1.2
    wish: float = 1.5
    talk: float = 2.0
    """More than words and likeness alone, which it weighs as well; less than these and a wish together."""


def told_terms(
    request: RankRequest, shelves: Mapping[str, Shelf], allowed: Mask, weights: Weights
) -> dict[str, Scores]:
    """Each term's weighted share of every item's score, shape (n,); terms with nothing to say are left out."""
    shelf = shelves[request.domain]
    terms = {
        "query": _query(request, shelf, allowed),
        "like": _alike(request, shelves, allowed),
        "wish": _wishes(request, shelf),
        "talk": _talk(request, shelf, allowed),
    }
    return {name: getattr(weights, name) * term for name, term in terms.items() if term is not None}


def _query(request: RankRequest, shelf: Shelf, allowed: Mask) -> Scores | None:
    """By meaning and by words; by words alone when there is no vector, as for a language the encoder cannot read."""
    if not request.query_text:
        return None
    lexical = shelf.lexical.scores(request.query_text)
    top = float(lexical[allowed].max(initial=0.0))
    if request.query_vector is None:
        return standard(lexical, allowed) if top > 0 else None
    dense = standard(shelf.vectors @ request.query_vector, allowed)
    return dense + 2 * lexical / top if top > 0 else dense


def _alike(request: RankRequest, shelves: Mapping[str, Shelf], allowed: Mask) -> Scores | None:
    """By text and by values in common; items that the list shall not resemble count against it."""
    signed = [(item, 1.0) for item in request.like] + [(item, -1.0) for item in request.unlike]
    found = [(located, sign) for item, sign in signed if (located := locate(shelves, item))]
    if not found:
        return None
    content = shelves[request.domain].content
    direction = np.sum([sign * vector for (_, vector), sign in found], axis=0)
    wanted = np.sum([content.attributes.wanted_of(item, sign) for (item, _), sign in found], axis=0)
    shared = totals(wanted, content.attributes.categories) + totals(wanted, content.attributes.people)
    return standard(content.centred @ direction + shared, allowed)


def _wishes(request: RankRequest, shelf: Shelf) -> Scores | None:
    soft = [wish for wish in request.constraints if wish.strength == "soft"]
    if not soft:
        return None
    met = sum(holds(shelf.catalogue, wish).astype(np.float32) for wish in soft)
    return np.asarray(met, dtype=np.float32)


def _talk(request: RankRequest, shelf: Shelf, allowed: Mask) -> Scores | None:
    """What is told next in conversations like this one; silent where none taught it."""
    if shelf.talk is None or request.conversation is None:
        return None
    scores = shelf.talk.scores(request.conversation)
    inside = scores[allowed]
    if len(inside) < 2:
        return np.zeros_like(scores)
    standardised = (scores - inside.mean()) / max(float(inside.std()), 1e-6)
    # the best stand far out: bent, they keep their order and leave the other terms a say
    far = np.log1p(np.maximum(np.abs(standardised) - BENT, 0))
    return np.asarray(np.sign(standardised) * (np.minimum(np.abs(standardised), BENT) + far), dtype=np.float32)


def standard(scores: Scores, allowed: Mask) -> Scores:
    """Mean 0 and standard deviation 1 over the allowed items, cut at ±4."""
    inside = scores[allowed]
    if len(inside) < 2:
        return np.zeros_like(scores)
    spread = max(float(inside.std()), 1e-6)
    standardised: Scores = np.clip((scores - inside.mean()) / spread, -4, 4)
    return standardised
