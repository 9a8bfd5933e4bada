"""What another version stored and this one cannot read is put aside, and holds up nobody."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.journals.sql import connect
from bot.arrivals import Outcome
from tests.contracts.arrivals import CHANNELS, arrival, call
from tests.contracts.people import taught


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


async def left_behind(path: Path) -> None:
    """Two chats, each with an answer to be sent and a person to be saved."""
    async with connect(path) as store:
        for number in (1, 2):
            await store.inbox.accept(arrival(number, f"c{number}", f"telegram:{number}"))
        for claimed in await store.inbox.claim(CHANNELS, 10):
            person = taught(claimed.arrival.user, "no westerns")
            await store.inbox.commit(claimed, Outcome((call(chat=claimed.arrival.chat),), person))


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        assert database.execute(statement).rowcount == 1


@pytest.mark.parametrize("document", ['{"person": {"profile": 7}}', "{", "[]"])
async def test_a_person_that_cannot_be_read_goes_into_quarantine_and_is_kept(changed: Path, document: str) -> None:
    await left_behind(changed)
    change(changed, f"update inbox set document = '{document}' where number = 1")  # noqa: S608 - ours
    async with connect(changed) as store:
        bad, good = await store.inbox.claim(CHANNELS, 10)
        assert good.unsaved == Outcome(person=taught(good.arrival.user, "no westerns"))
        assert bad.unsaved is not None
        assert "cannot be read" in bad.unsaved.fault
        await store.inbox.finish(bad, bad.unsaved.fault)
        [faulty] = (await store.backroom.backlog(2.0)).quarantined
        assert "cannot be read" in faulty.fault


@pytest.mark.parametrize("text", ['{"method": "sendMessage"}', "{", "[]"])
async def test_a_call_that_cannot_be_read_is_given_up_and_the_others_are_sent(changed: Path, text: str) -> None:
    await left_behind(changed)
    change(changed, f"update outbox set call = '{text}' where id = 1")  # noqa: S608 - ours
    async with connect(changed) as store:
        assert [posting.id for posting in await store.outbox.due(CHANNELS, 10)] == [2]
        backlog = await store.backroom.backlog(2.0)
        assert (backlog.given_up, backlog.unsent) == (1, 1)
