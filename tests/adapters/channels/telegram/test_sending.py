"""What becomes of a call, told apart over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from aiohttp import web
from telegram.error import NetworkError, TimedOut

from adapters.channels.telegram import connect
from adapters.channels.telegram.bot_api import bot_api
from adapters.channels.telegram.calls import Spot, document, edit, plain
from adapters.channels.telegram.failures import failure
from adapters.channels.telegram.sending import send
from bot.errors import DeliveryError, InDoubt, Refused, TryLater, Unreachable
from bot.messages import Address, Attachment, Card, OutboundMessage
from bot.ports import Platform
from bot.postings import Call
from recommender.schema import Item, ItemId, UserId
from tests.adapters.channels.telegram.service import Posts, settings_for
from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault


@dataclass
class Open:
    api: BotApi
    platform: Platform


@pytest.fixture
async def open_() -> AsyncIterator[Open]:
    async with BotApi.serving() as api, connect(settings_for(api), Posts()) as platform:
        yield Open(api, platform)


def hello(chat: str) -> Call:
    return plain(Spot(chat), "hello")[0]


async def test_a_message_gives_its_id(open_: Open) -> None:
    ana = open_.api.person("Ana")
    receipt = await open_.platform.send(hello(ana.chat_id))
    assert ana.chat.messages[int(receipt)].text == "hello"


async def test_an_edit_gives_an_id_only_if_it_shows_another_card(open_: Open) -> None:
    ana = open_.api.person("Ana")
    receipt = await open_.platform.send(hello(ana.chat_id))
    changed = edit(Spot(ana.chat_id), "editMessageText", receipt, {"text": "bye"}, [])
    assert await open_.platform.send(changed) == ""
    assert await open_.platform.send(replace(changed, about="s1·movies:1")) == receipt
    assert ana.chat.messages[int(receipt)].text == "bye"


async def test_what_is_as_it_should_be_already_is_a_success(open_: Open) -> None:
    ana = open_.api.person("Ana")
    receipt = await open_.platform.send(hello(ana.chat_id))
    same = edit(Spot(ana.chat_id), "editMessageText", receipt, {"text": "hello"}, [])
    await open_.platform.send(same)
    assert "message is not modified" in await refusal_of(open_.api, same)


async def refusal_of(api: BotApi, call: Call) -> str:
    form = {name: value for name, value in call.params.items() if name in ("chat_id", "message_id", "text")}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api.url}/bot{api.token}/{call.method}", data=form)
    return str(answer.json()["description"])


async def test_a_file_is_uploaded(open_: Open) -> None:
    ana = open_.api.person("Ana")
    receipt = await open_.platform.send(document(Spot(ana.chat_id), Attachment("mé.json", '{"🎬": 1}')))
    sent = ana.chat.messages[int(receipt)]
    assert (sent.document, sent.content) == ("mé.json", '{"🎬": 1}'.encode())


async def test_a_dead_picture_is_refused_and_the_words_of_the_card_arrive(open_: Open) -> None:
    ana = open_.api.person("Ana")
    item = Item(ItemId("movies:1"), "movies", "Heat")
    dead = Card(
        item, "Heat <3", "1995", "Cops & robbers.", "Like Ronin", image_url="https://img.example.org/dead.jpg"
    )
    live = replace(dead, image_url="https://img.example.org/heat.jpg")
    address = Address("telegram", ana.chat_id, UserId(f"telegram:{ana.chat_id}"))
    _, call, other = open_.platform.render(OutboundMessage(address, "These could be good.", (dead, live)))
    with pytest.raises(Refused, match="failed to get HTTP URL content"):
        await open_.platform.send(call)
    assert call.fallback
    for sent in (call.fallback, other):
        assert ana.chat.messages[int(await open_.platform.send(sent))].text == (
            "Heat <3\n1995\nLike Ronin\nCops & robbers."
        )


FAILURES: list[tuple[Fault, type[DeliveryError]]] = [
    (Fault("throttled", retry_after=3), TryLater),
    (Fault("broken", status=500), TryLater),
    (Fault("broken", status=502), TryLater),
    (Fault("forbidden"), Unreachable),
    (Fault("refused"), Refused),
    (Fault("refused", description="Bad Request: query is too old and response timeout expired"), Refused),
    (Fault("refused", description="Bad Request: chat not found"), Unreachable),
    (Fault("refused", description="Bad Request: not enough rights to send text messages to the chat"), Unreachable),
    (Fault("reset_after"), InDoubt),
]


@pytest.mark.parametrize(("fault", "kind"), FAILURES, ids=str)
async def test_each_failure_is_told_apart(open_: Open, fault: Fault, kind: type[DeliveryError]) -> None:
    ana = open_.api.person("Ana")
    open_.api.faults.add(fault)
    with pytest.raises(DeliveryError) as met:
        await open_.platform.send(hello(ana.chat_id))
    assert type(met.value) is kind
    assert open_.api.token not in str(met.value)
    assert await open_.platform.send(hello(ana.chat_id))


async def test_too_many_calls_are_told_with_the_time_to_wait(open_: Open) -> None:
    ana = open_.api.person("Ana")
    open_.api.faults.add(Fault("throttled", retry_after=7))
    with pytest.raises(TryLater) as met:
        await open_.platform.send(hello(ana.chat_id))
    assert (met.value.after, met.value.throttled) == (7, True)


async def test_a_call_on_a_connection_that_was_closed_before_it_was_written_is_repeated() -> None:
    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"ok": true, "result": {"message_id": 1}}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        # Of the next request it reads nothing: the close resets the connection.
        await asyncio.sleep(0.2)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        closed.set()

    closed = asyncio.Event()
    server = await asyncio.start_server(answer_once, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, bot_api("1:x", f"http://127.0.0.1:{port}") as api:
        assert await send(api, hello("1")) == "1"
        more_than_the_network_holds = Call("sendMessage", {"chat_id": "1", "text": "x" * 20_000_000}, "1")
        with pytest.raises(TryLater, match="WriteError"):
            await send(api, more_than_the_network_holds)
        await closed.wait()


async def test_nobody_there_is_no_doubt() -> None:
    async with bot_api("1:x", "http://127.0.0.1:9") as api:
        with pytest.raises(TryLater, match="out of reach"):
            await send(api, hello("1"))


async def test_a_revoked_token_is_told_to_the_operator(open_: Open, caplog: pytest.LogCaptureFixture) -> None:
    open_.api.token = f"{open_.api.token}x"
    with pytest.raises(TryLater):
        await open_.platform.send(hello("1"))
    assert "CHATREC_TELEGRAM_TOKEN" in caplog.text


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (httpx.ConnectTimeout("x"), TryLater),
        (httpx.PoolTimeout("x"), TryLater),
        (httpx.WriteTimeout("x"), TryLater),
        (httpx.ConnectError("x"), TryLater),
        (httpx.ReadTimeout("x"), InDoubt),
        (httpx.ReadError("x"), InDoubt),
        (httpx.RemoteProtocolError("x"), InDoubt),
    ],
    ids=repr,
)
def test_what_was_not_written_is_repeated_and_what_was_not_answered_is_in_doubt(
    cause: httpx.HTTPError, kind: type[DeliveryError]
) -> None:
    for error in (TimedOut(), NetworkError("x")):
        error.__cause__ = cause
        assert type(failure(error)) is kind


async def test_a_group_that_has_moved_is_followed() -> None:
    async def answer(request: web.Request) -> web.Response:
        chat = (await request.post())["chat_id"]
        if chat == "-5":
            moved: dict[str, Any] = {"ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": -1005}}
            moved["description"] = "Bad Request: group chat was upgraded to a supergroup chat"
            return web.json_response(moved, status=400)
        return web.json_response({"ok": True, "result": {"message_id": 8, "chat": {"id": int(str(chat))}}})

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with bot_api("1:x", f"http://127.0.0.1:{runner.addresses[0][1]}") as api:
            assert await send(api, hello("-5")) == "8"
    finally:
        await runner.cleanup()
