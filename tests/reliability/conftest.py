"""What the tests of reliability share: fake platforms, and a way to tell figures that no assertion needs."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import structlog

from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi

Tell = Callable[[str], None]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


@pytest.fixture
async def slack() -> AsyncIterator[SlackApi]:
    async with SlackApi.serving() as api:
        yield api


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What a bot in this process logs would be kept for each test; thousands of lines take longer than the test."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print a line, whether the test passes or not."""

    def line(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n    {text}\n")

    return line
