"""An event loop whose clock jumps to the next timer whenever there is nothing else to do: no test waits."""

from __future__ import annotations

import asyncio
import inspect
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
EPOCH = 1_700_000_000.0


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.now = 0.0
        self.threads = 0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.now


class Patient:
    """Something whose methods work in threads (a database, say): meanwhile time stands still."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if name in ("inbox", "outbox", "ledger"):
            return Patient(value)
        return self._waiting(value) if inspect.iscoroutinefunction(value) else value

    def _waiting(self, method: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., Coroutine[Any, Any, T]]:
        async def call(*args: Any, **more: Any) -> T:
            with standing_still():
                return await method(*args, **more)

        return call


@contextmanager
def standing_still() -> Iterator[None]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.threads += 1
    try:
        yield
    finally:
        loop.threads -= 1


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self._loop.threads:
            return super().select(1.0)
        if timeout is None:
            raise RuntimeError("nothing will ever happen again")
        self._loop.now += timeout
        return []


def virtually(scenario: Coroutine[Any, Any, T]) -> T:
    """Run it in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scenario)


def wall() -> float:
    """Seconds since the epoch, in virtual time."""
    return EPOCH + asyncio.get_running_loop().time()
