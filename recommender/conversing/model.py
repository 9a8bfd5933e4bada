"""The model: what conversations taught, and the head that makes one score of all terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.items import Items
from recommender.conversing.learnt import Learnt
from recommender.conversing.said import Said, said
from recommender.conversing.terms import COMMON, NAMES, Terms
from recommender.head import Head
from recommender.schema import Conversation, Vector

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scale:
    """Brings every term to mean 0 and deviation 1 over the conversations that it was fitted on."""

    mean: Floats
    deviation: Floats

    def __call__(self, terms: Floats) -> Floats:
        """Shape (f, n) → the same."""
        scaled: Floats = (terms - self.mean[:, None]) / self.deviation[:, None]
        return scaled


@dataclass(frozen=True)
class Talk:
    """Scores every item of a catalogue for what is said."""

    version: str
    items: Items
    learnt: Learnt
    scale: Scale
    head: Head

    @cached_property
    def _terms(self) -> Terms:
        return Terms.of(self.items, self.learnt)

    def said(self, conversation: Conversation) -> Said:
        """What counts of it; its text is what the encoder shall read."""
        return said(conversation, self.items.catalogue)

    def terms(self, said: Said, vector: Vector) -> Floats:
        """Scaled, shape (f, n)."""
        return self.scale(self._terms(said, vector))

    def score(self, said: Said, vector: Vector) -> Floats:
        """How likely each item is to be told next, as a logit, shape (n,)."""
        return self.head.score(self.terms(said, vector).T, len(said.rows))

    def told(self, said: Said, vector: Vector) -> Floats:
        """The part of the score that comes of what is said, shape (n,): what is common anyway is taken out."""
        terms = self.terms(said, vector)
        silent = terms.copy()
        silent[[place for place, name in enumerate(NAMES) if name not in COMMON]] = 0
        length = len(said.rows)
        return self.head.score(terms.T, length) - self.head.score(silent.T, length)
