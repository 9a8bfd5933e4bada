"""A scripted Slack and a platform that is connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.channels.slack.connection import SlackPlatform, connected
from tests.adapters.channels.slack.scene import APP_TOKEN, Front, settings

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Scripted:
    """A server of Slack's methods that answers as it is told, and `auth.test` rightly."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await request.json() if request.content_type == "application/json" else dict(await request.post())
        self.asked.append((method, {**params, "authorization": request.headers.get("Authorization", "")}))
        if method in self.answers:
            return await self.answers[method](request)
        return web.json_response({"ok": True, "user_id": "U0BOT", "ts": "9.9"})

    def says(self, method: str, *, status: int = 200, headers: dict[str, str] | None = None, **body: Any) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.json_response(body, status=status, headers=headers)

        self.answers[method] = answer

    def fails(self, method: str, error: str) -> None:
        self.says(method, ok=False, error=error)


@pytest.fixture
async def slack() -> AsyncIterator[Scripted]:
    scripted = Scripted()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", scripted.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scripted.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield scripted
    await runner.cleanup()


@pytest.fixture
async def platform(slack: Scripted, tmp_path: Path) -> AsyncIterator[SlackPlatform]:
    given = settings(tmp_path, slack_app_token=APP_TOKEN, slack_api_url=slack.url)
    async with connected(given, Front()) as platform:
        platform.sender.settle_s = 0.0
        yield platform
