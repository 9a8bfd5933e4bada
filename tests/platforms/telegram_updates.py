"""How a fake Telegram hands its updates over: to whoever asks, or to a webhook, with Telegram's own retries."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.platforms.telegram_rules import Rejected

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
USUAL = {"message", "edited_message", "callback_query", "inline_query", "chosen_inline_result", "my_chat_member"}
"""What comes when `allowed_updates` was never given; reactions do not."""


@dataclass
class Hook:
    url: str
    secret: str = ""
    answers: list[tuple[int, int]] = field(default_factory=list)
    """Update id and HTTP status (0: no answer) of every attempt."""


class Updates:
    """Everything not confirmed yet.

    Confirmed is what came before a later `offset`, or what the hook took with 2xx.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.next_id = 700_000_001
        self.waiting: dict[int, dict[str, Any]] = {}
        self.confirmed: set[int] = set()
        self.made = 0
        self.allowed = set(USUAL)
        self.hook: Hook | None = None
        self.balanced: list[str] = []
        """Where the hook's address leads, in turn, when several servers stand behind it."""
        self.first_retry_s = 0.05
        """Telegram's own is 2 s; it doubles up to 90 s."""
        self.copies = 1
        """How often each update is given to the webhook."""
        self.shuffled: Callable[[list[dict[str, Any]]], None] | None = None
        """Changes the order of a batch in place, for `getUpdates`."""
        self._again: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._poll = 0
        self._turn = 0
        self._line_of: dict[int, str] = {}
        self._lines: dict[str, asyncio.Queue[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(40)
        self._session: aiohttp.ClientSession | None = None

    def add(self, kind: str, content: Any, line: str) -> int:
        """A new update's id; 0 when it is of a kind that nobody asked for. A line is delivered in order."""
        if kind not in self.allowed:
            return 0
        return self.raw({kind: content}, line)

    def raw(self, content: dict[str, Any], line: str = "") -> int:
        """An update of any shape."""
        number, self.next_id = self.next_id, self.next_id + 1
        self.waiting[number] = {"update_id": number, **content}
        self.made += 1
        self._line_of[number] = line
        self._to_hook(number)
        self._tell()
        return number

    def again(self, update: dict[str, Any]) -> None:
        """Deliver it once more, as it was, though it may be confirmed."""
        self._again.append(update)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def get(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """`getUpdates`: confirms all before the offset, then waits until there is something."""
        if self.hook is not None:
            raise Rejected(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        self._poll = poll = self._poll + 1
        self._tell()
        if offset < 0:
            offset = max([self.next_id + offset, *list(self.waiting)[:1]])
        self._confirm(offset)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not (found := self._found(limit)) and (left := until - loop.time()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._news.wait()
            except TimeoutError:
                break
            if self._poll != poll:
                raise Rejected(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
                    "running",
                )
        return found

    def _found(self, limit: int) -> list[dict[str, Any]]:
        again = [self._again.popleft() for _ in range(len(self._again))]
        found = (again + list(self.waiting.values())[:limit])[: max(1, limit)]
        if self.shuffled is not None:
            self.shuffled(found)
        return found

    def _confirm(self, offset: int) -> None:
        for number in [number for number in self.waiting if number < offset]:
            self.confirmed.add(number)
            del self.waiting[number]
        self._changed()

    def set_hook(self, hook: Hook | None, *, drop: bool = False) -> None:
        self.hook = hook
        if drop:
            self.waiting.clear()
        for number in self.waiting:
            self._to_hook(number)

    def _to_hook(self, number: int) -> None:
        if self.hook is None:
            return
        line = self._line_of.get(number, "")
        if line not in self._lines:
            self._lines[line] = asyncio.Queue()
            self._tasks.add(asyncio.create_task(self._serve(self._lines[line])))
        self._lines[line].put_nowait(number)

    async def _serve(self, line: asyncio.Queue[int]) -> None:
        while True:
            number = await line.get()
            update = self.waiting.get(number)
            if update is not None and self.hook is not None:
                await self._until_taken(number, json.dumps(update).encode(), self.hook)

    async def _until_taken(self, number: int, body: bytes, hook: Hook) -> None:
        pause = 0.0
        while self.hook is hook:
            status = await self.post(body)
            hook.answers.append((number, status))
            if 200 <= status < 300:
                for _ in range(self.copies - 1):
                    hook.answers.append((number, await self.post(body)))
                self.confirmed.add(number)
                self.waiting.pop(number, None)
                self._changed()
                return
            # The first retry comes at once, then after a pause that doubles.
            await asyncio.sleep(pause)
            pause = min(2 * pause or self.first_retry_s, 90)

    async def post(self, body: bytes, secret: str | None = None, **headers: str) -> int:
        """One POST to the hook; its status, 0 when there was no answer. A secret other than None is sent instead."""
        assert self.hook
        given = self.hook.secret if secret is None else secret
        headers = {"Content-Type": "application/json", **headers, **({SECRET_HEADER: given} if given else {})}
        self._session = self._session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            async with self._connections, self._session.post(self._server(), data=body, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return 0

    def _server(self) -> str:
        assert self.hook
        self._turn += 1
        return self.balanced[self._turn % len(self.balanced)] if self.balanced else self.hook.url

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
