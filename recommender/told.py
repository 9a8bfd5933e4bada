"""The terms of what was said in this conversation: the words, the items to resemble, the soft wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.attributes import totals
from recommender.filters import Mask, holds
from recommender.schema import RankRequest
from recommender.shelf import Scores, Shelf, locate


@dataclass(frozen=True, slots=True)
class Weights:
    query: float = 1.0
    like: float = 1.2
    wish: float = 1.5


def told_terms(
    request: RankRequest, shelves: Mapping[str, Shelf], allowed: Mask, weights: Weights
) -> dict[str, Scores]:
    """Each term's weighted share of every item's score, shape (n,); terms with nothing to say are left out."""
    shelf = shelves[request.domain]
    terms = {
        "query": _query(request, shelf, allowed),
        "like": _alike(request, shelves, allowed),
        "wish": _wishes(request, shelf),
    }
    return {name: getattr(weights, name) * term for name, term in terms.items() if term is not None}


def _query(request: RankRequest, shelf: Shelf, allowed: Mask) -> Scores | None:
    """By meaning and by words; by words alone when there is no vector, as for a language the encoder cannot read."""
    if not request.query_text:
        return None
    dense = None
    if request.query_vector is not None:
        dense = standard(shelf.vectors @ request.query_vector, allowed)
    lexical = shelf.lexical.scores(request.query_text)
    top = float(lexical[allowed].max(initial=0.0))
    if top <= 0:
        return dense
    return 2 * lexical / top + (0 if dense is None else dense)


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


def standard(scores: Scores, allowed: Mask) -> Scores:
    """Mean 0 and standard deviation 1 over the allowed items, cut at ±4."""
    inside = scores[allowed]
    if len(inside) < 2:
        return np.zeros_like(scores)
    spread = max(float(inside.std()), 1e-6)
    standardised: Scores = np.clip((scores - inside.mean()) / spread, -4, 4)
    return standardised
