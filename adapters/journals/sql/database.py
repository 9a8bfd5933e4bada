"""Which database: a SQLite file or a PostgreSQL URL, how it is set up, upgraded and wiped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from adapters.journals.sql.tables import VERSION, metadata, schema_version
from bot.errors import Damaged, StoreError

BUSY_S = 30
"""How long SQLite waits for another program's transaction; forgetting rewrites the file, which takes a while."""
READER_S = 1
CONNECT_S = 10


def engine_for(where: Path | str) -> sa.Engine:
    """Raises `StoreError` for what is no place for a database."""
    try:
        url = _with_driver(sa.make_url(where)) if isinstance(where, str) else _in_file(where)
        engine = sa.create_engine(url, json_serializer=_json, poolclass=NullPool, connect_args=_patience(url))
        insert_into(engine)
    except (ArgumentError, NoSuchModuleError, KeyError, ModuleNotFoundError) as error:
        raise StoreError(
            f"journal {_shown(where)!r} is no database we can use ({error}): "
            "give a URL like sqlite:///journal.sqlite or postgresql+psycopg://host/name"
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        sa.event.listen(engine, "connect", _set_up_postgresql)
    return engine


def insert_into(engine: sa.Engine) -> Any:
    """The insert of the dialect that knows ON CONFLICT. Raises KeyError for one that has none."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[engine.dialect.name]


def prepare(connection: sa.Connection) -> None:
    """Make what is not there yet, in one transaction. Raises `StoreError` for a version that we do not know."""
    engine = connection.engine
    connection.execute(CreateTable(schema_version, if_not_exists=True))
    found = connection.scalar(sa.select(schema_version.c.version))
    if found not in (None, 1, VERSION):
        raise StoreError(
            f"journal {_shown(engine.url)} has version {found}, and this chat-rec writes version {VERSION}: "
            "run the chat-rec that wrote it, or move the journal away to begin a new one"
        )
    if found == VERSION:
        return
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))
    connection.execute(sa.delete(schema_version))
    connection.execute(sa.insert(schema_version), {"version": VERSION})


def wipe(connection: sa.Connection) -> None:
    """Rewrite SQLite's file and empty its write-ahead log, about 0.35 s for 25 MB; outside of any transaction.

    Zeroing deleted rows does not reach the copies that SQLite leaves in a page when it splits it, and the
    log keeps old pages as they were.
    """
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("VACUUM")
        busy, *_ = _impatiently(driver, "PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise refused(connection.engine, error) from error
    if busy:
        raise StoreError(
            f"the rows are deleted, but another program is reading {connection.engine.url.database}, whose log "
            "keeps their text until it is done: close it and forget again"
        )


def _impatiently(driver: Any, statement: str) -> Any:
    """Nobody is served while we wait for another program to read to its end: better to be asked again."""
    [usual] = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {READER_S * 1000}")
    try:
        return driver.execute(statement).fetchone()
    finally:
        driver.execute(f"PRAGMA busy_timeout = {usual}")


def refused(engine: sa.Engine, error: Exception) -> StoreError:
    """What the operator is told of a database's refusal."""
    reason = getattr(error, "orig", None) or error
    # What it finds wrong with a row is not mended by waiting.
    kind = Damaged if isinstance(error, DataError | IntegrityError) else StoreError
    return kind(f"journal {_shown(engine.url)} cannot be used: {' '.join(str(reason).split())}")


def storable(text: str) -> str:
    """Databases take only what has a UTF-8 form (half a surrogate pair has none) and no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def is_lost(error: SQLAlchemyError) -> bool:
    """Has the connection gone, so that nobody knows what became of the transaction?"""
    return bool(getattr(error, "connection_invalidated", False))


def _with_driver(url: sa.URL) -> sa.URL:
    # SQLAlchemy would take psycopg2 for the plain name, which is not what is installed.
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _in_file(path: Path) -> sa.URL:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What people wrote is nobody else's business; SQLite gives its log the same rights.
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"journal {path} cannot be used ({error.strerror}): name another place") from error
    return sa.URL.create("sqlite", database=str(path))


def _patience(url: sa.URL) -> dict[str, Any]:
    name, seconds = ("timeout", BUSY_S) if url.get_backend_name() == "sqlite" else ("connect_timeout", CONNECT_S)
    return {} if name in url.query else {name: seconds}


def _set_up_sqlite(connection: DBAPIConnection, _: object) -> None:
    # Else Python's driver begins transactions by itself, after a savepoint was set: it has to be us.
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html, "Serializable isolation / Savepoints"
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # What was accepted is promised to outlive a power cut; one sync pays for all that waited together.
    cursor.execute("PRAGMA synchronous = FULL")
    # Deleted rows are overwritten with zeros at once; `wipe` does what this leaves.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later would be refused when another process wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_up_postgresql(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    # A process that hangs within a transaction must not stop the others, see `owners.py`.
    cursor.execute("SET idle_in_transaction_session_timeout = '15s'")
    cursor.execute("SET lock_timeout = '30s'")
    # Nor one that the network cut off: without these its connection counts as alive for two hours.
    for name, value in (("idle", 30), ("interval", 10), ("count", 3)):
        cursor.execute(f"SET tcp_keepalives_{name} = {value}")
    cursor.close()
    connection.commit()


def _shown(where: Path | str | sa.URL) -> str:
    try:
        url = sa.make_url(where) if isinstance(where, str) else where
    except ArgumentError:
        return str(where)
    return url.render_as_string(hide_password=True) if isinstance(url, sa.URL) else str(url)


def _json(value: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
