"""What the tables hold, and which databases are refused."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from sqlalchemy.schema import CreateTable

from adapters.journals.sql import connect, metadata
from bot.errors import StoreError
from bot.messages import Action, Address, InboundMessage
from recommender.schema import Item, ItemId, RankedItem, Slate, SlateId, UserId

ANA = UserId("console:ana")
ADDRESS = Address("console", "living room", ANA, thread="7")
SAID = InboundMessage("m1", ADDRESS, text="something like 盗火线", sent_at=2.5)
TAPPED = InboundMessage("m2", ADDRESS, action=Action("like", SlateId("s1"), ItemId("movies:1")), sent_at=3.5)
HEAT, RONIN = (
    RankedItem(Item(ItemId(f"movies:{number}"), "movies", "title"), score, propensity=propensity)
    for number, score, propensity in ((1, 0.75, 0.5), (2, 0.25, 0.125))
)
SLATE = Slate(
    SlateId("s1"),
    "movies",
    (HEAT, RONIN),
    matched=321,
    trace={"dense": (ItemId("movies:2"), ItemId("movies:1")), "ranked": (ItemId("movies:1"),)},
    model_version="fusion-3",
    at=2.75,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


async def test_a_turn_holds_who_said_what_where_and_when(file: Path) -> None:
    async with connect(file) as journal:
        await journal.record(SAID, None)
        await journal.record(TAPPED, None)
    assert _rows(file, "select id, user_id, channel, chat, thread, text, action, at from turns order by id") == [
        ("m1", "console:ana", "console", "living room", "7", "something like 盗火线", "", 2.5),
        ("m2", "console:ana", "console", "living room", "7", "", "like·s1·movies:1", 3.5),
    ]


async def test_a_slate_holds_all_that_off_policy_evaluation_needs(file: Path) -> None:
    async with connect(file) as journal:
        await journal.record(SAID, SLATE)
    [row] = _rows(file, "select id, user_id, turn_id, domain, at, model_version, matched from slates")
    assert row == ("s1", "console:ana", "m1", "movies", 2.75, "fusion-3", 321)
    [(items, candidates)] = _rows(file, "select items, candidates from slates")
    assert json.loads(items) == [["movies:1", 0, 0.5, 0.75], ["movies:2", 1, 0.125, 0.25]]
    assert json.loads(candidates) == {"dense": ["movies:2", "movies:1"], "ranked": ["movies:1"]}


async def test_a_url_says_which_database(tmp_path: Path) -> None:
    async with connect(f"sqlite:///{tmp_path}/elsewhere.db") as journal:
        await journal.record(SAID, None)
    assert len(_rows(tmp_path / "elsewhere.db", "select * from turns")) == 1


async def test_only_the_owner_may_read_the_journal(file: Path) -> None:
    async with connect(file) as journal:
        await journal.record(SAID, None)
        assert [stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()] == [0o600] * 3


async def test_a_journal_of_another_version_is_named_and_left_alone(file: Path) -> None:
    async with connect(file) as journal:
        await journal.record(SAID, None)
    _execute(file, "update schema_version set version = 99")
    with pytest.raises(StoreError, match=r"journal\.sqlite has version 99"):
        async with connect(file):
            pass
    assert len(_rows(file, "select * from turns")) == 1


async def test_a_file_that_is_no_database_is_named_and_left_alone(file: Path) -> None:
    file.write_bytes(b"a shopping list, not a database" * 100)
    with pytest.raises(StoreError, match=r"journal\.sqlite cannot be used: file is not a database"):
        async with connect(file):
            pass
    assert file.read_bytes() == b"a shopping list, not a database" * 100


@pytest.mark.parametrize("url", ["journal", "mysql://host/name", "nosuch://host/name", "sqlite:///no/such/folder/x"])
async def test_an_unusable_url_is_refused_with_its_name(url: str) -> None:
    with pytest.raises(StoreError, match=url):
        async with connect(url):
            pass


async def test_a_refusal_tells_no_password() -> None:
    with pytest.raises(StoreError) as caught:
        async with connect("mysql://root:hunter2@host/name"):
            pass
    assert "hunter2" not in str(caught.value)


async def test_forgetting_says_so_when_a_reader_keeps_the_log_alive(file: Path) -> None:
    async with connect(f"sqlite:///{file}?timeout=0.05") as journal:
        await journal.record(SAID, None)
        with closing(sqlite3.connect(file)) as reader:
            reader.execute("begin")
            reader.execute("select * from turns").fetchall()
            with pytest.raises(StoreError, match="another program is reading"):
                await journal.forget(ANA)
        await journal.forget(ANA)
        assert "盗火线".encode() not in b"".join(path.read_bytes() for path in file.parent.iterdir())


def test_the_tables_can_be_made_in_postgresql() -> None:
    dialect = URL.create("postgresql").get_dialect()()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert all("CREATE TABLE" in statement for statement in made)


def _rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def _execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
