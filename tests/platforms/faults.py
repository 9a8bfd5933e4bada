"""Faults that the fake platforms show on demand: by a script, or at random with a seed."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from aiohttp import web

Kind = Literal["throttled", "broken", "forbidden", "refused", "reset", "reset_after", "silent", "silent_after"]
"""`reset` and `silent`: no answer and nothing done; with `_after`, no answer although it was done."""

AFTER = ("reset_after", "silent_after")
HARMLESS: tuple[Kind, ...] = ("throttled", "broken", "reset_after")
"""A sender that keeps its head loses nothing to these and says nothing twice."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    method: str = ""
    """Empty: any."""
    chat: str = ""
    """Empty: any."""
    times: int = 1
    retry_after: int = 1
    """Seconds, of `throttled`."""
    status: int = 502
    """Of `broken`."""
    description: str = ""
    """Of `refused` and `forbidden`; empty: a usual one."""
    hold_s: float = 60
    """How long the silent ones keep the connection."""

    def meets(self, method: str, chat: str) -> bool:
        return self.method in ("", method) and self.chat in ("", chat)


@dataclass(frozen=True, slots=True)
class Called:
    """One request, with what became of it."""

    method: str
    params: dict[str, Any]
    at: float
    """`time.monotonic`"""
    status: int
    """0: the caller got no answer."""
    fault: Fault | None = None
    error: str = ""
    """Why the platform found it wrong."""

    @property
    def done(self) -> bool:
        """It took effect, whatever the caller was told."""
        if self.error:
            return False
        return self.fault.kind in AFTER if self.fault else self.status == 200


class Faults:
    """Which call goes wrong, and how. What was shown is counted by kind."""

    def __init__(self) -> None:
        self.shown: Counter[Kind] = Counter()
        self._script: list[tuple[Fault, int]] = []
        self._rate = 0.0
        self._mix: tuple[Kind, ...] = HARMLESS
        self._dice = random.Random(0)

    def add(self, *faults: Fault) -> None:
        """The next calls that a fault meets go wrong, as many as its `times`."""
        self._script += [(fault, fault.times) for fault in faults]

    def at_random(self, rate: float, seed: int, mix: Iterable[Kind] = HARMLESS) -> None:
        """From now on each call goes wrong with this probability; 0 ends it."""
        self._rate, self._mix, self._dice = rate, tuple(mix), random.Random(seed)

    def clear(self) -> None:
        self._script.clear()
        self._rate = 0.0

    def next(self, method: str, chat: str) -> Fault | None:
        """What this call meets with."""
        fault = self._scripted(method, chat)
        if fault is None and self._rate and self._dice.random() < self._rate:
            fault = Fault(self._dice.choice(self._mix), status=self._dice.choice((500, 502, 503)))
        if fault is not None:
            self.shown[fault.kind] += 1
        return fault

    def _scripted(self, method: str, chat: str) -> Fault | None:
        for place, (fault, left) in enumerate(self._script):
            if fault.meets(method, chat):
                self._script[place : place + 1] = [(fault, left - 1)] if left > 1 else []
                return fault
        return None


Answer = Callable[[], web.Response]


async def answered(
    request: web.Request, fault: Fault | None, perform: Answer, refuse: Callable[[Fault], Answer]
) -> web.Response:
    """Perform the call, or show the fault; `refuse` makes the platform's own answer to it."""
    match fault.kind if fault else None:
        case None:
            return perform()
        case "reset":
            _drop(request)
        case "reset_after":
            perform()
            _drop(request)
        case "silent" | "silent_after":
            assert fault
            if fault.kind in AFTER:
                perform()
            await asyncio.sleep(fault.hold_s)
            _drop(request)
        case "broken":
            assert fault
            return web.Response(
                status=fault.status, text="<html><body>Bad Gateway</body></html>", content_type="text/html"
            )
        case _:
            assert fault
            return refuse(fault)()
    raise AssertionError


def _drop(request: web.Request) -> NoReturn:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError
