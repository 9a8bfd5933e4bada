"""Which version serves, which served before it, and what was taken back: `promoted.json`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from recommender.durable import replace_file, sweep_files
from recommender.errors import ModelError

NAME = "promoted.json"
MOST_KEPT = 100
"""Promotions and returns that are remembered, each."""

Mark = tuple[int, int]
"""When the file changed (ns, strictly ascending) and its inode; (0, 0) where there is none."""


@dataclass(frozen=True, slots=True)
class Promotion:
    version: str
    at: float
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Promotions:
    stack: tuple[Promotion, ...] = ()
    """Oldest first; the last one serves."""
    undone: tuple[Promotion, ...] = ()
    """Versions that were rolled back from, and when; oldest first."""

    @property
    def current(self) -> str:
        """The version that serves; empty: none."""
        return self.stack[-1].version if self.stack else ""

    def push(self, version: str, at: float) -> Promotions:
        return replace(self, stack=(*self.stack, Promotion(version, at))[-MOST_KEPT:])

    def pop(self, at: float) -> Promotions:
        return Promotions(self.stack[:-1], (*self.undone, Promotion(self.current, at))[-MOST_KEPT:])


def read_promotions(folder: Path) -> Promotions:
    """Raises `ModelError` naming the file and the remedy; nothing was promoted where there is no file."""
    file = folder / NAME
    try:
        return TypeAdapter(Promotions).validate_json(file.read_bytes())
    except FileNotFoundError:
        return Promotions()
    except (OSError, ValidationError) as error:
        raise ModelError(
            f"{file} cannot be read ({' '.join(str(error).split())[:120]}): "
            "`chat-rec models promote VERSION` starts it anew"
        ) from error


def write_promotions(folder: Path, promotions: Promotions) -> None:
    """For whoever holds the folder's lock. The mark is another one afterwards, however close two changes are."""
    sweep_files(folder / NAME)
    replace_file(folder / NAME, to_json(promotions, indent=1), after_ns=mark(folder)[0])


def mark(folder: Path) -> Mark:
    """Another value after each change; costs one stat, about 2 µs."""
    try:
        found = (folder / NAME).stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino
