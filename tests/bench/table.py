"""What a measurement is, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured, ours beside what it is compared with."""

    what: str
    ours: str
    baseline: str = ""
    ratio: float | None = None
    """As the bar counts it: times as fast, or times as long."""
    bar: str = ""
    """`≥ 1.8 ×`; empty where nothing is demanded."""
    met: bool | None = None
    """None without a bar."""
    note: str = ""
    """Repeats, seeds, and what a reader must know to judge the number."""

    def at_least(self, bar: float) -> Self:
        """The row with its bar: the ratio must reach it."""
        return replace(self, bar=f"≥ {bar:g} ×", met=self.ratio is not None and self.ratio >= bar)

    def at_most(self, bar: float) -> Self:
        """The row with its bar: the ratio must not go beyond it."""
        return replace(self, bar=f"≤ {bar:g} ×", met=self.ratio is not None and self.ratio <= bar)


@dataclass(frozen=True, slots=True)
class Sample:
    """Repeated timings of one thing, in seconds."""

    seconds: Sequence[float]

    @property
    def median(self) -> float:
        return self.quantile(50)

    def quantile(self, percent: float) -> float:
        return float(np.percentile(self.seconds, percent))

    def __str__(self) -> str:
        """`4.1 ms (4.0-4.3)`: the median and the middle half."""
        unit, factor = ("ms", 1e3) if self.median < 0.5 else ("s", 1.0)
        low, middle, high = (factor * self.quantile(percent) for percent in (25, 50, 75))
        return f"{middle:.3g} {unit} ({low:.3g}-{high:.3g})"


def within(seconds: float, sample: Sample, *, what: str, note: str) -> Row:
    """A row that is met when the median takes no longer than the seconds."""
    return Row(what, str(sample), bar=f"≤ {seconds:g} s", met=sample.median <= seconds, note=note)


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a table."""
    lines = [
        "| What | Ours | Compared with | Ratio | Bar | Met | Notes |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join(lines + [f"| {' | '.join(_cells(row))} |" for row in rows])


def _cells(row: Row) -> list[str]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
    met = {None: "", True: "yes", False: "**no**"}[row.met]
    return [cell.replace("|", "\\|") for cell in (row.what, row.ours, row.baseline, ratio, row.bar, met, row.note)]


def interleaved(tasks: Sequence[Callable[[int], float]], repeats: int, block: int = 25) -> list[Sample]:
    """Time the tasks in turns, a block of each, so that all see the same machine.

    A task does its work number `i` and returns the seconds that it took.
    """
    seconds: list[list[float]] = [[] for _ in tasks]
    for start in range(0, repeats, block):
        for task, taken in zip(tasks, seconds, strict=True):
            taken += [task(number) for number in range(start, min(start + block, repeats))]
    return [Sample(taken) for taken in seconds]
