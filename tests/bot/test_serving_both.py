"""One process serves Telegram and Slack, by whichever way their updates come."""

from __future__ import annotations

import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.bot.serving import LONG_S, done, started
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


@pytest.fixture
async def slack() -> AsyncIterator[SlackApi]:
    async with SlackApi.serving() as api:
        yield api


@pytest.fixture
def port() -> int:
    """One that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def variables_of(telegram: BotApi, slack: SlackApi, port: int = 0) -> dict[str, str]:
    return {
        "CHATREC_TELEGRAM_TOKEN": telegram.token,
        "CHATREC_TELEGRAM_API_URL": telegram.url,
        "CHATREC_SLACK_BOT_TOKEN": slack.bot_token,
        "CHATREC_SLACK_APP_TOKEN": slack.app_token,
        "CHATREC_SLACK_API_URL": slack.api_url,
        "CHATREC_LISTEN_PORT": str(port),
    }


async def test_both_are_served_without_any_address_of_our_own(
    tmp_path: Path, telegram: BotApi, slack: SlackApi
) -> None:
    ana, ben = telegram.person("Ana"), slack.person("ben")
    async with started(tmp_path, "run", **variables_of(telegram, slack)) as bot:
        await bot.logs("telegram: @rec_bot, polling")
        await bot.logs("slack: @rec in Film club, Socket Mode")
        await bot.logs("ready")
        ana.say("something like Heat")
        ben.say("something like Heat")
        await ana.sees("Heat", seconds=LONG_S)
        await ben.sees("Heat", seconds=LONG_S)
        assert await bot.ends(signal.SIGTERM) == 0
    assert "Traceback" not in bot.text
    assert not [secret for secret in (telegram.token, slack.bot_token, slack.app_token) if secret in bot.text]


async def test_both_are_served_at_one_port(tmp_path: Path, telegram: BotApi, slack: SlackApi, port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    variables = variables_of(telegram, slack, port) | {
        "CHATREC_TELEGRAM_WEBHOOK_URL": f"{base}/telegram",
        "CHATREC_TELEGRAM_WEBHOOK_SECRET": "a-word-between-us",
        "CHATREC_SLACK_APP_TOKEN": "",
        "CHATREC_SLACK_SIGNING_SECRET": slack.signing_secret,
    }
    slack.push.request_url = f"{base}/slack/events"
    ana, ben = telegram.person("Ana"), slack.person("ben")
    async with started(tmp_path, "run", **variables) as bot:
        await bot.logs("ready")
        ana.say("something like Heat")
        ben.say("something like Heat")
        await ana.sees("Heat", seconds=LONG_S)
        await ben.sees("Heat", seconds=LONG_S)
        async with httpx.AsyncClient(base_url=base) as stranger:
            assert (await stranger.post("/telegram", json={"update_id": 1})).status_code in {401, 403}
            assert (await stranger.post("/slack/events", json={"type": "url_verification"})).status_code in {401, 403}
        assert await bot.ends(signal.SIGTERM) == 0
    assert "Traceback" not in bot.text
    assert not [word for word in ("a-word-between-us", slack.signing_secret, slack.bot_token) if word in bot.text]


async def test_a_token_that_slack_refuses_is_one_sentence(tmp_path: Path, telegram: BotApi, slack: SlackApi) -> None:
    wrong = {"CHATREC_SLACK_BOT_TOKEN": "xoxb-" + "1-wrongone"}
    code, _, errors = await done(tmp_path, "run", **variables_of(telegram, slack) | wrong)
    assert code == 2
    assert "CHATREC_SLACK_BOT_TOKEN" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    assert "wrongone" not in errors


async def test_with_postgresql_two_servers_share_the_work(
    tmp_path: Path, telegram: BotApi, slack: SlackApi, postgres_url: str
) -> None:
    variables = variables_of(telegram, slack) | {"CHATREC_DATABASE_URL": postgres_url}
    people = [slack.person(name) for name in ("ana", "ben", "cleo", "dan")]
    async with started(tmp_path, "slack", **variables) as one, started(tmp_path, "slack", **variables) as other:
        for bot in (one, other):
            await bot.logs("ready")
        for person in people:
            person.say("something like Heat")
        for person in people:
            await person.sees("Heat", seconds=LONG_S)
        assert [await bot.ends(signal.SIGTERM) for bot in (one, other)] == [0, 0]
    served = [line for bot in (one, other) for line in bot.lines if '"event": "served"' in line]
    assert len(served) == len(people)
    code, out, _ = await done(tmp_path, "status", **variables)
    assert (code, out.splitlines()[0]) == (0, "ok          0 updates and 0 calls wait")
