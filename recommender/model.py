"""A ranking model of one domain: which terms there are, and the head that makes one score of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.asking import Asker
from recommender.content import Content, Foreign
from recommender.head import WIDTH, Head
from recommender.history import History
from recommender.learner import Posterior, Prior

Floats = NDArray[np.float32]


class Crowd(Protocol):
    """What everybody's interactions tell about an item for this person; item numbers are the catalogue's rows."""

    @property
    def new(self) -> NDArray[np.intp] | None:
        """Rows of items that nothing was learnt of; none: there are no such items."""

    @property
    def events(self) -> Floats:
        """How many had each item, shape (n,); of new ones, how many are expected to."""

    def terms(self, history: History) -> Mapping[str, Floats]:
        """Term → a score for every item, shape (n,)."""

    def shares(self, history: History, rows: NDArray[np.intp]) -> Floats:
        """How much each event of the history speaks for some items, shape (e, r); 0 where it says nothing."""


@dataclass(frozen=True)
class Model:
    version: str
    head: Head
    crowd: Crowd | None = None
    prior: Prior | None = None
    """What people like in general, in the features of the catalogue; none: nothing in particular."""
    asker: Asker | None = None
    """Which item to ask a newcomer about; none: nobody is asked about items."""

    def terms(
        self, history: History, content: Content, foreign: Sequence[Foreign] = ()
    ) -> tuple[dict[str, Floats], Posterior]:
        """All terms that have something to say, and the person's taste in texts."""
        taste = content.taste(history, foreign, self.prior)
        terms: dict[str, Floats] = content.overlaps(history, foreign)
        if np.any(taste.weights):
            terms["taste"] = taste.mean(content.features)
        if content.catalogue.popularity.any():
            terms["known"] = content.catalogue.popularity
        return terms | dict(self.crowd.terms(history) if self.crowd else {}), taste


UNTRAINED = {
    # Without history, what is well known; the opinions take over within a few events. Set by hand on the demo store.
    "known": (0.30, 0.0, 0.0, 0.0),
    "taste": (0.0, 0.35, 0.25, 0.0),
    "shared": (0.0, 0.35, 0.15, 0.0),
}


def untrained() -> Model:
    """What ranks while no model was trained: content and the catalogue's own popularity, weighted by hand."""
    weights = np.array(list(UNTRAINED.values()), dtype=np.float32).reshape(-1, WIDTH)
    return Model("untrained-1", Head(tuple(UNTRAINED), weights))
