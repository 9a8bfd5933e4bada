"""How a model would have filled the places of a list that was shown: ranking what it was chosen from, at that time.

Taken from the journal are what could have been shown, what was said (its share of the scores) and which items were
owed a place; the history is the person's events before the list. The model's own terms are standardised over the
whole catalogue, since it is not kept what the hard wishes left of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.logged import LoggedSlate
from recommender.evaluation.places import Chooser
from recommender.history import History
from recommender.model import Model
from recommender.pipeline import OPTIMISM
from recommender.ranker import scale_beside_told, score
from recommender.schema import Feedback, ItemId, Profile, RankRequest
from recommender.shelf import Scores, Shelf
from recommender.stages.calibrate import Calibration
from recommender.stages.diversify import diversify

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    chooser: Chooser
    scores: Scores
    """Of the pool, shape (m,)."""


@dataclass(frozen=True)
class Ranker:
    """A model in the place of the one that serves a domain."""

    shelves: Mapping[str, Shelf]
    domain: str

    @classmethod
    def of(cls, model: Model, shelves: Mapping[str, Shelf], domain: str) -> Ranker:
        return cls({**shelves, domain: replace(shelves[domain], model=model)}, domain)

    @property
    def shelf(self) -> Shelf:
        return self.shelves[self.domain]

    def rebuilt(self, slate: LoggedSlate, events: Sequence[Feedback], share: float) -> Rebuilt:
        """Its own choice. `events`: the person's, of any time; `share`: of exploration. The pool must be known."""
        rows, scores, optimism = self._scored(slate, events)
        order = np.argsort(-scores[: len(slate.shortlist)], kind="stable")
        content, among = self.shelf.content, rows[order]
        history = History.of(_before(slate, events), self.shelf.catalogue.rows, slate.at)
        calibration = None if slate.particular else Calibration.of(history, content.attributes, among)
        chosen = diversify(scores[order], content.centred[among], len(slate.places), calibration=calibration)
        best = order[chosen]
        return Rebuilt(Chooser(self._owed(slate, best.tolist(), rows), optimism, share), scores)

    def as_logged(self, slate: LoggedSlate, events: Sequence[Feedback]) -> Rebuilt:
        """The choice that the journal tells of, by the model that made it, with the share that explains it best."""
        rows, scores, optimism = self._scored(slate, events)
        position = {item: place for place, item in enumerate(slate.pool)}
        best = [position[item] for item in slate.diversified][: len(slate.places)]
        chooser = Chooser(self._owed(slate, best, rows), optimism, 0.0)
        shown = [position[place.item] for place in slate.places]
        odds, in_turn = chooser.drawn_odds(shown)
        propensities = np.array([place.propensity for place in slate.places])
        shares = np.where(in_turn, (1 - propensities) / np.maximum(1 - odds, 1e-9), propensities / odds)
        return Rebuilt(replace(chooser, share=float(np.clip(np.median(shares), 0, 1))), scores)

    def _scored(self, slate: LoggedSlate, events: Sequence[Feedback]) -> tuple[Rows, Scores, Scores]:
        """Rows of the pool, its scores, and its scores as far as they may be hoped for."""
        shelf = self.shelf
        rows = np.array([shelf.catalogue.rows[item] for item in slate.pool], dtype=np.intp)
        before = _before(slate, events)
        everything = np.ones(len(shelf.catalogue.items), dtype=np.bool_)
        scoring = score(RankRequest(Profile(slate.person, before), slate.domain), self.shelves, everything)
        scores = scoring.total[rows]
        if slate.told:
            said = np.array([_told(slate)[item] for item in slate.pool], dtype=np.float32)
            scores = said + scale_beside_told(scoring.total, everything) * scores
        return rows, scores, scores + OPTIMISM * scoring.taste.deviation(shelf.content.features[rows])

    def _owed(self, slate: LoggedSlate, best: Sequence[int], rows: Rows) -> tuple[int, ...]:
        """A list with those items at its end that were owed a place; the last ones that are not owed any give way."""
        position = {item: place for place, item in enumerate(slate.pool)}
        coming = [position[item] for item in slate.reserved if position[item] not in best]
        neglected = self.shelf.neglected.tail | self.shelf.neglected.new
        leaving = [place for place in best[1:] if not neglected[rows[place]]][::-1][: len(coming)]
        return (*(place for place in best if place not in leaving), *coming[: len(leaving)])


def _before(slate: LoggedSlate, events: Sequence[Feedback]) -> tuple[Feedback, ...]:
    return tuple(event for event in events if event.at < slate.at and event.slate != slate.id)


def _told(slate: LoggedSlate) -> dict[ItemId, float]:
    return dict(zip((*slate.shortlist, *slate.reserved), slate.told, strict=True))
