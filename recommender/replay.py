"""What people did lately and long ago, for training again: a bounded sample of all events, kept on disk.

Every event has a fixed random number in [0, 1), from a hash of its content. A user's events are ordered by it, and
event number r (from 0) of a user has priority r + number: the `capacity` lowest stay. So everybody has about the same
share, who did less keeps all, and of each person a uniform sample of their whole time is left: old data stay
represented however long the log grows. The choice depends on the events alone, not on their order or on restarts (a
bottom-k sketch, Cohen & Kaplan, 2007), and an event that is told twice counts once.

The file is JSON Lines, `{"user", "item", "verb", "worth", "at"}`, appended to; it is rewritten when a quarter more
than the capacity is in it, and when somebody is forgotten. Its first line names the writing, a new one each time.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recommender.durable import locked, refusals_told, replace_file, sweep_files
from recommender.history import WORTH
from recommender.interactions import Interactions
from recommender.schema import Feedback

CAPACITY = 100_000
"""About 12 MB of text."""
SLACK = 1.25
UNSYNCED = 64
"""So many events may be lost in a power cut, none when the process is killed; the profiles still have them."""
UNDO = "undo"
RATED = "rated"
"""The verb of an event that came from a log."""
MARK = b"chat-rec replay"
"""What the first line holds."""


@dataclass(frozen=True, slots=True)
class Event:
    user: str
    item: str
    verb: str
    """`undo` takes back whatever the user did with the item before."""
    worth: float
    """In [-1, 1]."""
    at: float
    """Seconds since the epoch."""

    @classmethod
    def of(cls, feedback: Feedback) -> Event:
        return cls(feedback.user, feedback.item, feedback.verb, WORTH.get(feedback.verb, 0.0), feedback.at)

    @classmethod
    def rated(cls, log: Interactions, number: int) -> Event:
        """One event of a log whose item numbers are the catalogue's rows."""
        return cls(
            log.user_ids[log.users[number]],
            log.item_ids[log.items[number]],
            RATED,
            float(log.worth[number]),
            float(log.times[number]),
        )


