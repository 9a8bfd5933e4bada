"""A running bot for talks: opened once for a set of catalogues, closed and opened again where a talk says so."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from types import TracebackType
from typing import Self

from bot import open_bot
from bot.engine import Engine
from bot.messages import InboundMessage, OutboundMessage
from bot.settings import Settings

CHANNEL = "talk"


class Stage:
    """Blocking calls over one event loop, so that a talk reads from top to bottom."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._runner = asyncio.Runner()
        self._opened: AbstractAsyncContextManager[Engine] | None = None
        self._engine: Engine | None = None
        self.hours = 0.0
        """How far the bot's clock is ahead of ours."""

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._close()
        self._runner.close()

    @property
    def engine(self) -> Engine:
        assert self._engine is not None, "the stage is closed"
        return self._engine

    def restart(self) -> None:
        self._close()
        self._open()

    def say(self, user: str, text: str) -> OutboundMessage:
        return self._answer(InboundMessage.text_from(CHANNEL, user, text))

    def tap(self, user: str, action: str) -> OutboundMessage:
        return self._answer(InboundMessage.action_from(CHANNEL, user, action))

    def both(self, user: str, texts: list[str]) -> list[OutboundMessage]:
        """All of them sent at once, the answers in the same order."""

        async def respond() -> list[OutboundMessage]:
            messages = [InboundMessage.text_from(CHANNEL, user, text) for text in texts]
            answers = await asyncio.gather(*(self.engine.respond(message) for message in messages))
            return [answer for (answer,) in answers]

        return self._runner.run(respond())

    def _answer(self, message: InboundMessage) -> OutboundMessage:
        engine = replace(self.engine, clock=lambda: time.time() + 3600 * self.hours)
        (answer,) = self._runner.run(engine.respond(message))
        return answer

    def _open(self) -> None:
        self._opened = open_bot(self.settings)
        self._engine = self._runner.run(self._opened.__aenter__())

    def _close(self) -> None:
        if self._opened is not None:
            self._runner.run(self._opened.__aexit__(None, None, None))
        self._opened = self._engine = None
