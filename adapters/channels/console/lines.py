"""Standard input, line by line, without blocking the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import BinaryIO

READ_AHEAD = 64


async def read_lines(stream: BinaryIO) -> AsyncIterator[bytes]:
    """The stream's lines with their line ends, until it ends.

    A daemon thread reads: the event loop cannot watch regular files, and an executor's thread would keep the
    process from ending while it waits for a line.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    room = threading.Semaphore(READ_AHEAD)

    def pump() -> None:
        try:
            while line := stream.readline():
                room.acquire()
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, b"")
        except RuntimeError:
            return  # the loop was closed: nobody listens any more

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    while line := await lines.get():
        room.release()
        yield line
