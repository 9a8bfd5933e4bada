"""How well is the item found that is told next: the place of each target among all items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.moments import Moment
from recommender.schema import ItemId

CUTS = (1, 10, 50)


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places of the targets, from 0, each target by itself."""

    places: NDArray[np.float64]
    """Shape (t,). Among equal scores the middle place: a tie is neither luck nor misfortune."""
    unknown: int = 0
    """Targets that the catalogue does not have: they are in no place, and not counted in the figures."""
    repeated: int = 0
    """Targets that were left out since they had been mentioned."""
    figures: Mapping[str, float] = field(init=False)
    """`recall@1`, `recall@10`, `recall@50`, `ndcg@10` and `mrr@10`, each in [0, 1]; 0 without targets."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", _figures(self.places))


def ranks(
    moments: Sequence[Moment],
    scores: Iterable[NDArray[np.float32]],
    rows: Mapping[ItemId, int],
    *,
    keep_repeated: bool = False,
) -> Ranks:
    """Places by the scores of all items, shape (n,) for each moment.

    What was mentioned is no candidate, unless repeated targets are kept. Other targets of the same moment are rivals
    like any item.
    """
    places: list[float] = []
    unknown = repeated = 0
    for moment, found in zip(moments, scores, strict=True):
        targets = moment.targets if keep_repeated else moment.fresh
        known = [rows[item] for item in dict.fromkeys(targets) if item in rows]
        unknown += len(set(targets)) - len(known)
        repeated += len(set(moment.targets)) - len(set(targets))
        mentioned = [] if keep_repeated else [rows[item] for item in moment.conversation.mentioned if item in rows]
        places += _places(found.astype(np.float64), known, mentioned)
    return Ranks(np.array(places), unknown, repeated)


def _places(scores: NDArray[np.float64], targets: Sequence[int], mentioned: Sequence[int]) -> list[float]:
    scores[mentioned] = -np.inf
    return [float((scores > scores[target]).sum() + ((scores == scores[target]).sum() - 1) / 2) for target in targets]


def _figures(places: NDArray[np.float64]) -> dict[str, float]:
    if not len(places):
        return dict.fromkeys((*(f"recall@{cut}" for cut in CUTS), "ndcg@10", "mrr@10"), 0.0)
    inside = places < 10
    found = {f"recall@{cut}": float((places < cut).mean()) for cut in CUTS}
    gains = np.where(inside, 1 / np.log2(places + 2), 0)
    return found | {"ndcg@10": float(gains.mean()), "mrr@10": float(np.where(inside, 1 / (places + 1), 0).mean())}
