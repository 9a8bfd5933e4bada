"""A connection to Slack that says nothing any more, or is cut, is noticed and made anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from adapters.channels.slack import socket_mode
from adapters.channels.slack.connection import SlackPlatform, connected
from adapters.fronts import http
from bot.arrivals import Arrival
from bot.settings import load_settings
from tests.platforms.slack_api import SlackApi

PING_S = 0.2
"""Fifty times as often as in service, so that the test need not wait for a minute."""


@pytest.fixture
async def accepted(tmp_path: Path, slack: SlackApi) -> AsyncIterator[list[Arrival]]:
    """What a platform in Socket Mode hands over."""
    arrivals: list[Arrival] = []

    async def accept(arrival: Arrival) -> bool:
        arrivals.append(arrival)
        return True

    given = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token, "slack_api_url": slack.api_url}
    settings = load_settings(data_dir=tmp_path, **given)
    async with http.connect("127.0.0.1", 0, {}) as front, connected(settings, front, ping_s=PING_S) as platform:
        assert isinstance(platform, SlackPlatform)
        platform.heartbeat_s = PING_S
        listening = asyncio.create_task(platform.listen(accept))
        await slack.until(lambda: slack.push.sockets)
        yield arrivals
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def hears_again(slack: SlackApi, accepted: list[Arrival]) -> None:
    event = slack.person("ana").say("hello?")
    await slack.until(lambda: any(ack.key == event and ack.status == 200 for ack in slack.push.acks), 30)
    assert f"slack:{event}" in {arrival.id for arrival in accepted}


async def test_a_silent_socket_is_left_for_a_new_one(slack: SlackApi, accepted: list[Arrival]) -> None:
    await hears_again(slack, accepted)
    opened = slack.push.opened
    slack.push.silent = True
    await asyncio.sleep(PING_S)
    await slack.until(lambda: slack.push.opened > opened, 30)
    slack.push.silent = False
    await hears_again(slack, accepted)


async def test_a_socket_that_is_cut_is_made_anew(slack: SlackApi, accepted: list[Arrival]) -> None:
    for opened in (1, 2, 3):
        slack.push.drop_sockets()
        await slack.until(partial(_another, slack, opened), 30)
        await hears_again(slack, accepted)


def _another(slack: SlackApi, opened: int) -> bool:
    return slack.push.opened > opened and bool(slack.push.sockets)


async def test_slack_may_ask_for_another_socket(slack: SlackApi, accepted: list[Arrival]) -> None:
    opened = slack.push.opened
    await slack.push.refresh_sockets()
    await slack.until(lambda: slack.push.opened > opened and slack.push.sockets, 30)
    await hears_again(slack, accepted)


@pytest.mark.usefixtures("accepted")
async def test_the_token_is_looked_after(slack: SlackApi) -> None:
    before = len(slack.called("auth.test"))
    await slack.until(lambda: len(slack.called("auth.test")) >= before + 2)


def test_in_service_silence_is_noticed_within_a_minute() -> None:
    # A ping that is not answered for half of the interval closes the socket; a client that is lost, three of them.
    assert socket_mode.PING_S * 1.5 < 60
    assert socket_mode.PING_S * (socket_mode.LOST_PINGS + 1) < 60
