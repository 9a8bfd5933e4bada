"""The operator's log of ratings or purchases → `Interactions`: user, item and, where known, rating and time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.errors import CatalogueError, InteractionsError
from recommender.importing.files import decoded
from recommender.interactions import Interactions

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "user_id", "userid", "customer", "customer_id", "member", "uid"),
    "item": ("item", "item_id", "itemid", "movie", "movieid", "movie_id", "product", "product_id", "isbn", "iid"),
    "rating": ("rating", "score", "stars", "value", "overall"),
    "time": ("timestamp", "time", "date", "at", "created_at", "ts"),
}
"""What a column may be called, in lower case and without a type behind a colon (`user_id:token`)."""
MOST_BAD = 0.05
"""A larger part of unreadable lines means that the file is another than was thought."""
SHOWN = 3
TOLD_EVERY = 20_000
"""Lines after which it is told how far it is."""

Progress = Callable[[int, int], None]
"""Lines that are read, and lines that there are."""


@dataclass(frozen=True, slots=True)
class Read:
    """A log and what was left out of it."""

    log: Interactions
    bad: tuple[str, ...]
    """Lines that could not be read, each named with its fault."""
    strangers: int = 0
    """Events on items that the catalogue does not have."""


def read_interactions(path: Path, items: Sequence[str] | None = None, progress: Progress | None = None) -> Read:
    """The file's events in order of time; with `items`, these are the item numbers, others are left out and counted.

    Ratings are brought to [-1, 1] by the file's own lowest and highest; without ratings every event is worth 1.
    Without times the order of the lines is taken. Raises `InteractionsError` naming line, column and remedy.
    """
    try:
        text, _ = decoded(path)
    except CatalogueError as error:
        raise InteractionsError(str(error)) from error
    rows = _rows(path, text, progress)
    header = next(rows, None)
    if header is None:
        raise InteractionsError(f"{path} is empty: give a table with the columns user and item")
    return _collected(path, _places(path, header[1]), rows, items)


def _rows(path: Path, text: str, progress: Progress | None) -> Iterator[tuple[int, list[str]]]:
    first, total = text.split("\n", 1)[0], text.count("\n")
    delimiter = max("\t,;|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, cells
            if progress and reader.line_num % TOLD_EVERY == 0:
                progress(reader.line_num, total)
    except csv.Error as error:
        raise InteractionsError(f"{path}, line {reader.line_num} is no CSV: {error}; check its quotes") from error


def _places(path: Path, header: Sequence[str]) -> dict[str, int]:
    """Where each column is. `user` and `item` must be there."""
    names = [cell.strip().lower().partition(":")[0] for cell in header]
    places = {
        column: names.index(next(name for name in names if name in known))
        for column, known in COLUMNS.items()
        if set(names) & set(known)
    }
    for column in ("user", "item"):
        if column not in places:
            raise InteractionsError(
                f"{path} has no column {column!r} (its first line is {', '.join(header)[:60]!r}): "
                f"name one {column}, user, item, rating and timestamp are read"
            )
    return places


def _collected(
    path: Path, places: Mapping[str, int], rows: Iterator[tuple[int, list[str]]], items: Sequence[str] | None
) -> Read:
    users, numbers = dict[str, int](), {item: number for number, item in enumerate(items or ())}
    events, bad, strangers = list[tuple[int, int, float, float]](), list[str](), 0
    for line, cells in rows:
        try:
            user, item, rating, time = _event(places, cells)
        except InteractionsError as error:
            bad.append(f"line {line}: {error}")
            continue
        if items is not None and item not in numbers:
            strangers += 1
            continue
        events.append((users.setdefault(user, len(users)), numbers.setdefault(item, len(numbers)), rating, time))
    _check(path, len(events) + strangers, strangers, bad)
    table = np.array(events, dtype=np.float64)
    log = Interactions(
        table[:, 0].astype(np.int32),
        table[:, 1].astype(np.int32),
        _worth(table[:, 2]),
        table[:, 3] if "time" in places else np.arange(len(table), dtype=np.float64),
        tuple(users),
        tuple(numbers),
    )
    return Read(log.in_order(), tuple(bad), strangers)


def _event(places: Mapping[str, int], cells: Sequence[str]) -> tuple[str, str, float, float]:
    """User, item, rating (1 without one) and time. Raises `InteractionsError` without the line."""
    try:
        found = {column: cells[place].strip() for column, place in places.items()}
    except IndexError:
        raise InteractionsError(f"it has {len(cells)} cells, fewer than the header") from None
    for column in ("user", "item"):
        if not found[column]:
            raise InteractionsError(f"{column} is empty")
    return (
        found["user"],
        found["item"],
        _number("rating", found.get("rating", "1")),
        _seconds(found["time"]) if "time" in found else 0.0,
    )


def _number(column: str, cell: str) -> float:
    with suppress(ValueError):
        if np.isfinite(number := float(cell)):
            return number
    raise InteractionsError(f"{column} is {cell!r}: give a number")


def _seconds(cell: str) -> float:
    """Seconds since the epoch, also from milliseconds and ISO dates."""
    with suppress(ValueError):
        number = float(cell)
        return number / 1000 if number > 1e11 else number
    with suppress(ValueError):
        return datetime.fromisoformat(cell).timestamp()
    raise InteractionsError(f"timestamp is {cell!r}: give seconds since 1970 or an ISO date")


def _check(path: Path, good: int, strangers: int, bad: Sequence[str]) -> None:
    told = "; ".join(bad[:SHOWN])
    if len(bad) > MOST_BAD * (good + len(bad)):
        raise InteractionsError(f"{path}: {len(bad)} of {good + len(bad)} lines cannot be read: {told}")
    if good == 0:
        raise InteractionsError(f"{path} has a header and no events: give one line for each event")
    if strangers == good:
        raise InteractionsError(
            f"{path}: none of its items is in the catalogue; its item column must hold the catalogue's own ids"
        )


def _worth(ratings: NDArray[np.float64]) -> NDArray[np.float32]:
    low, high = float(ratings.min()), float(ratings.max())
    if low == high:
        return np.ones(len(ratings), dtype=np.float32)
    return np.asarray(2 * (ratings - low) / (high - low) - 1, dtype=np.float32)
