"""Logs with a planted order: two tribes that share no items, and within each one thing leads to the next."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.interactions import Interactions

DAY_S = 86_400.0
FOLLOWS = 0.7
"""How often the next item is the one that comes after the last."""


def planted(items: Sequence[str], people: int = 120, events: int = 10, seed: int = 0) -> Interactions:
    """Everybody walks through the items of one tribe, and thinks highly of some of them more than of others."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(items))
    tribes = order[: len(items) // 2], order[len(items) // 2 :]
    rows = []
    for person in range(people):
        start = 1e9 + rng.uniform(0, 300) * DAY_S
        for step, item in enumerate(_walk(tribes[person % 2], min(events, len(items) // 2), rng)):
            rows.append((person, item, 1.0 if item % 3 else -0.5, start + step * DAY_S))
    users, chosen, worth, times = zip(*rows, strict=True)
    return Interactions(
        np.array(users, dtype=np.int32),
        np.array(chosen, dtype=np.int32),
        np.array(worth, dtype=np.float32),
        np.array(times),
        tuple(f"person {number}" for number in range(people)),
        tuple(items),
    ).in_order()


def _walk(tribe: NDArray[np.intp], length: int, rng: np.random.Generator) -> list[int]:
    place = int(rng.integers(len(tribe)))
    had = [place]
    while len(had) < length:
        left = [each for each in range(len(tribe)) if each not in had]
        after = (place + 1) % len(tribe)
        place = after if after in left and rng.random() < FOLLOWS else int(rng.choice(left))
        had.append(place)
    return [int(tribe[each]) for each in had]


def write_log(log: Interactions, file: Path, *, rated: bool = True) -> Path:
    """As an operator has it: ratings from 1 to 5."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["user", "item", *(["rating"] if rated else []), "timestamp"])
        for user, item, worth, at in zip(log.users, log.items, log.worth, log.times, strict=True):
            rating = [f"{3 + 2 * worth:g}"] if rated else []
            writer.writerow([log.user_ids[user], log.item_ids[item], *rating, f"{at:.0f}"])
    return file
