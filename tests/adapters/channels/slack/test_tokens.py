"""Token rotation over real HTTP: renewed in time, kept for the next start, and for nobody else to read."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from adapters.channels.slack.connection import SlackPlatform, connected
from bot.errors import SettingsError
from bot.postings import Call
from bot.settings import Settings
from tests.adapters.channels.slack.scene import APP_TOKEN, Front, settings

FIRST, FIRST_REFRESH = "xoxe.xoxb-1-first", "xoxe-1-first"
REVOKED = "somebody-revoked-it"
CLIENT_SECRET = "-".join(("client", "secret"))
POST = Call("chat.postMessage", {"channel": "C1", "text": "hi"}, "C1")


@dataclass
class RotatingSlack:
    """Takes only its newest token, and each refresh token once."""

    url: str = ""
    token: str = FIRST
    refresh: str = FIRST_REFRESH
    expires_in: int = 43200
    renewals: int = 0
    posted: list[str] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "oauth.v2.access":
            return await self._renew(dict(await request.post()))
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"ok": False, "error": "token_expired"})
        self.posted.append(request.match_info["method"])
        return web.json_response({"ok": True, "user_id": "U0BOT", "ts": "9.9"})

    async def _renew(self, form: dict[str, object]) -> web.Response:
        if form.get("refresh_token") != self.refresh or form.get("grant_type") != "refresh_token":
            return web.json_response({"ok": False, "error": "invalid_refresh_token"})
        self.renewals += 1
        self.token, self.refresh = f"xoxe.xoxb-1-{self.renewals}", f"xoxe-1-{self.renewals}"
        answer = {"access_token": self.token, "refresh_token": self.refresh, "expires_in": self.expires_in}
        return web.json_response({"ok": True, "token_type": "bot", **answer})


@pytest.fixture
async def slack() -> AsyncIterator[RotatingSlack]:
    rotating = RotatingSlack()
    app = web.Application()
    app.router.add_post("/api/{method}", rotating.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    rotating.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield rotating
    await runner.cleanup()


def given(slack: RotatingSlack, tmp_path: Path, refresh: str = FIRST_REFRESH) -> Settings:
    return settings(
        tmp_path,
        slack_bot_token=FIRST,
        slack_app_token=APP_TOKEN,
        slack_client_id="1.2",
        slack_client_secret=CLIENT_SECRET,
        slack_refresh_token=refresh,
        slack_api_url=slack.url,
    )


async def post(platform: SlackPlatform) -> str:
    return await platform.send(POST)


async def test_the_first_start_renews_the_token_and_the_next_takes_it_up(
    slack: RotatingSlack, tmp_path: Path
) -> None:
    for _ in range(2):
        async with connected(given(slack, tmp_path), Front()) as platform:
            assert await post(platform) == "9.9"
    assert slack.renewals == 1
    kept = tmp_path / "slack_token.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["refresh_token"] == slack.refresh
    assert [path.name for path in tmp_path.iterdir()] == ["slack_token.json"]


async def test_a_token_that_is_about_to_expire_is_renewed_by_the_heartbeat(
    slack: RotatingSlack, tmp_path: Path
) -> None:
    slack.expires_in = 60
    async with connected(given(slack, tmp_path), Front()) as platform:
        await platform.check_token()
        assert slack.renewals == 3


async def test_a_token_that_expired_is_renewed_and_the_call_made_once_more(
    slack: RotatingSlack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with connected(given(slack, tmp_path), Front()) as platform:
            slack.token = REVOKED
            assert await post(platform) == "9.9"
    assert (slack.renewals, slack.posted.count("chat.postMessage")) == (2, 1)
    assert "xoxe" not in caplog.text
    assert CLIENT_SECRET not in caplog.text


async def test_what_another_process_renewed_is_taken_up(slack: RotatingSlack, tmp_path: Path) -> None:
    async with connected(given(slack, tmp_path), Front()) as one, connected(given(slack, tmp_path), Front()) as other:
        slack.token = REVOKED
        await post(one)
        await post(other)
    assert slack.renewals == 2


async def test_a_new_refresh_token_of_the_operators_counts(slack: RotatingSlack, tmp_path: Path) -> None:
    async with connected(given(slack, tmp_path), Front()):
        pass
    slack.refresh = "xoxe-1-by-hand"
    slack.token = REVOKED
    async with connected(given(slack, tmp_path, "xoxe-1-by-hand"), Front()) as platform:
        assert await post(platform) == "9.9"


async def test_a_refresh_token_that_was_used_up_is_named(slack: RotatingSlack, tmp_path: Path) -> None:
    slack.token = REVOKED
    with pytest.raises(SettingsError, match="CHATREC_SLACK_REFRESH_TOKEN"):
        async with connected(given(slack, tmp_path, "xoxe-1-used"), Front()):
            pass


async def test_a_damaged_file_is_passed_over(slack: RotatingSlack, tmp_path: Path) -> None:
    (tmp_path / "slack_token.json").write_text("{")
    async with connected(given(slack, tmp_path), Front()) as platform:
        assert await post(platform) == "9.9"
