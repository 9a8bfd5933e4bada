"""The port `Learner`: opinions go into a replay buffer for each domain, from which models are trained again."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from recommender.errors import ModelError
from recommender.replay import Event, Replay, replay_file
from recommender.schema import Feedback, UserId

log = logging.getLogger("chat-rec")


class ReplayLearner:
    """Nobody waits for the disk: opinions are written behind the answer, in order. The profiles have them as well."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._buffers: dict[str, Replay] = {}
        self._waiting: asyncio.Queue[Sequence[Feedback]] = asyncio.Queue()

    async def learn(self, feedback: Sequence[Feedback]) -> None:
        self._waiting.put_nowait(feedback)

    async def forget(self, user: UserId) -> None:
        await self._waiting.join()
        for domain in {*self._buffers, *_domains(self._data_dir)}:
            await asyncio.to_thread(self._buffer(domain).forget, user)

    async def write(self) -> None:
        """Write what comes, until cancelled. A disk that refuses costs the opinions of that moment, and is told."""
        while True:
            feedback = await self._waiting.get()
            try:
                await asyncio.to_thread(self._write, feedback)
            except ModelError as error:
                log.warning("%d opinions are not learnt from: %s", len(feedback), error)
            finally:
                self._waiting.task_done()

    async def drain(self) -> None:
        """Until everything so far is on disk, as far as the disk lets us."""
        await self._waiting.join()
        for domain, buffer in list(self._buffers.items()):
            try:
                await asyncio.to_thread(buffer.sync)
            except ModelError as error:
                log.warning("the newest opinions on %s may not outlive a power cut: %s", domain, error)

    def _write(self, feedback: Sequence[Feedback]) -> None:
        by_domain: dict[str, list[Event]] = defaultdict(list)
        for each in feedback:
            by_domain[each.item.partition(":")[0]].append(Event.of(each))
        for domain, events in by_domain.items():
            self._buffer(domain).add(events)

    def _buffer(self, domain: str) -> Replay:
        return self._buffers.setdefault(domain, Replay(replay_file(self._data_dir, domain)))


def _domains(data_dir: Path) -> list[str]:
    return [file.stem for file in replay_file(data_dir, "").parent.glob("*.jsonl")]


@asynccontextmanager
async def connect(data_dir: Path) -> AsyncIterator[ReplayLearner]:
    """Ready at once; what is under way is written before it is left."""
    learner = ReplayLearner(data_dir)
    writing = asyncio.create_task(learner.write())
    try:
        yield learner
    finally:
        await learner.drain()
        writing.cancel()
        await asyncio.wait([writing])
