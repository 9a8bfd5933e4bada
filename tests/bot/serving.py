"""Serving processes as an operator starts, watches and stops them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONG_S = 90
"""Nothing here takes that long, unless it hangs."""


@dataclass
class Served:
    process: Process
    lines: list[str] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def logs(self, event: str, arrival: str = "") -> dict[str, Any]:
        """Wait until it has logged this, about any arrival or one; the whole line.

        Raises `AssertionError` when it ends before.
        """
        async with asyncio.timeout(LONG_S), self._news:
            while True:
                for line in self.lines:
                    told = json.loads(line) if line.startswith("{") else {}
                    if event in told.get("event", "") and arrival in ("", told.get("arrival")):
                        return dict(told)
                assert not self.process.stderr or not self.process.stderr.at_eof(), f"it ended:\n{self.text}"
                await self._news.wait()

    async def url(self) -> str:
        return str((await self.logs("serving"))["url"])

    async def ends(self, *signals: signal.Signals) -> int:
        """Its exit code, after these signals."""
        for number in signals:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), LONG_S)

    async def read(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            async with self._news:
                self.lines.append(line.decode().rstrip("\n"))
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def started(folder: Path, *arguments: str, **variables: str) -> AsyncIterator[Served]:
    """`chat-rec ARGUMENTS`, killed at the end if it is still there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environ(variables), stderr=PIPE
    )
    served = Served(process)
    reading = asyncio.create_task(served.read())
    try:
        yield served
    except Exception as error:
        error.add_note(f"what it logged:\n{served.text[-5000:]}")
        raise
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


async def done(folder: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command that ends by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environ(variables), stdout=PIPE, stderr=PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LONG_S)
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


def environ(variables: dict[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("CHATREC_")}
    return clean | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | variables
