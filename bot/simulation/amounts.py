"""Round numbers, as people say them."""

from __future__ import annotations

import math

STEPS = {"min": 10.0, "pages": 50.0, "stars": 0.5}
"""By unit."""


def rounded(known: float, unit: str, *, up: bool) -> float | None:
    """The nearest round number strictly above or below; None where there is none, or it is not known.

    Where the unit has no step of its own, a step is a fifth of the value's power of ten, at least 1.
    """
    if not math.isfinite(known) or known <= 0:
        return None
    step = STEPS.get(unit, _step(known))
    value = (math.floor(known / step) + 1) * step if up else (math.ceil(known / step) - 1) * step
    return round(value, 4) if value > 0 else None


def _step(known: float) -> float:
    """1,234 → 200; 54 → 5 (people count money in fives); 3.7 → 1."""
    power = float(10 ** math.floor(math.log10(known)))
    return 1.0 if power < 10 else 5.0 if power < 100 else power / 5


def written(value: float) -> str:
    """`90`, `4.5`, `1,500,000` without its commas."""
    return f"{value:.0f}" if value == int(value) else f"{value:g}"
