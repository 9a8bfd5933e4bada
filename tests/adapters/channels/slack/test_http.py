"""Over a real server: nobody but Slack gets in, nothing is confirmed that is not stored, nothing answers 500."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from adapters.channels.slack import connect
from adapters.fronts import http
from bot.arrivals import Arrival
from bot.errors import BadUpdate, StoreError
from bot.ports import Platform
from tests.adapters.channels.slack.scene import SIGNING_SECRET, Inbox, payload, settings
from tests.platforms.slack_api import SlackApi

FORM = "application/x-www-form-urlencoded"
EVENT = json.dumps(payload("direct_message")).encode()


class Slack:
    """Posts to the bot as Slack does."""

    def __init__(self, url: str, session: aiohttp.ClientSession, platform: Platform) -> None:
        self.url = url
        self.session = session
        self.platform = platform

    def signature(self, body: bytes, at: float | None = None) -> dict[str, str]:
        stamp = str(int(at or time.time()))
        mac = hmac.new(SIGNING_SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, "sha256").hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}

    async def posts(
        self, body: bytes, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> tuple[int, str]:
        headers = self.signature(body) if headers is None else headers
        async with self.session.post(self.url, data=body, headers={"Content-Type": kind, **headers}) as response:
            return response.status, await response.text()

    async def interacts(self, body: dict[str, Any]) -> tuple[int, str]:
        return await self.posts(urlencode({"payload": json.dumps(body)}).encode(), kind=FORM)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Slack]:
    async with SlackApi.serving() as api, http.connect("127.0.0.1", 0, {}) as front:
        given = settings(
            tmp_path,
            slack_bot_token=api.bot_token,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=api.api_url,
        )
        async with connect(given, front) as platform, aiohttp.ClientSession() as session:
            yield Slack(f"{front.url}/slack/events", session, platform)


@pytest.fixture
async def listening(slack: Slack, inbox: Inbox) -> AsyncIterator[Slack]:
    task = asyncio.create_task(slack.platform.listen(inbox.accept))
    await asyncio.sleep(0)
    yield slack
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_slack_posts_is_stored_and_then_confirmed_with_an_empty_answer(
    listening: Slack, inbox: Inbox
) -> None:
    command = urlencode(payload("slash_payload")).encode()
    assert await listening.posts(EVENT) == (200, "")
    assert await listening.posts(command, kind=FORM) == (200, "")
    assert await listening.interacts(payload("button")) == (200, "")
    assert await listening.interacts(payload("view_submission")) == (200, "")
    messages = [listening.platform.parse(arrived.payload) for arrived in inbox.arrivals.values()]
    assert [message.text for message in messages if message][:2] == ["something like Heat", "films about a payload"]
    assert len(messages) == 4


async def test_retries_and_a_signed_replay_are_one_arrival(listening: Slack, inbox: Inbox) -> None:
    headers = listening.signature(EVENT)
    for retry in range(4):
        more = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        assert (await listening.posts(EVENT, {**listening.signature(EVENT), **more}))[0] == 200
    assert (await listening.posts(EVENT, headers))[0] == 200
    assert (len(inbox.arrivals), inbox.tries) == (1, 5)


async def test_whoever_is_not_slack_is_turned_away(listening: Slack, inbox: Inbox) -> None:
    right = listening.signature(EVENT)
    old, early = listening.signature(EVENT, time.time() - 301), listening.signature(EVENT, time.time() + 400)
    stamp, mac = right["X-Slack-Request-Timestamp"], right["X-Slack-Signature"]
    wrong: list[dict[str, str]] = [
        {},
        {"X-Slack-Signature": mac},
        {"X-Slack-Request-Timestamp": stamp},
        {**right, "X-Slack-Signature": "v0=" + "0" * 64},
        {**right, "X-Slack-Signature": "é" * 67},
        {**right, "X-Slack-Signature": mac.upper()},
        {**right, "X-Slack-Request-Timestamp": "soon"},
        {**right, "X-Slack-Request-Timestamp": "9" * 5000},
        {**right, "X-Slack-Request-Timestamp": "-1"},
        old,
        early,
    ]
    assert {(await listening.posts(EVENT, headers))[0] for headers in wrong} == {401}
    assert (await listening.posts(EVENT + b" ", right))[0] == 401
    junk = (b"", b"\xff\xfe", b"payload=%7B", b"{", b"payload=" + b"a" * 100_000)
    assert {(await listening.posts(body, headers))[0] for body in junk for headers in ({}, right)} == {401}
    assert not inbox.arrivals


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"payload=%7B",
        b"{",
        b"[1]",
        b'{"type": 5}',
        b'{"type":"event_callback","event":5,"team":7}',
    ],
)
async def test_a_signed_request_that_makes_no_sense_is_kept_for_the_operator(
    body: bytes, listening: Slack, inbox: Inbox
) -> None:
    assert await listening.posts(body) == (200, "")
    assert await listening.posts(body) == (200, "")
    (arrived,) = inbox.arrivals.values()
    with pytest.raises(BadUpdate):
        listening.platform.parse(arrived.payload)


async def test_slack_is_told_our_address_is_ours(listening: Slack, inbox: Inbox) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode()
    assert await listening.posts(body) == (200, "3eZbrw1a")
    assert (await listening.posts(b"ssl_check=1&token=x", kind=FORM))[0] == 200
    assert not inbox.arrivals


async def test_slack_tries_again_when_nothing_could_be_stored(slack: Slack) -> None:
    async def full(_: Arrival) -> bool:
        raise StoreError("the disk is full")

    assert (await slack.posts(EVENT))[0] == 503
    task = asyncio.create_task(slack.platform.listen(full))
    await asyncio.sleep(0)
    assert (await slack.posts(EVENT))[0] == 503
    assert (await slack.posts(b"{"))[0] == 503
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
