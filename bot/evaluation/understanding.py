"""Messages through the understanding, each judged against what a person says that it means."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.evaluation.figures import Judged, intent_figures, polarity_figures, slot_figures
from bot.evaluation.rows import Row
from bot.evaluation.slots import TITLE, expected, found, pairs
from bot.turn import Dialogue, Turn
from bot.understanding import Understanding

_WARM_UP = 5
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """One row, and the turn that was made of it."""

    row: Row
    turn: Turn
    seconds: float


def read_all(
    understanding: Understanding, rows: Sequence[Row], domain: str, progress: Progress | None = None
) -> list[Reading]:
    """Every row as the first message of a conversation about the domain."""
    dialogue = Dialogue(domain=domain)
    for row in rows[:_WARM_UP]:
        understanding(row.text, dialogue, 0.0)
    readings = []
    for number, row in enumerate(rows):
        started = time.perf_counter()
        turn = understanding(row.text, dialogue, 0.0)
        readings.append(Reading(row, turn, time.perf_counter() - started))
        if progress is not None:
            progress(number + 1, len(rows))
    return readings


def figures(understanding: Understanding, readings: Sequence[Reading], domain: str) -> dict[str, Any]:
    """`slots`, `linkable`, `titles`, `said`, `intent`, `ms_per_text`; see docs/EVALUATION.md."""
    noted = [reading for reading in readings if _is_noted(reading.row)]
    judged = [judge(understanding, reading, domain) for reading in noted]
    intents = [
        (reading.row.intent.casefold(), reading.turn.intent.value) for reading in readings if reading.row.intent
    ]
    slots, linkable = (slot_figures(judged, linkable=only) for only in (False, True))
    milliseconds = np.array([1000 * reading.seconds for reading in readings])
    return {
        "n": len(readings),
        "slots": {group: value for group, value in slots.items() if group != TITLE},
        "titles": slots.get(TITLE),
        "linkable": linkable,
        "said": polarity_figures(judged),
        "intent": intent_figures(intents) if intents else None,
        "ms_per_text": {
            "mean": float(milliseconds.mean()),
            **{f"p{percent}": float(np.percentile(milliseconds, percent)) for percent in (50, 95, 99)},
        },
    }


def judge(understanding: Understanding, reading: Reading, domain: str) -> Judged:
    """What nobody noted is not judged: of a row without `items` no titles, of one without `preferences` no wishes."""
    known = understanding.domains.known[domain]
    row = reading.row
    told = [
        slot
        for slot in found(reading.turn, known)
        if (row.items if slot.group == TITLE else row.preferences) is not None
    ]
    gold = expected(row, known)
    return Judged(tuple(gold), tuple(told), tuple(pairs(gold, told)))


def _is_noted(row: Row) -> bool:
    return row.preferences is not None or row.items is not None
