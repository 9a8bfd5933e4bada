"""How well texts are given their labels, and how well what has none is told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.heads import OUT_OF_SCOPE, TextHead
from recommender.schema import Vector

LOSSES = (0.01, 0.02, 0.03, 0.05)
"""Shares of the texts in scope that are read right, and are given for refusing more."""
BINS = 15


@dataclass(frozen=True, slots=True)
class Judged:
    """What a classifier said of texts whose labels are known."""

    wanted: Sequence[str]
    told: Sequence[str]
    """The likeliest label in scope."""
    sure: Vector
    """Its probability if the text is in scope."""
    outside: Vector
    """The more, the likelier out of scope."""
    refused: Sequence[bool]

    @classmethod
    def by(cls, head: TextHead, texts: Sequence[str], vectors: Vector, wanted: Sequence[str]) -> Judged:
        chances, outside = head.judge(texts, vectors)
        told = [head.labels[place] for place in chances.argmax(axis=1)]
        sure = chances.max(axis=1) / np.maximum(1 - outside, 1e-9)
        strange = head.strangeness(head.scores(texts, vectors))
        return cls(wanted, told, sure, strange, [bool(each > 0.5) for each in outside])


def label_figures(judged: Judged) -> dict[str, float | dict[str, float] | None]:
    """Accuracy and macro-F1 of the likeliest label in scope, nothing refused; calibration error; then with refusals.

    `outside_recall_at_loss`: of the texts out of scope, the share refused when as many of the well-read texts in
    scope are refused as make that share of all in scope. None where there are no texts of the kind.
    """
    wanted, told, refused = np.array(judged.wanted), np.array(judged.told), np.array(judged.refused)
    inside = wanted != OUT_OF_SCOPE
    right = (wanted == told) & inside
    some_inside, some_outside = bool(inside.any()), bool((~inside).any())
    return {
        "accuracy": float(right[inside].mean()) if some_inside else None,
        "macro_f1": macro_f1(wanted[inside].tolist(), told[inside].tolist()) if some_inside else None,
        "calibration_error": _calibration(judged.sure[inside], right[inside]) if some_inside else None,
        "accuracy_with_refusals": float((right & ~refused)[inside].mean()) if some_inside else None,
        "outside_recall": float(refused[~inside].mean()) if some_outside else None,
        "outside_recall_at_loss": _at_losses(judged.outside, right, inside) if some_inside and some_outside else None,
        "n": len(wanted),
        "n_outside": int((~inside).sum()),
    }


def macro_f1(wanted: Sequence[str], told: Sequence[str]) -> float:
    """The mean of F1 over all labels that are wanted."""
    scores = []
    for label in sorted(set(wanted)):
        hits = sum(a == b == label for a, b in zip(wanted, told, strict=True))
        scores.append(2 * hits / (list(wanted).count(label) + list(told).count(label)))
    return float(np.mean(scores))


def _at_losses(strange: Vector, right: np.ndarray, inside: np.ndarray) -> dict[str, float]:
    falling = np.sort(strange[right])[::-1]
    found = {}
    for loss in LOSSES:
        given = int(loss * inside.sum())
        limit = falling[given] if given < len(falling) else -np.inf
        found[f"{loss:g}"] = float((strange[~inside] > limit).mean())
    return found


def _calibration(sure: Vector, right: np.ndarray) -> float:
    """Expected calibration error over bins of equal width."""
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps: Mapping[int, float] = {
        each: abs(float(sure[place == each].mean()) - float(right[place == each].mean()))
        * float((place == each).mean())
        for each in np.unique(place).tolist()
    }
    return sum(gaps.values())
