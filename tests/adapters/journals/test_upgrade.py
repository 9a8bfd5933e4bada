"""A journal of an earlier version goes on to be used, with all that it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.journals.sql import connect
from recommender.schema import UserId
from tests.contracts.arrivals import CHANNELS, arrival

VERSION_1 = """
create table schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
create table turns (id TEXT NOT NULL, user_id TEXT NOT NULL, channel TEXT NOT NULL, chat TEXT NOT NULL,
  thread TEXT NOT NULL, text TEXT NOT NULL, action TEXT NOT NULL, at DOUBLE NOT NULL, PRIMARY KEY (id));
create index ix_turns_user_id on turns (user_id);
create table slates (user_id TEXT NOT NULL, id TEXT NOT NULL, turn_id TEXT NOT NULL, domain TEXT NOT NULL,
  at DOUBLE NOT NULL, model_version TEXT NOT NULL, matched INTEGER NOT NULL, items JSON NOT NULL,
  candidates JSON NOT NULL, PRIMARY KEY (user_id, id));
insert into schema_version values (1);
insert into turns values ('m1', 'console:ana', 'console', 'ana', '', 'like 盗火线', '', 2.5);
insert into slates values ('console:ana', 's1', 'm1', 'movies', 2.5, 'v', 1, '[["movies:1",0,0.5,0.75]]', '{}');
"""


async def test_a_file_of_version_1_is_upgraded_in_place_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(VERSION_1)
        before = _content(connection)
    for _ in range(2):
        async with connect(file):
            pass
    with closing(sqlite3.connect(file)) as connection:
        assert _content(connection) == before
        assert connection.execute("select version from schema_version").fetchall() == [(2,)]
    async with connect(file) as store:
        await store.inbox.accept(arrival(1))
        assert len(await store.inbox.claim(CHANNELS, 10)) == 1
        assert await store.forget(UserId("console:ana")) == 2


def _content(connection: sqlite3.Connection) -> list[object]:
    return [connection.execute(f"select * from {table}").fetchall() for table in ("turns", "slates")]  # noqa: S608
