"""filter → score → shortlist → calibrate and diversify → reserve → explore → explain, with a trace of each stage."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.asking import question
from recommender.catalogue import Catalogue
from recommender.filters import Mask, satisfying
from recommender.neglected import Neglected
from recommender.ranker import Scoring, score
from recommender.schema import ItemId, Profile, RankedItem, RankRequest, Reason, Slate, SlateId
from recommender.shelf import Scores, Shelf
from recommender.stages.calibrate import Calibration
from recommender.stages.diversify import diversify
from recommender.stages.explain import explain
from recommender.stages.explore import Place, explore
from recommender.stages.reserve import due, reserve

SHORTLIST = 50
OPTIMISM = 1.0
"""Standard deviations of the taste that an explored item is given for free: the upper confidence bound."""

RESERVING = 1
"""Sets the draws of the guarantee apart from those of the exploration, which have the same seed."""

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
    tail: float = 0.1
    """Share of the places that is guaranteed to the long tail, in [0, 1], in lists for which nothing in particular
    was asked: every list of ten has one of it."""
    new: float = 0.2
    """The same for new items, at most: their share of the catalogue, where that is smaller."""


def rank(request: RankRequest, shelves: Mapping[str, Shelf], policy: Policy | None = None) -> Slate:
    """The best `k` items that satisfy every hard constraint and are not excluded; empty when there is none."""
    policy = policy or Policy()
    shelf = shelves[request.domain]
    matching = satisfying(shelf.catalogue, (wish for wish in request.constraints if wish.strength == "hard"))
    matching &= policy.safe(shelf.catalogue, request.profile)
    allowed = _without(matching, shelf, request)
    scoring = score(request, shelves, allowed)
    shortlist = _best(scoring.total, allowed)
    free = not _is_asked_for(request)
    calibration = Calibration.of(scoring.history, shelf.content.attributes, shortlist) if free else None
    vectors = shelf.content.centred[shortlist]
    best = shortlist[diversify(scoring.total[shortlist], vectors, request.k, calibration=calibration)]
    fair = best
    if free:
        fair = _reserved(best, scoring.total, allowed, shelf.neglected, policy, request.seed)
    pool = np.concatenate([fair, shortlist[~np.isin(shortlist, fair)]]) if policy.exploration else fair
    optimism = _optimism(scoring, shelf, pool) if policy.exploration else scoring.total[pool]
    places = explore(range(len(fair)), optimism, policy.exploration, request.seed)
    shown = pool[[place.position for place in places]]
    reserved = np.array([row for row in fair.tolist() if row not in best], dtype=np.intp)
    return Slate(
        id=SlateId(uuid.uuid4().hex[:10]),
        domain=request.domain,
        items=_ranked(shown, places, explain(shown, request, shelves, scoring), scoring, shelf),
        matched=int(matching.sum()),
        trace={
            "shortlist": _ids(shelf, shortlist),
            "diversified": _ids(shelf, best),
            "reserved": _ids(shelf, reserved),
        },
        told=_told(scoring, np.concatenate([shortlist, reserved])),
        particular=not free,
        model_version=shelf.model.version,
        at=time.time(),
        ask=_question(request, shelf, allowed, shown),
    )


def _question(request: RankRequest, shelf: Shelf, allowed: Mask, shown: Rows) -> ItemId | None:
    """What to ask about instead of guessing; whoever says what they look for is not asked, nor about the list."""
    if _is_asked_for(request):
        return None
    unlisted = allowed.copy()
    unlisted[shown] = False
    row = question(shelf.model.asker, request.profile, shelf.catalogue.rows, unlisted)
    return None if row is None else shelf.catalogue.items[row].id


def _is_asked_for(request: RankRequest) -> bool:
    """Something in particular is looked for: then every place of the list belongs to what fits it best."""
    return bool(request.query_text or request.like or any(wish.strength == "hard" for wish in request.constraints))


def _without(matching: Mask, shelf: Shelf, request: RankRequest) -> Mask:
    allowed = matching.copy()
    out = (*request.exclude, *request.like, *request.unlike)
    rows = [row for item in out if (row := shelf.catalogue.rows.get(item)) is not None]
    allowed[rows] = False
    return allowed


def _best(total: Scores, allowed: Mask) -> Rows:
    """The shortlist, best first; equal scores keep the catalogue's order, so a list can be repeated."""
    rows = np.flatnonzero(allowed)
    if len(rows) > SHORTLIST:
        rows = rows[np.argpartition(-total[rows], SHORTLIST)[:SHORTLIST]]
    return rows[np.lexsort((rows, -total[rows]))]


def _reserved(  # noqa: PLR0913, PLR0917  # a list, what it was made of, and what it owes
    rows: Rows, total: Scores, allowed: Mask, neglected: Neglected, policy: Policy, seed: int
) -> Rows:
    """The list with the places that new items and the long tail are owed."""
    if len(rows) < 2:
        return rows
    draws = np.random.default_rng((seed, RESERVING)).random(2)
    shares = min(policy.new, float(neglected.new.mean())), policy.tail
    owed = [due(share, len(rows), draw) for share, draw in zip(shares, draws, strict=True)]
    if not any(owed):
        return rows
    scores = (total - total[rows[0]]) / max(float(total[allowed].std()), 1e-9)
    new = allowed & neglected.new
    chosen = reserve(rows.tolist(), scores, scores, new, owed[0])
    tail = allowed & (neglected.tail | new)
    chosen = reserve(chosen, scores, neglected.merits(scores), tail, owed[1])
    return np.array(chosen, dtype=np.intp)


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


def _told(scoring: Scoring, rows: Rows) -> tuple[float, ...]:
    """For judging other models by this list: what was said counts for them as well, and only its share tells it."""
    if not scoring.told:
        return ()
    said = np.sum([term[rows] for term in scoring.told.values()], axis=0)
    return tuple(round(float(share), 4) for share in said)


def _ids(shelf: Shelf, rows: Iterable[int]) -> tuple[ItemId, ...]:
    return tuple(shelf.catalogue.items[row].id for row in rows)
