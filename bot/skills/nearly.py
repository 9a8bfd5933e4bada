"""The item whose title is spelt nearly like something that the catalogue does not have."""

from __future__ import annotations

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from recommender.catalogue import Catalogue
from recommender.schema import Item

NEARLY = 0.7
"""Share of the letters that must be right: `haet` and `heat` are one swap apart, .75. Guesses are confirmed first."""
SHORTEST = 4
MOST = 5


def nearly_named(catalogue: Catalogue, said: str) -> Item | None:
    """Of titles spelt equally near, the best known; None when none is near."""
    if len(said) < SHORTEST:
        return None
    titles = [item.title.casefold() for item in catalogue.items]
    found = extract(said.casefold(), titles, scorer=OSA.normalized_similarity, score_cutoff=NEARLY, limit=MOST)
    near = [(score, catalogue.items[row]) for _, score, row in found]
    return max(near, key=lambda pair: (pair[0], pair[1].popularity), default=(0.0, None))[1]
