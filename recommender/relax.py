"""When nothing fits: which wish stands in the way, and the smallest step that lets something through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from recommender.catalogue import Catalogue
from recommender.filters import holds, satisfying
from recommender.schema import ItemId, Preference

MOST_DROPPED = 4


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Dropping these wishes lets `count` items through."""

    drop: tuple[Preference, ...]
    count: int
    nearest: float | None = None
    """For a single bound on a number or date: the nearest value on offer, on the field's scale."""


def smallest_relaxation(catalogue: Catalogue, wishes: Sequence[Preference]) -> Relaxation | None:
    """The fewest hard wishes to drop; among equals those for now, then a bound that is nearly met, then the oldest.

    None when even `MOST_DROPPED` are not enough. Only wishes marked hard are looked at.
    """
    hard = [wish for wish in wishes if wish.strength == "hard"]
    passing = _passing(catalogue, hard)
    for size in range(1, MOST_DROPPED + 1):
        found = [
            Relaxation(drop, count, _nearest(catalogue, hard, drop))
            for numbers in combinations(reversed(range(len(hard))), size)
            if (count := passing(numbers)) and (drop := tuple(hard[number] for number in numbers))
        ]
        if found:
            return min(found, key=lambda each: (_lasting(each), _distance(catalogue, each), _said(each)))
    return None


def _passing(catalogue: Catalogue, hard: Sequence[Preference]) -> Callable[[tuple[int, ...]], int]:
    """How many items pass without these of the wishes. Each wish is tested once: with thirty of them there are
    4,000 ways to drop three."""
    failing: Counter[frozenset[int]] = Counter()
    if hard:
        fails = np.array([~holds(catalogue, wish) for wish in hard])
        for row in np.flatnonzero(fails.sum(axis=0) <= MOST_DROPPED).tolist():
            failing[frozenset(np.flatnonzero(fails[:, row]).tolist())] += 1

    def count(dropped: tuple[int, ...]) -> int:
        parts = (part for size in range(len(dropped) + 1) for part in combinations(dropped, size))
        return sum(failing[frozenset(part)] for part in parts)

    return count


def smallest_widening(
    catalogue: Catalogue, wishes: Sequence[Preference], shown: Collection[ItemId]
) -> Relaxation | None:
    """The one hard wish without which the fewest, but some, unshown items come in, if possible one for now.

    None when there is none.
    """
    hard = [wish for wish in wishes if wish.strength == "hard"]
    fresh = np.ones(len(catalogue.items), dtype=np.bool_)
    fresh[[catalogue.rows[item] for item in shown if item in catalogue]] = False
    found = [
        Relaxation((wish,), count)
        for wish in reversed(hard)
        if (count := int((fresh & satisfying(catalogue, [other for other in hard if other != wish])).sum()))
    ]
    return min(found, key=lambda relaxation: (_lasting(relaxation), relaxation.count), default=None)


def _lasting(relaxation: Relaxation) -> bool:
    """`never horror` is no wish to give up for one evening."""
    return any(wish.scope == "always" for wish in relaxation.drop)


def _said(relaxation: Relaxation) -> float:
    return max(wish.at for wish in relaxation.drop)


def _nearest(catalogue: Catalogue, hard: Sequence[Preference], drop: tuple[Preference, ...]) -> float | None:
    if len(drop) != 1 or drop[0].op not in "<≤>≥" or drop[0].polarity == "avoid":
        return None
    wish = drop[0]
    field = catalogue.field_by_name.get(wish.field)
    if field is None or field.order or wish.field not in catalogue.numbers:
        return None
    column = catalogue.numbers[wish.field][satisfying(catalogue, [other for other in hard if other != wish])]
    column = column[np.isfinite(column)]
    if not len(column):
        return None
    return float(column.min() if wish.op in "<≤" else column.max())


def _distance(catalogue: Catalogue, relaxation: Relaxation) -> float:
    """How much is given up: part of the field's range for a bound, all of it for anything else."""
    wish = relaxation.drop[0]
    if relaxation.nearest is None or not isinstance(wish.value, (int, float)):
        return 1.0
    column = catalogue.numbers[wish.field]
    spread = float(np.nanmax(column) - np.nanmin(column)) or 1.0
    return min(abs(relaxation.nearest - float(wish.value)) / spread, 1.0)
