"""Main directions of a sparse matrix: in which items differ by who came to them, and people by what they came to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

ALIKE = 1e-6
"""Rows that differ by less are all the same."""
SPARE, TURNS = 10, 8
"""Additional directions and iterations, with which the wanted ones are exact to some digits (Halko et al., 2011)."""


def spectral(met: Any, width: int, seed: int) -> tuple[Doubles, Doubles]:
    """Main directions in which the rows of a sparse matrix of counts, shape (m, n), differ.

    Rows are divided by √(1 + their sum). Returns where each row lies, shape (m, width), in units of the common
    standard deviation, and the directions that lead there, shape (n, width); fewer where there are not so many.
    """
    from scipy.sparse import diags_array

    rows = diags_array(1 / np.sqrt(1 + np.asarray(met.sum(axis=1)).ravel())) @ met
    middle = np.asarray(rows.mean(axis=0)).ravel()
    width, wide = (min(wanted, *rows.shape) for wanted in (width, width + SPARE))
    found = np.random.default_rng(seed).standard_normal((rows.shape[1], wide))
    for _ in range(TURNS):
        aside = rows @ found - middle @ found
        found = np.linalg.qr(rows.T @ aside - np.outer(middle, aside.sum(axis=0)))[0]
    aside = rows @ found - middle @ found
    turned = np.linalg.eigh(aside.T @ aside)[1][:, ::-1][:, :width]
    where, directions = aside @ turned, found @ turned
    unit = float(np.sqrt(np.mean(where**2))) if width else 0.0
    if unit < ALIKE:
        return np.zeros_like(where), np.zeros_like(directions)
    return where / unit, directions / unit
