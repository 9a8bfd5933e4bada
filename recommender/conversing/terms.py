"""The terms of a conversation: what speaks for every item, one row a term."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.items import Items
from recommender.conversing.learnt import Learnt
from recommender.conversing.said import Said
from recommender.lexical import LexicalIndex
from recommender.schema import Vector

Floats = NDArray[np.float32]

NAMES = (
    "named",
    "told",
    "never",
    "year",
    "recent",
    "newest",
    "often",
    "closely",
    "alike",
    "alike_last",
    "kinds",
    "kinds_last",
    "people",
    "titles",
    "words",
    "words_recent",
    "words_expanded",
    "meaning",
    "after",
    "asked",
)
"""In the order of the rows."""
COMMON = frozenset(("named", "told", "never", "year", "recent", "newest"))
"""Terms that are the same whatever is said."""


@dataclass(frozen=True)
class Terms:
    """Terms for any conversation over one catalogue, by what was learnt."""

    items: Items
    learnt: Learnt
    expanded: LexicalIndex
    fixed: Floats
    """The terms that are the same whatever is said, shape (6, n)."""

    @classmethod
    def of(cls, items: Items, learnt: Learnt) -> Terms:
        years = items.years
        newest = float(np.quantile(years, 0.98)) if len(years) else 0.0
        common = learnt.common
        fixed = [common["named"], common["told"], common["never"]]
        # the newest are talked of most, and the more the nearer they are to today
        ages = years - newest
        fixed += [np.maximum(ages, -60) / 15, np.clip(ages / 5 + 1.6, 0, 2), (ages >= -1).astype(np.float32)]
        return cls(items, learnt, learnt.expanded(items), np.array(fixed, dtype=np.float32))

    def __call__(self, said: Said, vector: Vector) -> Floats:
        """All terms as they are, shape (20, n); `vector` is that of the text, zero where nothing was said."""
        items, rows, worth = self.items, said.rows, said.worth
        together = self.learnt.together.near(rows, worth)
        whole = max(float(np.abs(worth).sum()), 1e-6)
        last = rows[-1:], np.sign(worth[-1:])
        centred = items.centred
        # one pass over the vectors for three questions
        directions = np.stack([worth @ centred[rows] / whole, last[1] @ centred[last[0]], vector])
        alike = directions.astype(np.float32) @ centred.T
        mine = [
            *together,
            *alike[:2],
            items.kinds.common(rows, worth / whole),
            items.kinds.common(*last),
            np.log1p(np.maximum(items.people.common(rows, worth), 0) / 5),
            items.titles.common(rows, worth),
            items.lexical.weighted(said.own),
            items.lexical.weighted(said.recent),
            self.expanded.weighted(said.recent),
            alike[2],
            self.learnt.after(vector),
            items.kinds.having(items.phrases.asked(said.lines)),
        ]
        return np.concatenate([self.fixed, np.array(mine, dtype=np.float32)])
