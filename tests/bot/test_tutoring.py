"""While a server runs, models are trained again beside it, with 0 hours never; no training outlives the server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import get_native_id
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.settings import Settings, load_settings
from bot.tutoring import keep_learning, learn_once
from recommender.replay import Event, Replay, replay_file

SOON = 0.001
"""Hours: the first training starts at once, or nearly so."""
FOR_EVER_S = 60.0


def settings(data_dir: Path, hours: float) -> Settings:
    return load_settings(data_dir=data_dir, learn_hours=hours)


@asynccontextmanager
async def learning(given: Settings) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(keep_learning(given))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def children() -> set[str]:
    """Process ids of what this thread started."""
    return set(Path(f"/proc/{os.getpid()}/task/{get_native_id()}/children").read_text().split())


async def until(happened: Callable[[], Any]) -> None:
    async with asyncio.timeout(FOR_EVER_S):
        while not happened():  # noqa: ASYNC110 - a process sets no event
            await asyncio.sleep(0.01)


async def test_zero_hours_are_never(tmp_path: Path) -> None:
    async with asyncio.timeout(FOR_EVER_S):
        await keep_learning(settings(tmp_path, 0))


async def test_what_the_training_says_is_logged_and_it_comes_again(tmp_path: Path) -> None:
    Replay(replay_file(tmp_path, "movies")).add([Event("ana", "movies:arrival-2016", "like", 1.0, 1.0)])
    with capture_logs() as logs:
        async with learning(settings(tmp_path, SOON / 10)):
            await until(lambda: len(logs) >= 2)
    assert all("a training is worth it from" in line["event"] for line in logs), logs


async def test_a_training_that_fails_is_told_and_is_no_failure_of_ours(tmp_path: Path) -> None:
    replay_file(tmp_path, "movies").mkdir(parents=True)
    with capture_logs() as logs:
        await learn_once(settings(tmp_path, SOON))
    assert [(line["log_level"], line["event"]) for line in logs] == [("warning", "learning again failed")]
    assert "movies.jsonl cannot be used" in " ".join(logs[0]["why"].split())


async def test_a_training_that_cannot_even_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    with capture_logs() as logs:
        await learn_once(settings(tmp_path, SOON))
    assert [(line["log_level"], line["event"]) for line in logs] == [("warning", "learning again failed")]


async def test_a_training_under_way_ends_with_the_server(tmp_path: Path) -> None:
    before = children()
    async with learning(settings(tmp_path, SOON / 100)):
        await until(lambda: children() - before)
        (started,) = children() - before
    assert not Path(f"/proc/{started}").exists()
