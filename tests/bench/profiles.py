"""Saving a profile: one small file for each user, against TinyDB's one file for all and against SQLite.

Each timing is of a whole save as a turn pays for it: the document is made from the `Person`, and on return it
is on disk. All run on the same file system with the same documents.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

from pydantic import TypeAdapter
from tinydb import TinyDB
from tinydb.table import Document

from adapters.profiles.tinydb import connect, file_of
from bot.ports import Profiles
from bot.turn import Person
from recommender.schema import UserId
from tests.bench.table import Row, Sample, interleaved, markdown
from tests.contracts.people import taught

FEW, MANY, VERY_MANY = 100, 10_000, 100_000
REPEATS = 300
TINYDB_REPEATS = 5
SEED = 7

Task = Callable[[int], float]
"""Does its work number `i`; the seconds that it took."""


def measure() -> list[Row]:
    """Speed against both baselines, and whether it depends on how many users there are."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        return _against_baselines(Path(folder), runner) + _by_number_of_users(Path(folder), runner)


def _against_baselines(folder: Path, runner: asyncio.Runner) -> list[Row]:
    _populate(folder / "baselines", MANY)
    one_file = _in_one_file(folder / "all.json")
    theirs = Sample([one_file(number) for number in range(TINYDB_REPEATS)])
    with sqlite3.connect(folder / "all.sqlite", check_same_thread=False) as database, ThreadPoolExecutor(1) as one:
        ours, sql, turn = interleaved(
            [
                partial(_run, runner, _saving, folder / "baselines", MANY),
                _in_sqlite(database, runner, one),
                partial(_run, runner, _loading_and_saving, folder / "baselines", MANY),
            ],
            REPEATS,
        )
    note = f"{REPEATS} saves for random users, in alternating blocks of 10"
    return [
        Row(
            f"Save a profile, {MANY:,} users",
            str(ours),
            f"TinyDB's JSONStorage, one table: {theirs}",
            theirs.median / ours.median,
            note=f"{TINYDB_REPEATS} updates of the baseline, by document id, its fastest way",
        ).at_least(300),
        Row(
            f"Save a profile, {MANY:,} users",
            str(ours),
            f"SQLite upsert, WAL, synchronous=FULL: {sql}",
            ours.median / sql.median,
            note=note,
        ).at_most(3),
        Row("Load and save a profile, as every turn does", str(turn), note=note),
    ]


def _by_number_of_users(folder: Path, runner: asyncio.Runner) -> list[Row]:
    tasks = []
    for users in (FEW, VERY_MANY):
        _populate(folder / str(users), users)
        tasks.append(partial(_run, runner, _saving, folder / str(users), users))
    few, very_many = interleaved(tasks, REPEATS)
    return [
        Row(
            f"Save a profile, {VERY_MANY:,} users",
            str(very_many),
            f"the same with {FEW} users: {few}",
            very_many.median / few.median,
            note=f"{REPEATS} saves for random users each, in alternating blocks of 10",
        ).at_most(1.5)
    ]
