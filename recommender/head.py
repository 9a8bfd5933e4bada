"""The fusion head: many interpretable terms and how much is known of the person → one score an item.

Terms come in standardised, mean 0 over the candidates, so that a term which is silent adds nothing. How far each is
trusted depends on the length of the history: `weights @ context(length)`. A newcomer is served by the terms that
need no history. The MLP variant adds what a hidden layer makes of terms and context together. Numpy alone, since a
bot has no torch; `recommender.training` fits the arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HALF_KNOWN = (1.0, 5.0, 30.0)
"""Lengths of a history at which each part of the context has half its weight."""
WIDTH = 1 + len(HALF_KNOWN)


def context(length: float | NDArray[np.integer]) -> Floats:
    """How much is known, shape (…, 4) in [0, 1]: 1, then length / (length + h) for h = 1, 5, 30 events."""
    known = np.asarray(length, dtype=np.float32)[..., None]
    return np.concatenate([np.ones_like(known), *(known / (known + half) for half in HALF_KNOWN)], axis=-1)


@dataclass(frozen=True)
class Hidden:
    """One hidden layer of h units with rectifiers, beside the linear part."""

    terms: Floats
    """Shape (f, h)."""
    context: Floats
    """Shape (4, h)."""
    out: Floats
    """Shape (h,)."""


@dataclass(frozen=True)
class Head:
    names: tuple[str, ...]
    """The terms, in the order of the weights."""
    weights: Floats
    """Shape (f, 4): of each term, by context."""
    hidden: Hidden | None = field(default=None)

    def score(self, terms: Floats, length: int) -> Floats:
        """Scores of candidates from their terms, shape (n, f) → (n,)."""
        known = context(length)
        linear: Floats = terms @ (self.weights @ known)
        if self.hidden is None:
            return linear
        units = np.maximum(terms @ self.hidden.terms + known @ self.hidden.context, 0)
        return np.asarray(linear + units @ self.hidden.out, dtype=np.float32)

    def moved(self, terms: Floats, length: int) -> Floats:
        """How much each term lifts each candidate: its score less the one without that term, shape (n, f)."""
        if self.hidden is None:
            return np.asarray(terms * (self.weights @ context(length)), dtype=np.float32)
        whole = self.score(terms, length)
        without = [self.score(_silenced(terms, place), length) for place in range(len(self.names))]
        return np.stack([whole - score for score in without], axis=1)

    def picked(self, names: Sequence[str], terms: Floats) -> Floats:
        """This head's terms out of others, shape (n, g) → (n, f); what is not there is silent."""
        found = np.zeros((len(terms), len(self.names)), dtype=np.float32)
        for place, name in enumerate(self.names):
            if name in names:
                found[:, place] = terms[:, names.index(name)]
        return found

    def arrays(self) -> dict[str, Floats]:
        """For a file."""
        hidden = self.hidden
        layer = {"terms": hidden.terms, "context": hidden.context, "out": hidden.out} if hidden else {}
        return {"weights": self.weights, **layer}

    @classmethod
    def of(cls, names: Sequence[str], arrays: Mapping[str, Floats]) -> Self:
        """From a file."""
        hidden = Hidden(arrays["terms"], arrays["context"], arrays["out"]) if "out" in arrays else None
        return cls(tuple(names), arrays["weights"], hidden)


def _silenced(terms: Floats, place: int) -> Floats:
    quiet = terms.copy()
    quiet[:, place] = 0
    return quiet
