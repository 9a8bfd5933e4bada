"""A server whose state changes, and tests that wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


class Changing:
    def __init__(self) -> None:
        self._change = asyncio.Event()

    async def until(self, true: Callable[[], Any], seconds: float = 10) -> Any:
        """Wait until it is true; its value. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            while not (value := true()):
                await self._change.wait()
        return value

    def changed(self) -> None:
        self._change.set()
        self._change = asyncio.Event()
