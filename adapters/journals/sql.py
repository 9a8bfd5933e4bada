"""The journal in SQL: what was asked and what was shown, for analysis and off-policy evaluation.

SQLite by default, PostgreSQL by URL. One writer thread owns the connection: SQLite wants a single
writer anyway, rows keep the order of the calls, and a cancelled turn cannot leave a transaction open
for the next one, as it could with `asyncio.to_thread` and a shared connection.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.errors import StoreError
from bot.messages import InboundMessage
from bot.ports import Journal
from recommender.schema import Slate, UserId

Result = TypeVar("Result")

VERSION = 1

metadata = sa.MetaData()

schema_version = sa.Table("schema_version", metadata, sa.Column("version", sa.Integer, primary_key=True))

# `user` would be a trap for whoever queries by hand: in PostgreSQL it is the database's own user.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Text, nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat", sa.Text, nullable=False),
    sa.Column("thread", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
)

slates = sa.Table(
    "slates",
    metadata,
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("turn_id", sa.Text, nullable=False),
    sa.Column("domain", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("model_version", sa.Text, nullable=False),
    sa.Column("matched", sa.Integer, nullable=False),
    sa.Column("items", sa.JSON, nullable=False),
    sa.Column("candidates", sa.JSON, nullable=False),
)


@asynccontextmanager
async def connect(where: Path | str) -> AsyncIterator[Journal]:
    """The journal in a SQLite file (a path), or at a SQLAlchemy URL (a string); made when it is not there.

    Raises `StoreError` for a URL that makes no sense, a file that is no database, or another version.
    """
    engine = _engine(where)
    with ThreadPoolExecutor(1, "journal") as writer:
        journal = SQLJournal(engine, writer)
        try:
            await journal.run(partial(_prepare, engine))
            yield journal
        finally:
            writer.submit(engine.dispose)


class SQLJournal:
    """The port `Journal`."""

    def __init__(self, engine: sa.Engine, writer: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._writer = writer
        self._queued: list[Future[None]] = []
        insert = _insert(engine)
        self._add_turn = insert(turns).on_conflict_do_nothing()
        self._add_slate = insert(slates).on_conflict_do_nothing()

    async def record(self, inbound: InboundMessage, slate: Slate | None) -> None:
        """Queue the rows; an answer need not wait for them. They are written in order, all of them before closing.

        Raises `StoreError` for an earlier row that the database refused.
        """
        failed = next((row for row in self._queued if row.done() and row.exception()), None)
        self._queued = [row for row in self._queued if not row.done()]
        if failed is not None and isinstance(error := failed.exception(), DBAPIError):
            raise _refused(self._engine, error) from error
        self._queued.append(self._writer.submit(self._record, inbound, slate))

    async def forget(self, user: UserId) -> int:
        """Raises `StoreError` while another program keeps SQLite from wiping its log; try again then."""
        return await self.run(partial(self._forget, _storable(user)))

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do the work in the writer thread. Raises `StoreError` for whatever the database refuses."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, work)
        except DBAPIError as error:
            raise _refused(self._engine, error) from error

    def _record(self, inbound: InboundMessage, slate: Slate | None) -> None:
        with self._engine.begin() as connection:
            connection.execute(self._add_turn, turn_row(inbound))
            if slate is not None:
                connection.execute(self._add_slate, slate_row(inbound, slate))

    def _forget(self, user: str) -> int:
        with self._engine.begin() as connection:
            deleted = [
                connection.execute(sa.delete(table).where(table.c.user_id == user)).rowcount
                for table in (turns, slates)
            ]
        if self._engine.dialect.name == "sqlite":
            _wipe(self._engine)
        return sum(deleted)


def turn_row(inbound: InboundMessage) -> dict[str, Any]:
    address = inbound.address
    return {
        "id": _storable(inbound.id),
        "user_id": _storable(address.user),
        "channel": address.channel,
        "chat": _storable(address.chat),
        "thread": _storable(address.thread),
        "text": _storable(inbound.text),
        "action": _storable(inbound.action.encode()) if inbound.action else "",
        "at": inbound.sent_at,
    }


def slate_row(inbound: InboundMessage, slate: Slate) -> dict[str, Any]:
    """`items`: [[item id, position from 0, propensity, score]]; `candidates`: stage → ids passed on."""
    return {
        "user_id": _storable(inbound.address.user),
        "id": slate.id,
        "turn_id": _storable(inbound.id),
        "domain": slate.domain,
        "at": slate.at,
        "model_version": slate.model_version,
        "matched": slate.matched,
        "items": [
            [ranked.item.id, position, ranked.propensity, ranked.score] for position, ranked in enumerate(slate.items)
        ],
        "candidates": dict(slate.trace),
    }


def _storable(text: str) -> str:
    """Databases take only what has a UTF-8 form (half a surrogate pair has none) and no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _engine(where: Path | str) -> sa.Engine:
    try:
        url = sa.make_url(where) if isinstance(where, str) else _in_file(where)
        engine = sa.create_engine(url, json_serializer=_json)
        _insert(engine)
    except (ArgumentError, NoSuchModuleError, KeyError, ModuleNotFoundError) as error:
        raise StoreError(
            f"journal {_shown(where)!r} is no database we can use ({error}): "
            "give a URL like sqlite:///journal.sqlite or postgresql+psycopg://host/name"
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _in_file(path: Path) -> sa.URL:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What people wrote is nobody else's business; SQLite gives its log the same rights.
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"journal {path} cannot be used ({error.strerror}): name another place") from error
    return sa.URL.create("sqlite", database=str(path))


def _insert(engine: sa.Engine) -> Any:
    """The insert of the dialect that knows ON CONFLICT. Raises KeyError for one that has none."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[engine.dialect.name]


def _set_up_sqlite(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # A power cut may cost the last rows, never the file; lessons are in the profile, which is synced.
    cursor.execute("PRAGMA synchronous = NORMAL")
    # Deleted rows are overwritten with zeros at once; `_wipe` does what this leaves.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _prepare(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
        found = connection.scalar(sa.select(schema_version.c.version))
        if found is None:
            connection.execute(_insert(engine)(schema_version).on_conflict_do_nothing(), {"version": VERSION})
    if found not in (None, VERSION):
        raise StoreError(
            f"journal {_shown(engine.url)} has version {found}, and this chat-rec writes version {VERSION}: "
            "run the chat-rec that wrote it, or move the journal away to begin a new one"
        )


def _wipe(engine: sa.Engine) -> None:
    """Rewrite the file and empty its write-ahead log, about 0.35 s for 25 MB.

    Zeroing deleted rows does not reach the copies that SQLite leaves in a page when it splits it, and the
    log keeps old pages as they were.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if busy:
        raise StoreError(
            f"the rows are deleted, but another program is reading {engine.url.database}, whose log keeps "
            "their text until it is done: close it and forget again"
        )


def _refused(engine: sa.Engine, error: DBAPIError) -> StoreError:
    return StoreError(f"journal {_shown(engine.url)} cannot be used: {error.orig}")


def _shown(where: Path | str | sa.URL) -> str:
    try:
        url = sa.make_url(where) if isinstance(where, str) else where
    except ArgumentError:
        return str(where)
    return url.render_as_string(hide_password=True) if isinstance(url, sa.URL) else str(url)


def _json(value: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
