"""What a head is fitted on: requests as they might have come, with the items that turned out to be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Examples:
    """m requests, each with c candidates that are described by f standardised terms."""

    names: tuple[str, ...]
    """The f terms."""
    terms: Floats
    """Shape (m, c, f); 0 for candidates that are none."""
    lengths: NDArray[np.int32]
    """How many events the history had, shape (m,)."""
    wanted: Floats
    """Shape (m, c): how much a candidate was a target, ≥ 0; for MSE its worth instead, NaN where unknown."""
    sampled: Floats
    """Shape (m, c): log probability by which a candidate got into the sample; 0 for targets and full rankings."""
    allowed: NDArray[np.bool_]
    """Shape (m, c): False for padding and for what the person knew."""

    def __len__(self) -> int:
        return len(self.lengths)

    def pick(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Some of the requests."""
        return replace(
            self,
            terms=self.terms[rows],
            lengths=self.lengths[rows],
            wanted=self.wanted[rows],
            sampled=self.sampled[rows],
            allowed=self.allowed[rows],
        )

    def parted(self, share: float, seed: int) -> tuple[Self, Self]:
        """Most of the requests, and a random share of them for validation."""
        order = np.random.default_rng(seed).permutation(len(self))
        cut = round(len(self) * share)
        return self.pick(np.sort(order[cut:])), self.pick(np.sort(order[:cut]))


def joined(parts: Sequence[Examples]) -> Examples:
    """All requests of the parts, which have the same terms; fewer candidates are filled up with none."""
    width = max(part.wanted.shape[1] for part in parts)
    arrays = {
        name: np.concatenate([_widened(getattr(part, name), width) for part in parts])
        for name in ("terms", "wanted", "sampled", "allowed")
    }
    return Examples(parts[0].names, lengths=np.concatenate([part.lengths for part in parts]), **arrays)


def _widened(array: NDArray[Any], width: int) -> NDArray[Any]:
    """Candidates are the second axis."""
    return np.pad(array, [(0, 0), (0, width - array.shape[1]), *([(0, 0)] * (array.ndim - 2))])
