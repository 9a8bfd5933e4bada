"""All that the crowd's interactions tell, as terms of a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.cooccurrence import by_seconds, by_steps, chances, closeness, following, meeting
from recommender.collaborative.ease import Ease
from recommender.collaborative.matrices import ItemMatrix
from recommender.collaborative.popularity import Popularity
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


@dataclass(frozen=True, slots=True)
class Tuning:
    """Hyper-parameters of the statistics; tuned on the validation part of MovieLens-100K."""

    ridge: float = 300.0
    dropout: float = 0.3
    steps: float = 10.0
    seconds: float = 600.0


@dataclass(frozen=True)
class Collaborative:
    matrices: Mapping[str, ItemMatrix]
    popularity: Popularity
    terms_used: tuple[Term, ...] = TERMS

    @classmethod
    def fit(cls, log: Interactions, tuning: Tuning | None = None) -> Self:
        """From a log whose item numbers are the catalogue's rows."""
        tuning = tuning or Tuning()
        after = following(log, by_steps(tuning.steps))
        matrices = {
            "ease": Ease.fit(log, tuning.ridge, tuning.dropout).weights,
            "follows": chances(after),
            "near": closeness(after + after.T),
            "session": closeness(meeting(log, by_seconds(tuning.seconds))),
        }
        return cls({name: ItemMatrix.of(matrix) for name, matrix in matrices.items()}, Popularity.fit(log))

    def terms(self, history: History) -> dict[str, Floats]:
        """Term → a score for every item, shape (n,); without history only what is popular."""
        terms = self.popularity.terms(history)
        if len(history):
            terms |= {term.name: self._score(term, history) for term in self.terms_used}
        return terms

    def _score(self, term: Term, history: History) -> Floats:
        weights = WEIGHTINGS[term.weighting](history)
        score = self.matrices[term.matrix].summed(history.rows, weights)
        return _logs(score) if term.logs else score

    def shares(self, history: History, row: int) -> Floats:
        """What each event says for one item: its entries in every matrix, in deviations of what the others say."""
        told = np.zeros(len(history), dtype=np.float32)
        for matrix in self.matrices.values():
            entries = matrix.towards(history.rows, row)
            told += entries / max(float(entries.std()), 1e-9)
        return told

    def renumbered(self, places: NDArray[np.int64], size: int) -> Self:
        """The same for other item numbers: item i becomes `places[i]` of `size`, or is left out at -1."""
        matrices = {name: matrix.renumbered(places, size) for name, matrix in self.matrices.items()}
        return replace(self, matrices=matrices, popularity=self.popularity.renumbered(places, size))

    def save(self, path: Path) -> None:
        arrays = {f"popularity.{name}": getattr(self.popularity, name) for name in ("counts", "first", "stages")}
        for name, matrix in self.matrices.items():
            arrays |= {f"matrix.{name}.{part}": getattr(matrix, part) for part in ("starts", "columns", "values")}
        with path.open("wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as arrays:
            names = dict.fromkeys(key.split(".")[1] for key in arrays if key.startswith("matrix."))
            matrices = {
                name: ItemMatrix(*(arrays[f"matrix.{name}.{part}"] for part in ("starts", "columns", "values")))
                for name in names
            }
            popularity = Popularity(*(arrays[f"popularity.{name}"] for name in ("counts", "first", "stages")))
            return cls(matrices, popularity)


def _logs(score: Floats) -> Floats:
    """Logarithms, with a tenth of the mean added, so that what never met is far down but not infinitely."""
    return np.log(np.maximum(score, 0) + 0.1 * max(float(score.mean()), 1e-9) + 1e-12).astype(np.float32)
