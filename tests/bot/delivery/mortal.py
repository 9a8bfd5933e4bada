"""A process that dies at a chosen step, before or after the step took effect: from then on it does nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

STEPS = ("accept", "claim", "commit", "finish", "sending", "settle", "due", "spent", "shown_at", "send", "keep")


class Crash(BaseException):
    """Nothing catches a power cut."""


class Life:
    def __init__(self, steps: int) -> None:
        self.left = steps
        self.died_at = ""
        self.dead = asyncio.Event()

    def step(self, name: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.died_at = name
            self.dead.set()
        if self.left <= 0:
            raise Crash


class Mortal:
    """Anything whose named methods are steps of a life."""

    def __init__(self, inner: Any, life: Life) -> None:
        self._inner = inner
        self._life = life

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if name in ("inbox", "outbox", "ledger"):
            return Mortal(value, self._life)
        return self._stepping(name, value) if name in STEPS else value

    def _stepping(self, name: str, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **more: Any) -> Any:
            self._life.step(f"before {name}")
            result = await method(*args, **more)
            self._life.step(f"after {name}")
            return result

        return call
