"""Saving a profile: one small file for each user, against TinyDB's one file for all and against SQLite.

A timing is of a whole save as a turn pays for it: the document is made from the `Person`, and on return it is
on disk. All have the same documents, on the same file system.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
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
NOTE = f"{REPEATS} saves for random users, in alternating blocks of 25"

Work = Callable[[int], Coroutine[None, None, None]]
"""What is timed, for the user of this number."""
Task = Callable[[int], float]
"""Does its work number `i`; the seconds that it took."""


def measure() -> list[Row]:
    """Speed against both baselines, and whether it depends on how many users there are."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        bench = Path(folder)
        return [*_against_baselines(bench / "baselines", runner), _by_number_of_users(bench, runner)]


def _against_baselines(folder: Path, runner: asyncio.Runner) -> list[Row]:
    with _opened(folder, MANY, runner) as profiles, closing(_sqlite(folder / "all.sqlite", MANY)) as database:
        tiny = Sample(_tinydb(folder / "all.json", MANY))
        works = [_save(profiles), _upsert(database), _load_and_save(profiles)]
        tasks = [_timed(work, MANY, runner) for work in works]
        interleaved(tasks, 20)
        ours, sql, turn = interleaved(tasks, REPEATS)
    what = f"Save a profile, {MANY:,} users"
    times_as_fast = tiny.median / ours.median
    tiny_note = f"{TINYDB_REPEATS} updates of the baseline, by document id, its fastest way"
    return [
        Row(what, str(ours), f"TinyDB's JSONStorage, one table: {tiny}", times_as_fast, note=tiny_note).at_least(300),
        Row(
            what,
            str(ours),
            f"SQLite upsert in a thread, WAL, synchronous=FULL: {sql}",
            ours.median / sql.median,
            note=NOTE,
        ).at_most(3),
        Row("Load and save a profile, as every turn does", str(turn), note=NOTE),
    ]


def _by_number_of_users(folder: Path, runner: asyncio.Runner) -> Row:
    with (
        _opened(folder / "few", FEW, runner) as small,
        _opened(folder / "very_many", VERY_MANY, runner) as large,
    ):
        tasks = [_timed(_save(small), FEW, runner), _timed(_save(large), VERY_MANY, runner)]
        interleaved(tasks, 20)
        few, very_many = interleaved(tasks, REPEATS)
    return Row(
        f"Save a profile, {VERY_MANY:,} users",
        str(very_many),
        f"the same with {FEW} users: {few}",
        very_many.median / few.median,
        note=NOTE,
    ).at_most(1.5)


def _person(number: int, words: str = "I love old westerns") -> Person:
    return taught(UserId(f"console:{number}"), words)


def _timed(work: Work, users: int, runner: asyncio.Runner) -> Task:
    chosen = random.Random(SEED)

    async def timed() -> float:
        user = chosen.randrange(users)
        begun = perf_counter()
        await work(user)
        return perf_counter() - begun

    return lambda _: runner.run(timed())


def _save(profiles: Profiles) -> Work:
    async def work(user: int) -> None:
        await profiles.save(_person(user, "no more westerns"))

    return work


def _load_and_save(profiles: Profiles) -> Work:
    async def work(user: int) -> None:
        await profiles.save(await profiles.load(UserId(f"console:{user}")))

    return work


def _upsert(database: sqlite3.Connection) -> Work:
    adapter = TypeAdapter(Person)

    def upsert(user: int) -> None:
        with database:
            database.execute(
                "insert into profiles values (?, ?) on conflict do update set document = excluded.document",
                (f"console:{user}", adapter.dump_json(_person(user, "no more westerns"))),
            )

    async def work(user: int) -> None:
        await asyncio.to_thread(upsert, user)

    return work


@contextmanager
def _opened(folder: Path, users: int, runner: asyncio.Runner) -> Iterator[Profiles]:
    """Profiles of so many users, written without fsync, or setting up would take minutes."""
    template = _written(folder / "template", runner)
    for number in range(users):
        path = file_of(folder / "profiles", UserId(f"console:{number}"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(template.replace(b"console:0", f"console:{number}".encode()))
    connection = connect(folder)
    yield runner.run(connection.__aenter__())
    runner.run(connection.__aexit__(None, None, None))


def _written(folder: Path, runner: asyncio.Runner) -> bytes:
    """What a save writes for user 0."""

    async def save() -> None:
        async with connect(folder) as profiles:
            await profiles.save(_person(0))

    runner.run(save())
    return file_of(folder / "profiles", UserId("console:0")).read_bytes()


def _sqlite(file: Path, users: int) -> sqlite3.Connection:
    adapter = TypeAdapter(Person)
    database = sqlite3.connect(file, check_same_thread=False)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    with database:
        database.execute("create table profiles (user text primary key, document text)")
        rows = ((f"console:{number}", adapter.dump_json(_person(number))) for number in range(users))
        database.executemany("insert into profiles values (?, ?)", rows)
    return database


def _tinydb(file: Path, users: int) -> list[float]:
    """Seconds of each update in TinyDB's own storage."""
    adapter = TypeAdapter(Person)
    everybody = {str(number + 1): adapter.dump_python(_person(number)) for number in range(users)}
    file.write_text(json.dumps({"_default": everybody}), encoding="utf-8")
    seconds = []
    with TinyDB(file) as database:
        for number in range(TINYDB_REPEATS):
            begun = perf_counter()
            document = adapter.dump_python(_person(number, "no more westerns"))
            database.upsert(Document(document, doc_id=number + 1))
            seconds.append(perf_counter() - begun)
    return seconds


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()) + "\n")
