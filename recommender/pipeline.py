"""filter → score → shortlist → diversify → explain, with a trace of what each stage passed on."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from recommender.filters import Mask, satisfying
from recommender.ranker import Terms, Weights, score_terms
from recommender.schema import ItemId, RankedItem, RankRequest, Slate, SlateId
from recommender.shelf import Scores, Shelf
from recommender.stages.diversify import diversify
from recommender.stages.explain import explain

SHORTLIST = 50
MODEL_VERSION = "linear-1"


def rank(request: RankRequest, shelves: Mapping[str, Shelf], weights: Weights | None = None) -> Slate:
    """The best `k` items that satisfy every hard constraint and are not excluded; empty when there is none."""
    shelf = shelves[request.domain]
    matching = satisfying(shelf.catalogue, (wish for wish in request.constraints if wish.strength == "hard"))
    allowed = _without(matching, shelf, request)
    terms = score_terms(request, shelves, allowed, weights or Weights())
    total = _total(terms, allowed)
    shortlist = _best(total, allowed)
    order = diversify(total[shortlist], shelf.centred[shortlist], request.k)
    shown = [int(shortlist[position]) for position in order]
    return Slate(
        id=SlateId(uuid.uuid4().hex[:10]),
        domain=request.domain,
        items=tuple(_ranked(row, total, request, shelves, terms) for row in shown),
        matched=int(matching.sum()),
        trace={"shortlist": _ids(shelf, shortlist), "diversified": _ids(shelf, shown)},
        model_version=MODEL_VERSION,
        at=time.time(),
    )


def _without(matching: Mask, shelf: Shelf, request: RankRequest) -> Mask:
    allowed = matching.copy()
    rows = [row for item in (*request.exclude, *request.like) if (row := shelf.catalogue.rows.get(item)) is not None]
    allowed[rows] = False
    return allowed


def _total(terms: Terms, allowed: Mask) -> Scores:
    total = np.zeros(len(allowed), dtype=np.float32)
    for values in terms.values():
        total += values
    return total


def _best(total: Scores, allowed: Mask) -> NDArray[np.intp]:
    """The shortlist, best first; equal scores keep the catalogue's order, so a list can be repeated."""
    rows = np.flatnonzero(allowed)
    if len(rows) > SHORTLIST:
        rows = rows[np.argpartition(-total[rows], SHORTLIST)[:SHORTLIST]]
    return rows[np.lexsort((rows, -total[rows]))]


def _ranked(row: int, total: Scores, request: RankRequest, shelves: Mapping[str, Shelf], terms: Terms) -> RankedItem:
    item = shelves[request.domain].catalogue.items[row]
    return RankedItem(item, float(total[row]), explain(row, request, shelves, terms))


def _ids(shelf: Shelf, rows: Iterable[int]) -> tuple[ItemId, ...]:
    return tuple(shelf.catalogue.items[row].id for row in rows)
