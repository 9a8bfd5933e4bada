"""Socket Mode over a real websocket: confirmed only when stored, and never silently dead."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.channels.slack.connection import SlackPlatform, connected
from bot.arrivals import Arrival
from bot.errors import SettingsError, StoreError
from tests.adapters.channels.slack.scene import Front, Inbox, settings
from tests.platforms.faults import Fault
from tests.platforms.slack_api import SlackApi

PING_S = 0.2
"""So that what takes a minute takes a second."""


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with SlackApi.serving() as api:
        yield api


@pytest.fixture
async def platform(api: SlackApi, tmp_path: Path) -> AsyncIterator[SlackPlatform]:
    given = settings(
        tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
    )
    async with connected(given, Front(), PING_S) as platform:
        yield platform


@pytest.fixture
async def listening(platform: SlackPlatform, api: SlackApi, inbox: Inbox) -> AsyncIterator[SlackPlatform]:
    task = asyncio.create_task(platform.listen(inbox.accept))
    await api.until(lambda: api.push.opened)
    yield platform
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_all_that_happens_is_stored_and_confirmed(
    api: SlackApi, listening: SlackPlatform, inbox: Inbox
) -> None:
    ana = api.person()
    ana.say("something like Heat")
    ana.command("/recommend", "a comedy")
    ana.open_home()
    await api.until(lambda: len(api.push.acks) == 3)
    assert [ack.status for ack in api.push.acks] == [200] * 3
    texts = {message.text for one in inbox.arrivals.values() if (message := listening.parse(one.payload))}
    assert texts == {"something like Heat", "a comedy", "/profile"}


async def test_nothing_is_confirmed_before_it_is_stored(api: SlackApi, platform: SlackPlatform) -> None:
    again, stored = asyncio.Event(), asyncio.Event()
    tries = 0

    async def accept(_: Arrival) -> bool:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StoreError("the disk is full")
        again.set()
        await stored.wait()
        return True

    api.push.ack_s = 1.0
    task = asyncio.create_task(platform.listen(accept))
    await api.until(lambda: api.push.opened)
    api.person().say("hello")
    await asyncio.wait_for(again.wait(), 20)
    assert [ack.status for ack in api.push.acks] == [0]
    stored.set()
    await api.until(lambda: len(api.push.acks) == 2)
    assert api.push.acks[-1].status == 200
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_event_that_comes_again_is_one_arrival(
    api: SlackApi, listening: SlackPlatform, inbox: Inbox
) -> None:
    assert listening.name == "slack"
    api.push.copies = 3
    api.person().say("hello")
    await api.until(lambda: len(api.push.acks) == 3)
    assert (len(inbox.arrivals), inbox.tries) == (1, 3)


async def test_a_socket_that_falls_silent_is_replaced(api: SlackApi, listening: SlackPlatform, inbox: Inbox) -> None:
    assert listening.socket is not None
    api.push.silent = True
    await api.until(lambda: api.push.opened >= 2, 30)
    api.push.silent = False
    api.person().say("still there?")
    await api.until(lambda: inbox.arrivals, 30)


async def test_after_a_cut_and_an_outage_it_is_back(
    api: SlackApi, listening: SlackPlatform, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    assert listening.socket is not None
    with caplog.at_level(logging.DEBUG):
        opened = api.push.opened
        api.faults.add(Fault("broken", "apps.connections.open", times=3))
        api.push.drop_sockets()
        await api.until(lambda: api.push.opened > opened, 30)
        api.person().say("and now?")
        await api.until(lambda: inbox.arrivals, 30)
    assert "ticket=0" not in caplog.text
    assert api.app_token not in caplog.text
    assert api.bot_token not in caplog.text


async def test_it_moves_on_when_slack_asks_it_to(api: SlackApi, listening: SlackPlatform, inbox: Inbox) -> None:
    assert listening.socket is not None
    opened = api.push.opened
    await api.push.refresh_sockets()
    await api.until(lambda: api.push.opened > opened, 30)
    api.person().say("moved?")
    await api.until(lambda: inbox.arrivals, 30)


async def test_slack_out_of_reach_at_the_start_is_waited_for(api: SlackApi, tmp_path: Path, inbox: Inbox) -> None:
    given = settings(
        tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
    )
    api.faults.add(Fault("broken", "auth.test"), Fault("broken", "apps.connections.open", times=2))
    async with connected(given, Front(), PING_S) as platform:
        task = asyncio.create_task(platform.listen(inbox.accept))
        await api.until(lambda: api.push.opened, 30)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_refused_app_token_is_named(api: SlackApi, platform: SlackPlatform, inbox: Inbox) -> None:
    assert platform.socket is not None
    listening = asyncio.create_task(platform.listen(inbox.accept))
    await api.until(lambda: api.push.opened)
    api.faults.add(Fault("refused", "apps.connections.open", description="invalid_auth", times=1000))
    with pytest.raises(SettingsError, match="CHATREC_SLACK_APP_TOKEN"):
        await platform.socket.check()
    api.push.drop_sockets()
    with pytest.raises(SettingsError, match="CHATREC_SLACK_APP_TOKEN"):
        await asyncio.wait_for(listening, 60)


async def test_a_bot_token_that_is_withdrawn_is_noticed(api: SlackApi, platform: SlackPlatform, inbox: Inbox) -> None:
    platform.heartbeat_s = 0.1
    task = asyncio.create_task(platform.listen(inbox.accept))
    await api.until(lambda: api.push.opened)
    api.faults.add(Fault("refused", "auth.test", description="token_revoked"))
    with pytest.raises(SettingsError, match="CHATREC_SLACK_BOT_TOKEN"):
        await asyncio.wait_for(task, 20)
