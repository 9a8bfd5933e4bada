"""A serving process, from its start to the signal that ends it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from bot.settings import Settings
from bot.tutoring import keep_learning
from bot.wiring import Serving, described, open_delivery

log = structlog.get_logger("chat-rec")

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True)
class _Asked:
    """Who serves is asked to stop: first to finish what is under way, then to leave at once."""

    work: asyncio.Task[None]
    up: asyncio.Event
    stop: asyncio.Event

    def once_more(self) -> None:
        if self.stop.is_set():
            log.info("leaving at once: what is not done is done after the next start")
            # As if killed, which the stores are made for. To cancel what is under way would take time, and
            # a platform closed below a call that is being made would look like an answer to it.
            os._exit(0)
        self.stop.set()
        if self.up.is_set():
            log.info("stopping: finishing what is under way; once more to leave at once")
        else:
            self.work.cancel()


async def serve(settings: Settings, names: Sequence[str]) -> None:
    """Serve these platforms until SIGTERM or SIGINT. Raises `ChatRecError` for what the operator can mend."""
    up, stop = asyncio.Event(), asyncio.Event()
    work = asyncio.create_task(_serve(settings, names, up, stop))
    with _asked_by_signals(_Asked(work, up, stop)):
        await asyncio.wait([work])
    if not work.cancelled():
        work.result()


async def _serve(settings: Settings, names: Sequence[str], up: asyncio.Event, stop: asyncio.Event) -> None:
    async with open_delivery(settings, names) as serving:
        for platform in serving.platforms:
            log.info(described(platform))
        log.info("serving", url=serving.url, pages=["/healthz", "/readyz", "/metrics"])
        up.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                beside = [
                    tasks.create_task(each)
                    for each in (_warm(serving, stop), _turn_away(serving, stop), keep_learning(settings))
                ]
                await serving.delivery.run(stop)
                for task in beside:
                    task.cancel()
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
    log.info("stopped")


async def _warm(serving: Serving, stop: asyncio.Event) -> None:
    """Load the model and use it once; meanwhile updates are accepted. Raises `EncoderError` when it is missing."""
    await serving.engine.recommender.read(["hello"])
    serving.watch.ready = not stop.is_set()
    log.info("ready: the model is loaded")


async def _turn_away(serving: Serving, stop: asyncio.Event) -> None:
    """From the first signal on, a load balancer shall send its work to others."""
    await stop.wait()
    serving.watch.ready = False


@contextmanager
def _asked_by_signals(asked: _Asked) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, asked.once_more)
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
