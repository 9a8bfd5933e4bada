"""Bots as processes that a test starts, kills and starts again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot.serving import ROOT, environ

PATIENCE_S = 60.0


@dataclass
class Nursery:
    """Bots one after the other, with the same settings and the same data."""

    process: Process
    log: Path
    pid: int = 0
    url: str = ""
    kills: int = 0
    _errors: list[str] = field(default_factory=list)

    async def start(self) -> None:
        """Start a bot, and wait until it serves."""
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        self.pid = int((await self._next("born"))[1])
        self.url = (await self._next("serves"))[1]

    async def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.kills += 1
        assert int((await self._next("dead"))[1]) == signal.SIGKILL, "it ended by itself"

    async def stop(self) -> None:
        """SIGTERM, and wait until it is gone."""
        os.kill(self.pid, signal.SIGTERM)
        assert int((await self._next("dead"))[1]) == 0, self.log.read_text()[-3000:]

    def logged(self, event: str) -> int:
        """How often all of them logged it."""
        return sum(f'"event": "{event}' in line for line in self.log.read_text(errors="replace").splitlines())

    def resident_kb(self) -> int:
        """The memory that the bot has now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024

    async def _next(self, word: str) -> list[str]:
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE_S):
            line = (await self.process.stdout.readline()).decode().split()
        assert line[:1] == [word], f"{word} was due, not {line}:\n{self.log.read_text()[-3000:]}"
        return line


@asynccontextmanager
async def nursery(folder: Path, *platforms: str, **variables: str) -> AsyncIterator[Nursery]:
    """Bots whose data and log are in the folder; the last one is killed at the end if it is still there."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "bots.log"
    given = {"CHATREC_DATA_DIR": str(folder / "data"), "CHATREC_LISTEN_PORT": "0", **variables}
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.reliability.server", *platforms,
            cwd=ROOT, env=environ(given), stdin=PIPE, stdout=PIPE, stderr=written,
        )  # fmt: skip
    bots = Nursery(process, log)
    try:
        yield bots
    finally:
        with suppress(ProcessLookupError):
            if bots.pid:
                os.kill(bots.pid, signal.SIGKILL)
        assert process.stdin
        process.stdin.close()
        await process.wait()
        # Its transport closes with the last pipe.
        await process.communicate()


def unsettled(folder: Path) -> set[tuple[str, str]]:
    """Chat and text of the calls that a killed bot was just making: they may have been made."""
    with sqlite3.connect(folder / "data" / "journal.sqlite") as database:
        rows = database.execute("select call from outbox where state = 'sending'").fetchall()
    database.close()
    calls = [json.loads(row[0]) for row in rows]
    return {(str(call["chat"]), str(call["params"].get("text"))) for call in calls}
