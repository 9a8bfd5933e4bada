"""A real PostgreSQL of our own, for as long as the tests run: a folder, a socket in it, nothing on the network."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

USER = "chatrec"
PLACES = "/usr/lib/postgresql/*/bin"
START_S = 60


@dataclass(frozen=True, slots=True)
class Server:
    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of an empty one."""
        name = f"test_{uuid.uuid4().hex}"
        self.run(f"create database {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(f"drop database if exists {name_in(url)} with (force)")

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the superuser."""
        with psycopg.connect(user=USER, host=str(self.folder), dbname=database, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def name_in(url: str) -> str:
    """The database that a URL of ours names."""
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def running() -> Iterator[Server]:
    """Skips the test where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        pytest.skip(f"no PostgreSQL: neither initdb on the PATH nor in {PLACES}")
    # Not pytest's folder: nobody but us may enter that, and a socket's name has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    identity = _identity()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    try:
        yield from _serve(programs, folder, identity)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(programs: Path, folder: Path, identity: dict[str, Any]) -> Iterator[Server]:
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **identity,
    )
    # A crash of the machine is not tested, and a sync for each of thousands of commits would only take time.
    options = ("-c", "fsync=off", "-c", "max_connections=50", "-c", "listen_addresses=", "-k", str(folder))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd=folder, **identity
        )
    try:
        server = Server(folder, process)
        _wait_for(server)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_S)


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            server.run("select 1")
        except psycopg.OperationalError:
            if time.monotonic() > deadline or server.process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = sorted(Path("/").glob(f"{PLACES[1:]}/initdb"), key=lambda path: [int(n) for n in _numbers(path)])
    return places[-1].parent if places else None


def _numbers(path: Path) -> list[str]:
    return path.parts[-3].split(".") if path.parts[-3].replace(".", "").isdigit() else ["0"]


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then as somebody who may do less."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
