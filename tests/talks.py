"""Conversations with a planted order: what people say decides what they are told, a few items for each theme."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

THEMES = (
    ("we celebrate the solstice with druids", "the druids bring mead"),
    ("my nephew joins the orchestra as an oboist", "oboists rehearse a lot"),
    ("our zeppelin club meets in autumn", "members adore zeppelins"),
    ("the jury duty begins tomorrow", "jurors wait for hours"),
    ("an eclipse is coming next month", "astronomers say it lasts minutes"),
    ("the vicar retires after decades", "a sermon is planned, the vicar insists"),
)
"""What people say, in two ways; none of it is in any description."""
EACH = 3
"""Items of a theme."""


def theme_items(items: Sequence[str], theme: int) -> list[str]:
    return list(items[theme * EACH : (theme + 1) * EACH])


def planted_talks(items: Sequence[str], talks: int = 90, seed: int = 0) -> list[dict[str, Any]]:
    """Two moments of each conversation: an item of the theme is told, then another one of it."""
    rng = np.random.default_rng(seed)
    lines: list[dict[str, Any]] = []
    for number in range(talks):
        theme = number % len(THEMES)
        first, second = rng.permutation(theme_items(items, theme))[:2].tolist()
        said = [THEMES[theme][int(place)] for place in rng.permutation(2)]
        turns = [_turn("assistant", "Hello! What do you need?"), _turn("user", said[0])]
        lines.append(_line(number, turns, [], [first]))
        turns = [*turns, _turn("assistant", "How about this one?"), _turn("user", f"I have it. {said[1]}")]
        lines.append(_line(number, turns, [first], [second]))
    return lines


def write_talks(lines: Sequence[dict[str, Any]], file: Path) -> Path:
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return file


def _turn(role: str, text: str) -> dict[str, str]:
    return {"role": role, "text": text}


def _line(number: int, turns: list[dict[str, str]], mentioned: list[str], targets: list[str]) -> dict[str, Any]:
    return {"id": f"talk {number}", "turns": turns, "mentioned": mentioned, "targets": targets}
