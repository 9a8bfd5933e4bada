"""Telegram's flood control, as far as its FAQ tells: per private chat, per group, and over all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from tests.platforms.telegram_chats import Chat
from tests.platforms.telegram_rules import Rejected


@dataclass
class Flood:
    """At most so many messages within so many seconds; the first too many gets 429."""

    private: tuple[int, float] = (1, 1.0)
    group: tuple[int, float] = (20, 60.0)
    everybody: tuple[int, float] = (30, 1.0)
    slack_s: float = 0.1
    """The sender's clock and ours differ by the way of a request."""
    clock: Callable[[], float] = time.monotonic
    passed: int = 0
    """How often a limit was passed."""
    _sent: dict[str, deque[float]] = field(default_factory=dict)

    def count(self, chat: Chat, messages: int) -> None:
        """Raises `Rejected` when it is too much."""
        own = self.private if chat.kind == "private" else self.group
        now = self.clock()
        waits = [self._wait(key, limit, messages, now) for key, limit in ((str(chat.id), own), ("", self.everybody))]
        if max(waits) > 0:
            self.passed += 1
            seconds = max(1, ceil(max(waits)))
            raise Rejected(429, f"Too Many Requests: retry after {seconds}", seconds)
        for key in (str(chat.id), ""):
            self._sent[key].extend([now] * messages)

    def _wait(self, key: str, limit: tuple[int, float], messages: int, now: float) -> float:
        count, seconds = limit
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - seconds + self.slack_s:
            sent.popleft()
        if not sent or len(sent) + messages <= count:
            return 0.0
        return sent[0] + seconds - now
