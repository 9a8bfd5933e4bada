"""All that the crowd's interactions tell, as terms of a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.collaborative.cooccurrence import by_seconds, by_steps, chances, closeness, following, meeting
from recommender.collaborative.ease import Ease
from recommender.collaborative.factors import Factors, FactorTuning, Progress, unheard
from recommender.collaborative.lift import Lift
from recommender.collaborative.matrices import ItemMatrix
from recommender.collaborative.popularity import Popularity
from recommender.collaborative.rating import Ratings
from recommender.collaborative.rating_fit import fit_ratings
from recommender.collaborative.weighting import WEIGHTINGS
from recommender.history import History
from recommender.interactions import Interactions

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Term:
    """A matrix times a weighting; `logs`: the logarithm of it, for chances that span orders of magnitude."""

    name: str
    matrix: str
    weighting: str
    logs: bool = False


TERMS = (
    Term("ease", "ease", "alike"),
    Term("ease recent", "ease", "last five"),
    Term("follows", "follows", "minute", logs=True),
    Term("near", "near", "last five", logs=True),
    Term("session", "session", "minute", logs=True),
)


MOST_ITEMS = 20_000
"""Larger catalogues have factors and ratings only: a matrix of all pairs would take 3 GB, its inverse an hour."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Hyper-parameters of the statistics; tuned on the validation part of MovieLens-100K."""

    ridge: float = 300.0
    dropout: float = 0.3
    steps: float = 10.0
    seconds: float = 600.0
    factors: FactorTuning = field(default_factory=FactorTuning)


FAINT = 1e-4
"""An event that weighs less than this part of the weightiest is not looked up: of 200 taps a third is heard."""

MATRICES, FACTORS = 0.2, 0.6
"""Parts of the time that the matrices and the factors take; the rest is for ratings."""


