"""The webhook takes what Telegram posts and nothing else, over real HTTP."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from adapters.channels.telegram import connect
from adapters.channels.telegram.webhook import HEADER, Webhook
from bot.errors import SettingsError
from bot.ports import Receive
from tests.adapters.channels.telegram.service import SECRET, Accepted, Posts, listening, settings_for
from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault

OURS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = {"update_id": 7, "message": {"message_id": 1, "chat": {"id": 4211}, "from": {"id": 4211}, "text": "hi"}}


@dataclass
class Server:
    """A front on loopback: hands posts to the webhook, as `adapters/fronts` does."""

    posts: Posts
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        receive: Receive = self.posts.receivers[request.path]
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, body = await receive(headers, await request.read())
        return web.Response(status=status, body=body)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=io.BytesIO(body), headers=headers) as answer,
        ):
            return answer.status


@asynccontextmanager
async def fronted() -> AsyncIterator[Server]:
    server = Server(Posts())
    app = web.Application(client_max_size=4 * 2**20)
    app.router.add_post("/telegram", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    try:
        yield server
    finally:
        await runner.cleanup()


@dataclass
class Open:
    api: BotApi
    server: Server
    accepted: Accepted


@pytest.fixture
async def hooked() -> AsyncIterator[Open]:
    async with fronted() as server, BotApi.serving() as api:
        settings = settings_for(api, telegram_webhook_url=server.url, telegram_webhook_secret=SECRET)
        accepted = Accepted()
        async with connect(settings, server.posts) as platform, listening(platform, accepted):
            await api.until(lambda: api.updates.hook)
            yield Open(api, server, accepted)


async def test_updates_arrive_with_the_secret_and_are_confirmed_when_stored(hooked: Open) -> None:
    hooked.accepted.broken = 1
    number = hooked.api.person("Ana").say("hello")
    [arrival] = await hooked.accepted.until(1)
    await hooked.api.until(lambda: number in hooked.api.updates.confirmed)
    assert arrival.id == f"tg:{number}"
    hook = hooked.api.updates.hook
    assert hook
    assert hook.secret == SECRET
    assert hook.answers == [(number, 503), (number, 200)]
    assert "message_reaction" in hooked.api.updates.allowed


async def test_updates_that_wait_when_the_webhook_is_set_are_kept() -> None:
    async with fronted() as server, BotApi.serving() as api:
        api.person("Ana").say("hello")
        settings = settings_for(api, telegram_webhook_url=server.url, telegram_webhook_secret=SECRET)
        accepted = Accepted()
        async with connect(settings, server.posts) as platform, listening(platform, accepted):
            await accepted.until(1)


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "ключ"])
async def test_nobody_else_can_post(hooked: Open, secret: str) -> None:
    headers = {HEADER: secret} if secret else {}
    for body in (json.dumps(UPDATE).encode(), b"\xff{", b"x" * 2_000_000):
        assert await hooked.server.post(body, headers) == 401
    assert not hooked.accepted.arrivals


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"\xff\x00", b'{"update_id": true}', b"[" * 200_000])
async def test_what_cannot_be_read_is_kept_for_the_operator_and_not_sent_again(hooked: Open, body: bytes) -> None:
    assert await hooked.server.post(body, OURS) == 200
    assert await hooked.server.post(body, OURS) == 200
    [arrival] = await hooked.accepted.until(1)
    assert "\0" not in arrival.payload
    assert await hooked.server.post(json.dumps(UPDATE).encode(), OURS) == 200
    assert list(hooked.accepted.arrivals) == [arrival.id, "tg:7"]


async def test_a_body_that_is_too_long_is_kept_in_part(hooked: Open) -> None:
    assert await hooked.server.post(b"x" * 3_000_000, OURS) == 200
    [arrival] = await hooked.accepted.until(1)
    assert len(arrival.payload) == 1_000_000


async def test_before_anybody_listens_telegram_is_told_to_come_again() -> None:
    webhook = Webhook(SECRET, lambda: 1.0)
    assert await webhook.receive({HEADER: SECRET}, b"{}") == (503, b"")
    assert await webhook.receive({HEADER: "x"}, b"{}") == (401, b"")


@given(st.dictionaries(st.text(), st.text()), st.binary(max_size=200), st.booleans())
def test_whatever_is_posted_the_webhook_does_not_fail(headers: dict[str, str], body: bytes, ours: bool) -> None:  # noqa: FBT001  # drawn
    accepted = Accepted()
    webhook = Webhook(SECRET, lambda: 1.0)
    webhook.accept = accepted.accept
    given_headers = {**headers, **({HEADER: SECRET} if ours else {})}
    status, _ = asyncio.run(webhook.receive(given_headers, body))
    assert (status, len(accepted.arrivals)) == ((200, 1) if ours else (401, 0))


@pytest.mark.parametrize("secret", ["", "short", "with blanks in it here", "x" * 257])
async def test_a_webhook_without_a_good_secret_does_not_start(secret: str) -> None:
    async with BotApi.serving() as api:
        settings = settings_for(api, telegram_webhook_url="https://a.example.org/t", telegram_webhook_secret=secret)
        with pytest.raises(SettingsError, match="CHATREC_TELEGRAM_WEBHOOK_SECRET"):
            async with connect(settings, Posts()):
                pass


async def test_an_address_that_telegram_refuses_is_the_operators_to_mend() -> None:
    async with BotApi.serving() as api:
        api.faults.add(Fault("refused", "setWebhook", description="Bad Request: bad webhook: IP address is reserved"))
        settings = settings_for(api, telegram_webhook_url="https://a.example.org/t", telegram_webhook_secret=SECRET)
        async with connect(settings, Posts()) as platform:
            with pytest.raises(
                SettingsError, match=r"CHATREC_TELEGRAM_WEBHOOK_URL is refused .*IP address is reserved"
            ):
                await platform.listen(Accepted().accept)
