"""Which question tells the most: expected information over the items that are still possible."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.filters import Mask
from recommender.schema import Field

LEAST_BITS = 0.5
"""A question that halves less than every second list is not worth a person's attention."""
PATIENCE = 0.95
MOST_BITS = 2.0
"""People answer with one of a few groups in their mind, however many values the catalogue has."""
EASY_VALUES = 40
_ANSWERABLE = {"category": 1.0, "number": 0.95, "date": 0.95, "flag": 0.7, "person": 0.5}
"""How likely a person has an answer: everybody knows a genre, few have a director in mind."""


def best_question(catalogue: Catalogue, possible: Mask, known: Collection[str]) -> Field | None:
    """The field to ask about, none of the `known` ones; None when no question is worth asking.

    The schema lists its fields by weight in a person's choice: each place further down counts a little less.
    """
    rows = np.flatnonzero(possible)
    weighed = [
        (information(catalogue, field, rows) * _answerable(catalogue, field) * PATIENCE**place, -place)
        for place, field in enumerate(catalogue.fields)
        if field.question and field.name not in known
    ]
    best = max(weighed, default=(0.0, 0))
    return catalogue.fields[-best[1]] if best[0] >= LEAST_BITS else None


def _answerable(catalogue: Catalogue, field: Field) -> float:
    """In [0, 1]; a category with very many values needs a thought that few people had before they were asked."""
    many = field.kind == "category" and len(catalogue.postings.get(field.name, ())) > EASY_VALUES
    return _ANSWERABLE.get(field.kind, 0.0) * (0.5 if many else 1.0)


def information(catalogue: Catalogue, field: Field, rows: NDArray[np.intp]) -> float:
    """Bits an answer is worth, in [0, 2]: the entropy of the values over the rows, times the share that has one.

    Numbers and dates are answered with a bound, which at best halves the list: their entropy is that of thirds.
    """
    if len(rows) == 0:
        return 0.0
    if field.name in catalogue.numbers and field.kind != "flag":
        known = np.isfinite(catalogue.numbers[field.name][rows])
        spread = len(np.unique(catalogue.numbers[field.name][rows][known])) >= 3
        return float(known.mean()) * 1.585 if spread else 0.0
    counts = _counts(catalogue, field, rows)
    total = counts.sum()
    if total == 0:
        return 0.0
    shares = counts[counts > 0] / total
    entropy = float(-(shares * np.log2(shares)).sum())
    return min(entropy, MOST_BITS) * min(float(total) / len(rows), 1.0)


def _counts(catalogue: Catalogue, field: Field, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    if field.kind == "flag":
        column = catalogue.numbers[field.name][rows]
        return np.array([(column == 0).sum(), (column == 1).sum()], dtype=np.float64)
    possible = np.zeros(len(catalogue.items), dtype=np.bool_)
    possible[rows] = True
    values, found = catalogue.value_rows[field.name]
    return np.bincount(values[possible[found]]).astype(np.float64)