@dataclass(frozen=True)
class Collaborative:
    matrices: Mapping[str, ItemMatrix]
    popularity: Popularity
    terms_used: tuple[Term, ...] = TERMS
    new: NDArray[np.intp] | None = None
    """Items of which nothing was learnt: all that is said of them is carried over from others."""
    ratings: Ratings | None = None
    """What people would say of the items; none where all in the log said the same."""
    factors: Factors | None = None
    lift: Lift | None = None
    """What first likes say of later ones."""

    @classmethod
    def fit(cls, log: Interactions, tuning: Tuning | None = None, progress: Progress | None = None) -> Self:
        """From a log whose item numbers are the catalogue's rows; `progress` is told what part is done."""
        tuning, told = tuning or Tuning(), progress or unheard
        square = len(log.item_ids) <= MOST_ITEMS
        matrices = _matrices(log, tuning) if square else {}
        told(MATRICES)
        factors = Factors.fit(log, tuning.factors, lambda part: told(MATRICES + FACTORS * part))
        lift = Lift.fit(log) if square else None
        used = TERMS if square else ()
        made = cls(matrices, Popularity.fit(log), used, ratings=fit_ratings(log), factors=factors, lift=lift)
        told(1.0)
        return made

    @property
    def events(self) -> Floats:
        """How many had each item, shape (n,); of new ones, how many are expected to."""
        return self.popularity.counts

    def terms(self, history: History) -> dict[str, Floats]:
        """Term → a score for every item, shape (n,); without history only what is popular and well rated."""
        terms = self.popularity.terms(history)
        if self.ratings:
            terms["rating"] = self.ratings.person(history).expected()
        if self.lift:
            terms |= self.lift.terms(history)
        if len(history):
            used = (term for term in self.terms_used if term.matrix in self.matrices)
            terms |= {term.name: self._score(term, history) for term in used}
            if self.factors:
                terms["factors"] = _logs(self.factors.scores(history))
        return terms

    def _score(self, term: Term, history: History) -> Floats:
        weights = WEIGHTINGS[term.weighting](history)
        heard = weights > FAINT * weights.max()
        score = self.matrices[term.matrix].summed(history.rows[heard], weights[heard])
        return _logs(score) if term.logs else score

    def shares(self, history: History, rows: NDArray[np.intp]) -> Floats:
        """What each event says for some items, shape (e, r).

        Its entries in every matrix are added up, in deviations of what all events say for the item.
        """
        spoken = [matrix.towards(history.rows, rows) for matrix in self.matrices.values()]
        entries = np.stack([*spoken, *([self.factors.shares(history, rows)] if self.factors else ())])
        told: Floats = np.sum(entries / np.maximum(entries.std(axis=1, keepdims=True), 1e-9), axis=0)
        return told

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers: item i becomes `places[i]` of `size`, or is left out at -1."""
        matrices = {name: matrix.renumbered(places, size) for name, matrix in self.matrices.items()}
        popularity = self.popularity.renumbered(places, size)
        ratings = self.ratings.renumbered(places, size) if self.ratings else None
        factors = self.factors.renumbered(places, size) if self.factors else None
        lift = self.lift.renumbered(places, size) if self.lift else None
        return replace(self, matrices=matrices, popularity=popularity, ratings=ratings, factors=factors, lift=lift)

    def extended(self, carry: Carry) -> Self:
        """The same with what is expected of new items, so that they are ranked like any other."""
        matrices = {name: matrix.extended(carry) for name, matrix in self.matrices.items()}
        popularity = self.popularity.extended(carry)
        ratings = self.ratings.extended(carry) if self.ratings else None
        factors = self.factors.extended(carry) if self.factors else None
        lift = self.lift.extended(carry) if self.lift else None
        expected = replace(self, matrices=matrices, popularity=popularity, new=carry.new)
        return replace(expected, ratings=ratings, factors=factors, lift=lift)

    def save(self, path: Path) -> None:
        arrays = {f"popularity.{name}": getattr(self.popularity, name) for name in ("counts", "first", "stages")}
        for name, matrix in self.matrices.items():
            arrays |= {f"matrix.{name}.{part}": array for part, array in matrix.arrays().items()}
        if self.ratings:
            arrays |= {f"ratings.{part}": array for part, array in self.ratings.arrays().items()}
        if self.factors:
            arrays |= {f"factors.{part}": array for part, array in self.factors.arrays().items()}
        if self.lift:
            arrays |= {f"lift.{part}": array for part, array in self.lift.arrays().items()}
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as arrays:
            names = dict.fromkeys(key.split(".")[1] for key in arrays if key.startswith("matrix."))
            matrices = {name: ItemMatrix.of_arrays(_part(arrays, f"matrix.{name}.")) for name in names}
            popularity = Popularity(*(arrays[f"popularity.{name}"] for name in ("counts", "first", "stages")))
            ratings, factors, lift = (_part(arrays, f"{part}.") for part in ("ratings", "factors", "lift"))
            return cls(
                matrices,
                popularity,
                ratings=Ratings.of(ratings) if ratings else None,
                factors=Factors.of(factors) if factors else None,
                lift=Lift.of(lift) if lift else None,
            )


def _part(arrays: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): arrays[key] for key in arrays if key.startswith(prefix)}


def _logs(score: Floats) -> Floats:
    """Logarithms, with a tenth of the mean added, so that what never met is far down but not infinitely."""
    return np.log(np.maximum(score, 0) + 0.1 * max(float(score.mean()), 1e-9) + 1e-12).astype(np.float32)


def _matrices(log: Interactions, tuning: Tuning) -> dict[str, ItemMatrix]:
    """What is counted and solved for every pair of items."""
    after = following(log, by_steps(tuning.steps))
    whole = {
        "ease": Ease.fit(log, tuning.ridge, tuning.dropout).weights,
        "follows": chances(after),
        "near": closeness(after + after.T),
        "session": closeness(meeting(log, by_seconds(tuning.seconds))),
    }
    return {name: ItemMatrix.of(matrix) for name, matrix in whole.items()}
