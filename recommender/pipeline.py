"""filter → score → shortlist → diversify → explore → explain, with a trace of what each stage passed on."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.filters import Mask, satisfying
from recommender.ranker import Scoring, score
from recommender.schema import ItemId, Profile, RankedItem, RankRequest, Reason, Slate, SlateId
from recommender.shelf import Scores, Shelf
from recommender.stages.diversify import diversify
from recommender.stages.explain import explain
from recommender.stages.explore import Place, explore

SHORTLIST = 50
OPTIMISM = 1.0
"""Standard deviations of the taste that an explored item is given for free: the upper confidence bound."""

Rows = NDArray[np.intp]
Safe = Callable[[Catalogue, Profile], Mask]
"""Which items may be shown to the person at all, shape (n,)."""


def everything(catalogue: Catalogue, _: Profile) -> Mask:
    """No item is unsafe."""
    return np.ones(len(catalogue.items), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator decides about lists."""

    exploration: float = 0.0
    """Share of the places that go to items we are unsure about, in [0, 1]; 0: the same request, the same list."""
    safe: Safe = everything


def rank(request: RankRequest, shelves: Mapping[str, Shelf], policy: Policy | None = None) -> Slate:
    """The best `k` items that satisfy every hard constraint and are not excluded; empty when there is none."""
    policy = policy or Policy()
    shelf = shelves[request.domain]
    matching = satisfying(shelf.catalogue, (wish for wish in request.constraints if wish.strength == "hard"))
    matching &= policy.safe(shelf.catalogue, request.profile)
    allowed = _without(matching, shelf, request)
    scoring = score(request, shelves, allowed)
    shortlist = _best(scoring.total, allowed)
    chosen = diversify(scoring.total[shortlist], shelf.content.centred[shortlist], request.k)
    optimism = _optimism(scoring, shelf, shortlist) if policy.exploration else scoring.total[shortlist]
    places = explore(chosen, optimism, policy.exploration, request.seed)
    shown = shortlist[[place.position for place in places]]
    return Slate(
        id=SlateId(uuid.uuid4().hex[:10]),
        domain=request.domain,
        items=_ranked(shown, places, explain(shown, request, shelves, scoring), scoring, shelf),
        matched=int(matching.sum()),
        trace={"shortlist": _ids(shelf, shortlist), "diversified": _ids(shelf, shortlist[chosen])},
        model_version=shelf.model.version,
        at=time.time(),
    )


def _without(matching: Mask, shelf: Shelf, request: RankRequest) -> Mask:
    allowed = matching.copy()
    rows = [row for item in (*request.exclude, *request.like) if (row := shelf.catalogue.rows.get(item)) is not None]
    allowed[rows] = False
    return allowed


def _best(total: Scores, allowed: Mask) -> Rows:
    """The shortlist, best first; equal scores keep the catalogue's order, so a list can be repeated."""
    rows = np.flatnonzero(allowed)
    if len(rows) > SHORTLIST:
        rows = rows[np.argpartition(-total[rows], SHORTLIST)[:SHORTLIST]]
    return rows[np.lexsort((rows, -total[rows]))]


def _optimism(scoring: Scoring, shelf: Shelf, rows: Rows) -> Scores:
    return scoring.total[rows] + OPTIMISM * scoring.taste.deviation(shelf.content.features[rows])


def _ranked(
    rows: Rows, places: Iterable[Place], reasons: Iterable[tuple[Reason, ...]], scoring: Scoring, shelf: Shelf
) -> tuple[RankedItem, ...]:
    """A place that was drawn says so first."""
    drawn = (Reason("explore", 1.0),)
    return tuple(
        RankedItem(
            shelf.catalogue.items[row],
            float(scoring.total[row]),
            drawn + why if place.explored else why,
            place.propensity,
        )
        for row, place, why in zip(rows.tolist(), places, reasons, strict=True)
    )


def _ids(shelf: Shelf, rows: Iterable[int]) -> tuple[ItemId, ...]:
    return tuple(shelf.catalogue.items[row].id for row in rows)
