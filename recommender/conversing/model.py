"""The model: what conversations taught, and the head that makes one score of all terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.items import Items
from recommender.conversing.learnt import Learnt
from recommender.conversing.said import Said, said
from recommender.conversing.terms import Terms
from recommender.head import Head
from recommender.schema import Conversation, ItemId, Vector

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
    encoder: str
    """The name of the encoder that read what was said."""
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

    def scores(self, conversation: Conversation) -> Floats:
        """The same for a conversation whose text was read, or was not."""
        spoken, width = self.said(conversation), self.items.centred.shape[1]
        vector = conversation.vector if conversation.vector is not None else np.zeros(width, dtype=np.float32)
        return self.score(spoken, vector)

    def loudest(self, row: int, conversation: Conversation) -> ItemId | None:
        """Which of the named items speaks for this one: both were named in the same talks. None: none does."""
        spoken = self.said(conversation)
        found = self.learnt.together.loudest(row, spoken.rows[spoken.worth > 0])
        return None if found is None else self.items.catalogue.items[found].id
