"""Polling loses nothing, whatever comes and whatever fails."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from adapters.channels.telegram import connect
from adapters.channels.telegram.polling import poll
from bot.errors import SettingsError
from tests.adapters.channels.telegram.service import Accepted, Posts, listening, polling, settings_for
from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault
from tests.platforms.telegram_updates import Hook


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


async def test_an_update_is_confirmed_only_after_it_is_stored(api: BotApi) -> None:
    ana = api.person("Ana")
    async with polling(api) as accepted:
        accepted.broken = 2
        number = ana.say("something like Heat")
        [arrival] = await accepted.until(1)
        assert (arrival.id, arrival.chat, arrival.user) == (f"tg:{number}", ana.chat_id, f"telegram:{ana.chat_id}")
        assert number not in api.updates.confirmed or accepted.arrivals
        await api.until(lambda: number in api.updates.confirmed)


async def test_updates_from_before_the_start_are_kept(api: BotApi) -> None:
    ana = api.person("Ana")
    for word in ("one", "two", "three"):
        ana.say(word)
    async with polling(api) as accepted:
        await accepted.until(3)
    assert accepted.texts == ["one", "two", "three"]


class Silent:
    """Gives these updates, one batch a call, and then nothing any more."""

    def __init__(self, *batches: list[int]) -> None:
        self.offsets: list[int] = []
        self._batches = list(batches)
        self.done = asyncio.Event()

    async def call(self, method: str, params: Mapping[str, Any], **_: float) -> Any:
        if method != "getUpdates":
            return True
        self.offsets.append(params["offset"])
        if not self._batches:
            self.done.set()
            await asyncio.Event().wait()
        return [{"update_id": number} for number in self._batches.pop(0)]


async def test_numbers_that_begin_anew_after_a_week_of_silence_are_not_confirmed_unseen() -> None:
    accepted, api = Accepted(), Silent([900, 901], [], [7], [8])
    calls: Any = api
    task = asyncio.create_task(poll(calls, accepted.accept, time.time))
    await api.done.wait()
    task.cancel()
    assert list(accepted.arrivals) == ["tg:900", "tg:901", "tg:7", "tg:8"]
    assert api.offsets == [0, 902, 0, 8, 9]


async def test_a_poison_update_is_stored_like_any_other_and_blocks_nothing(api: BotApi) -> None:
    ana = api.person("Ana")
    async with polling(api) as accepted:
        api.updates.raw({"message": {"message_id": "one hundred", "date": "now", "chat": 7, "text": ["\ud83d"]}})
        ana.say("hello")
        poison, hello = await accepted.until(2)
    assert (poison.chat, poison.user) == ("", "")
    assert hello.chat == ana.chat_id


async def test_a_left_over_webhook_is_removed_and_its_updates_are_kept(api: BotApi) -> None:
    api.updates.set_hook(Hook("http://127.0.0.1:9/nobody"))
    api.person("Ana").say("hello")
    async with polling(api) as accepted:
        await accepted.until(1)
        assert api.updates.hook is None
        api.updates.set_hook(Hook("http://127.0.0.1:9/nobody"))
        api.person("Ben").say("hello again")
        api.updates._tell()
        api.updates._poll += 1
        await accepted.until(2)


async def test_another_poller_is_named_and_waited_for(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    async with polling(api) as first, polling(api) as second:
        await api.until(lambda: "stop the other program that uses this bot's token" in caplog.text, 20)
        number = api.person("Ana").say("hello")
        await api.until(lambda: number in api.updates.confirmed, 20)
    assert "hello" in first.texts + second.texts


async def test_failures_of_telegram_are_outlived(api: BotApi) -> None:
    api.faults.add(Fault("broken", "getUpdates"), Fault("reset", "getUpdates"), Fault("throttled", "getUpdates"))
    api.person("Ana").say("hello")
    async with polling(api) as accepted:
        await accepted.until(1)
    assert sum(api.faults.shown.values()) == 3


async def test_a_start_without_network_waits_for_it() -> None:
    async with BotApi.serving() as gone:
        settings, port = settings_for(gone), int(gone.url.rpartition(":")[2])
    accepted = Accepted()
    async with connect(settings, Posts()) as platform, listening(platform, accepted):
        assert platform.parse('{"update_id": 1}') is None
        async with BotApi.serving(gone.token, port) as back:
            back.person("Ana").say("hello")
            await accepted.until(1)


async def test_the_long_poll_ends_at_once_when_it_is_cancelled(api: BotApi) -> None:
    async with connect(settings_for(api), Posts()) as platform, listening(platform, Accepted()):
        await api.until(lambda: api.updates._poll)
        before = time.monotonic()
    assert time.monotonic() - before < 10


async def test_a_refused_token_is_the_operators_to_mend(api: BotApi) -> None:
    wrong = settings_for(api, telegram_token="123456:" + "x" * 35)
    with pytest.raises(SettingsError, match="CHATREC_TELEGRAM_TOKEN"):
        async with connect(wrong, Posts()):
            pass


async def test_a_token_that_is_revoked_later_ends_the_listening(api: BotApi) -> None:
    async with connect(settings_for(api), Posts()) as platform:
        api.token = "1:" + "y" * 35
        with pytest.raises(SettingsError, match="CHATREC_TELEGRAM_TOKEN"):
            await platform.listen(Accepted().accept)


async def test_the_menu_of_commands_is_set(api: BotApi) -> None:
    async with polling(api):
        await api.until(lambda: api.commands)
    assert {"start", "recommend", "forget"} <= {command["command"] for command in api.commands}


async def test_the_token_is_in_no_log_whatever_happens(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "telegram", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    api.faults.add(Fault("broken", "getUpdates"), Fault("reset", "getUpdates"))
    api.person("Ana").say("hello")
    async with polling(api) as accepted:
        await accepted.until(1)
    wrong = "123456:" + "Wr0ng" * 7
    with pytest.raises(SettingsError) as refused:
        async with connect(settings_for(api, telegram_token=wrong), Posts()):
            pass
    assert {"httpx", "httpcore.http11"} <= {record.name for record in caplog.records}
    told = caplog.text + repr(refused.value) + repr(refused.value.__context__)
    for token in (api.token, wrong):
        assert token.partition(":")[2] not in told