class Replay:
    """One file of events. Processes that use it at once see each other's changes.

    Several threads may add and forget at once; whoever samples has a Replay of their own.
    """

    def __init__(self, file: Path, capacity: int = CAPACITY) -> None:
        """Nothing is read or written yet. Every method raises `ModelError` when the disk refuses."""
        self._file = file
        self._capacity = capacity
        self._events: dict[Event, None] = {}
        self._writing = b""
        """First line of the file that is in memory."""
        self._read_to = 0
        """So many bytes of it are."""
        self._lines = 0
        """So many lines, those of events that were undone or told twice among them."""
        self._unsynced = 0
        self.damaged = 0
        """Lines that could not be read; a torn last line, which nobody was promised, is none of them."""

    def add(self, events: Iterable[Event]) -> None:
        """On return they survive the end of the process, and after `sync`, or 64 events, a power cut."""
        with locked(self._file.parent), refusals_told(self._file):
            self._catch_up()
            new = [event for event in events if event not in self._events]
            for event in new:
                self._take(event)
            self._append(new)
            if self._lines > self._capacity * SLACK:
                self._rewrite(kept(self._events, self._capacity))

    def sync(self) -> None:
        """Put what was added on disk."""
        if self._unsynced and self._file.exists():
            with refusals_told(self._file), self._file.open("rb") as stream:
                os.fsync(stream.fileno())
        self._unsynced = 0

    def forget(self, user: str) -> int:
        """How many events of the person were kept; on return no file holds one."""
        with locked(self._file.parent), refusals_told(self._file):
            sweep_files(self._file)
            self._catch_up()
            left = [event for event in self._events if event.user != user]
            gone = len(self._events) - len(left)
            if gone or self._mentions(user):
                self._rewrite(left)
        return gone

    def sample(self, count: int | None = None, seed: int = 0, items: Sequence[str] | None = None) -> Interactions:
        """Some or all of the kept events, in order of time; the same seed draws the same.

        With a catalogue's item ids, item numbers are its rows, and events on other items are left out.
        """
        with refusals_told(self._file):
            self._catch_up()
        rows = None if items is None else set(items)
        chosen = [event for event in kept(self._events, self._capacity) if rows is None or event.item in rows]
        if count is not None and count < len(chosen):
            picked = np.random.default_rng(seed).choice(len(chosen), count, replace=False)
            chosen = [chosen[number] for number in picked]
        return interactions(chosen, items)

    def _take(self, event: Event) -> None:
        if event.verb != UNDO:
            self._events[event] = None
            return
        about = [each for each in self._events if (each.user, each.item) == (event.user, event.item)]
        for each in about:
            if each.at <= event.at:
                del self._events[each]

    def _catch_up(self) -> None:
        """Read what others appended, or everything when the file was rewritten."""
        try:
            stream = self._file.open("rb")
        except FileNotFoundError:
            self._start(b"")
            return
        with stream:
            writing = stream.readline()
            if writing != self._writing:
                self._start(writing)
            stream.seek(self._read_to)
            whole, newline, _torn = stream.read().rpartition(b"\n")
        for line in whole.split(b"\n") if newline else ():
            self._read(line)
        self._read_to += len(whole) + len(newline)

    def _start(self, writing: bytes) -> None:
        self._events, self._writing, self._read_to, self._lines = {}, writing, len(writing), 0

    def _read(self, line: bytes) -> None:
        self._lines += 1
        try:
            self._take(_event(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            self.damaged += 1

    def _append(self, events: Collection[Event]) -> None:
        """After the last whole line: what a killed process left of another one is cut off."""
        if not self._writing:
            self._rewrite(self._events)
            return
        with self._file.open("ab") as stream:
            if self._read_to < stream.tell():
                stream.truncate(self._read_to)
            stream.write(content := _lines(events))
            stream.flush()
            self._unsynced += len(events)
            if self._unsynced >= UNSYNCED:
                os.fsync(stream.fileno())
                self._unsynced = 0
        self._read_to += len(content)
        self._lines += len(events)

    def _rewrite(self, events: Iterable[Event]) -> None:
        kept_now = dict.fromkeys(events)
        writing = b'{"%s": "%s"}\n' % (MARK, secrets.token_hex(8).encode())
        sweep_files(self._file)
        replace_file(self._file, writing + (content := _lines(kept_now)))
        self._start(writing)
        self._events, self._lines, self._unsynced = kept_now, len(kept_now), 0
        self._read_to += len(content)

    def _mentions(self, user: str) -> bool:
        """The file still holds an event that was undone, or part of a line."""
        return self._file.exists() and json.dumps(user).encode() in self._file.read_bytes()


def kept(events: Iterable[Event], capacity: int) -> list[Event]:
    """The events that stay, as the module describes; pure, 5 µs an event."""
    by_user: dict[str, list[tuple[float, Event]]] = {}
    for event in events:
        by_user.setdefault(event.user, []).append((_number(event), event))
    ranked = [
        (rank + number, event)
        for own in by_user.values()
        for rank, (number, event) in enumerate(sorted(own, key=lambda pair: pair[0]))
    ]
    ranked.sort(key=lambda pair: pair[0])
    return [event for _, event in ranked[:capacity]]


def interactions(events: Iterable[Event], items: Sequence[str] | None = None) -> Interactions:
    """In order of time. Users are numbered by name; so are items, unless a catalogue's ids are given."""
    ordered = sorted(events, key=lambda event: (event.at, event.user, event.item))
    users = tuple(sorted({event.user for event in ordered}))
    item_ids = tuple(sorted({event.item for event in ordered})) if items is None else tuple(items)
    user_rows = {name: row for row, name in enumerate(users)}
    item_rows = {name: row for row, name in enumerate(item_ids)}
    return Interactions(
        np.array([user_rows[event.user] for event in ordered], dtype=np.int32),
        np.array([item_rows[event.item] for event in ordered], dtype=np.int32),
        np.array([event.worth for event in ordered], dtype=np.float32),
        np.array([event.at for event in ordered], dtype=np.float64),
        users,
        item_ids,
    )


def old_and_new(log: Interactions, new: float = 0.2) -> tuple[Interactions, Interactions]:
    """The older events and the newest part of them; users and items keep their numbers. For the gate's old data."""
    first_new = len(log) - int(len(log) * new)
    is_old = np.arange(len(log)) < first_new
    return log.where(is_old), log.where(~is_old)


def _event(record: dict[str, Any]) -> Event:
    """Raises `ValueError`, `KeyError` or `TypeError` for what is no event."""
    event = Event(
        str(record["user"]), str(record["item"]), str(record["verb"]), float(record["worth"]), float(record["at"])
    )
    if not (-1 <= event.worth <= 1 and math.isfinite(event.at)):
        raise ValueError("it is out of range")
    return event


def _lines(events: Iterable[Event]) -> bytes:
    return b"".join(json.dumps(asdict(event)).encode() + b"\n" for event in events)


def _number(event: Event) -> float:
    """In [0, 1), the same whenever it is asked for."""
    content = "\0".join((event.user, event.item, event.verb, repr(event.at))).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big") / 2**64


def replay_file(data_dir: Path, domain: str) -> Path:
    """Where a domain's events are kept."""
    return data_dir / "replay" / f"{domain}.jsonl"
