"""What an operator sees of the delivery: Prometheus metrics `chatrec_*`, and whether all is well."""

from __future__ import annotations

import asyncio
from typing import NoReturn

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.ports import Backlog

LATE_S = 60.0
"""Nobody should wait longer than this for an answer."""
STUCK_S = 5.0
"""A loop that lags this much answers nobody, the platforms' own heartbeats included."""
PROBE_S = 0.25
TURN_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


def health(backlog: Backlog, lag_s: float) -> tuple[bool, str]:
    """Is everybody being answered? And one sentence on it."""
    if backlog.oldest_s > LATE_S:
        return False, f"the oldest of {backlog.waiting} waiting updates waits for {backlog.oldest_s:.0f} s"
    if lag_s > STUCK_S:
        return False, f"the event loop lags {lag_s:.1f} s behind"
    return True, f"{backlog.waiting} updates and {backlog.unsent} calls wait"


class Meter:
    """Counts in a registry of its own, so that several bots in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.lag_s = 0.0
        """How late the event loop was at the last probe."""
        self._waiting = self._gauge("inbox_waiting", "Updates not served yet")
        self._oldest = self._gauge("inbox_oldest_seconds", "Age of the oldest update not served yet")
        self._unsent = self._gauge("outbox_depth", "Calls not settled yet")
        self._oldest_unsent = self._gauge("outbox_oldest_seconds", "Age of the oldest call not settled yet")
        self._quarantine = self._gauge("quarantine", "Updates in quarantine, at most 50")
        self._lag = self._gauge("loop_lag_seconds", "How late the event loop was at the last probe")
        self._lags = Histogram(
            "chatrec_loop_lags_seconds", "How late the event loop was", registry=self.registry, buckets=LAG_BUCKETS
        )
        self.accepted = self._counter("accepted", "Updates accepted")
        self.duplicates = self._counter("duplicates", "Updates that were accepted before")
        self.quarantined = self._counter("quarantined", "Updates put into quarantine")
        self.turns = Histogram(
            "chatrec_turn_seconds",
            "Time to serve an update",
            ("channel",),
            registry=self.registry,
            buckets=TURN_BUCKETS,
        )
        self.sent = self._counter("sent", "Calls that a platform took")
        self.failed = self._counter("failed", "Calls given up")
        self.retried = self._counter("retried", "Calls repeated after a failure")
        self.throttled = self._counter("throttled", "Calls turned away for being too many")
        self.in_doubt = self._counter("in_doubt", "Calls without an answer, taken as delivered")
        self.possible_doubles = self._counter("possible_doubles", "Calls repeated though they may have been made")
        self.dropped = self._counter("dropped", "Calls too old to be of use")
        self.store_errors = self._counter("store_errors", "Times that the store was out of reach")

    def observe(self, backlog: Backlog) -> None:
        """Note the state of the queues, for the next `text`."""
        self._waiting.set(backlog.waiting)
        self._oldest.set(backlog.oldest_s)
        self._unsent.set(backlog.unsent)
        self._oldest_unsent.set(backlog.oldest_unsent_s)
        self._quarantine.set(len(backlog.quarantined))

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    async def probe(self) -> NoReturn:
        """Measure how late the event loop is, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + PROBE_S
            await asyncio.sleep(PROBE_S)
            self.lag_s = max(0.0, loop.time() - due)
            self._lag.set(self.lag_s)
            self._lags.observe(self.lag_s)

    def _gauge(self, name: str, words: str) -> Gauge:
        return Gauge(f"chatrec_{name}", words, registry=self.registry)

    def _counter(self, name: str, words: str) -> Counter:
        return Counter(f"chatrec_{name}", words, ("channel",), registry=self.registry)
