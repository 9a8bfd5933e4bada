"""The fake Slack does as Slack does: its own SDK and bolt find nothing odd about it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.faults import Fault
from tests.platforms.slack_api import SlackApi

Blocks = list[dict[str, Any]]


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(label: str, number: int = 1) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    elements = [{"type": "button", "action_id": f"like{one}", "value": "1", "text": text} for one in range(number)]
    return {"type": "actions", "block_id": "b1", "elements": elements}


def picture(url: str) -> dict[str, Any]:
    return {"type": "image", "image_url": url, "alt_text": "a poster"}


CARD: Blocks = [section("*Heat*"), actions("Like")]


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with SlackApi.serving() as api:
        yield api


@pytest.fixture
def client(api: SlackApi) -> AsyncWebClient:
    return AsyncWebClient(token=api.bot_token, base_url=api.api_url)


def bolt(api: SlackApi, client: AsyncWebClient) -> AsyncApp:
    """A little bot that answers in every way there is."""
    app = AsyncApp(client=client, signing_secret=api.signing_secret)

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        await say(f"you said {event['text']}")

    @app.event("app_mention")
    async def mention(event: dict[str, Any], say: Any) -> None:
        await say(text="here", thread_ts=event["ts"])

    @app.event("app_home_opened")
    async def home(event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    @app.command("/recommend")
    async def command(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Heat", blocks=CARD, response_type="ephemeral")

    @app.action("like0")
    async def like(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="liked", replace_original=True)

    _give_form(app, client)
    return app


def _give_form(app: AsyncApp, client: AsyncWebClient) -> None:
    @app.shortcut("taste")
    async def taste(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        label = {"type": "plain_text", "text": "Genre"}
        field = {"type": "input", "block_id": "g", "label": label}
        field["element"] = {"type": "plain_text_input", "action_id": "a"}
        view = {"type": "modal", "callback_id": "taste", "title": label, "submit": label, "blocks": [field]}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("taste")
    async def submitted(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        genre = body["view"]["state"]["values"]["g"]["a"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"noted {genre}")


@pytest.fixture(params=["http", "socket"])
async def app(api: SlackApi, client: AsyncWebClient, request: pytest.FixtureRequest) -> AsyncIterator[AsyncApp]:
    app = bolt(api, client)
    if request.param == "http":
        runner = web.AppRunner(app.server(path="/slack/events").web_app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.push.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield app
        await runner.cleanup()
    else:
        app_client = AsyncWebClient(token=api.app_token, base_url=api.api_url)
        handler = AsyncSocketModeHandler(app, api.app_token, web_client=app_client)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt's
        await api.until(lambda: api.push.sockets)
        yield app
        await handler.close_async()  # type: ignore[no-untyped-call]  # bolt's


async def test_everything_that_people_do_reaches_bolt_and_comes_back(api: SlackApi, app: AsyncApp) -> None:
    assert app
    ana, films = api.person("ana"), api.channel("films")
    ana.say("hello")
    await ana.sees("you said hello")
    ana.mention("what shall we see?", films)
    assert (await ana.sees("here", films)).thread_ts
    ana.open_home()
    await api.until(lambda: ana.home)
    ana.command("/recommend", "Heat", films)
    card = await ana.sees("Heat", films)
    assert (card.labels, card.only_for) == (["Like"], ana.number)
    ana.tap("Like", card)
    await ana.sees("liked", films)
    assert (card.blocks, card.edits) == ([], 1)
    ana.shortcut("taste")
    await api.until(lambda: any(view.shown["type"] == "modal" for view in api.workspace.views.values()))
    ana.submit({"g": {"a": {"type": "plain_text_input", "value": "westerns"}}})
    await ana.sees("noted westerns")
    assert {ack.status for ack in api.push.acks} == {200}
    assert not api.refused()


async def test_bolt_finds_the_signature_right_and_an_old_one_wrong(api: SlackApi) -> None:
    verifier = SignatureVerifier(api.signing_secret)
    now = int(time.time())
    signed = api.push.signature(b"a=b", now)
    assert verifier.is_valid(b"a=b", signed["X-Slack-Request-Timestamp"], signed["X-Slack-Signature"])
    assert not verifier.is_valid(b"a=c", signed["X-Slack-Request-Timestamp"], signed["X-Slack-Signature"])
    assert not verifier.is_valid_request(b"a=b", api.push.signature(b"a=b", now - 301))


async def test_an_event_that_is_not_acknowledged_comes_again_with_its_number(api: SlackApi) -> None:
    got: list[tuple[str, str]] = []

    async def receive(request: web.Request) -> web.Response:
        number = request.headers.get("X-Slack-Retry-Num", ""), request.headers.get("X-Slack-Retry-Reason", "")
        got.append(number)
        return web.Response(status=500 if len(got) < 3 else 200)

    server = web.Application()
    server.router.add_post("/", receive)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.push.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    api.push.pauses = (0, 0.05, 0.1)
    api.person("ana").say("hello")
    await api.until(lambda: len(api.push.acks) == 3)
    assert got == [("", ""), ("1", "http_error"), ("2", "http_error")]
    api.person("ben").tap_value("x", api.workspace.post(api.channel(), "U0000BOT", text="x"))
    await api.until(lambda: len(api.push.acks) == 4)
    await runner.cleanup()


WRONG: dict[str, dict[str, Any]] = {
    "no_text": {"text": " "},
    "invalid_blocks: downloading image failed": {"text": "x", "blocks": [picture("https://dead.example.org/1.jpg")]},
    "invalid_blocks: downloading image": {"text": "x", "blocks": [picture("https://img.example.org/1.webp")]},
    "invalid_blocks: no more than 50": {"text": "x", "blocks": [section("x")] * 51},
    "invalid_blocks: no more than 25": {"text": "x", "blocks": [actions("Like", 26)]},
    "invalid_blocks: must be less than 3001": {"text": "x", "blocks": [section("x" * 3001)]},
    "invalid_blocks: must be less than 76": {"text": "x", "blocks": [actions("x" * 76)]},
    "invalid_blocks: block_id should be unique": {"text": "x", "blocks": [actions("x"), actions("y")]},
    "invalid_blocks: unsupported type": {"text": "x", "blocks": [{"type": "poem"}]},
    "msg_blocks_too_long": {"text": "x", "blocks": [section("x" * 2999)] * 5},
}


@pytest.mark.parametrize("why", WRONG)
async def test_what_slack_refuses_is_refused(api: SlackApi, client: AsyncWebClient, why: str) -> None:
    films = api.channel()
    with pytest.raises(SlackApiError) as raised:
        await client.api_call("chat.postMessage", json={"channel": films.id, **WRONG[why]})
    error, _, detail = why.partition(": ")
    assert raised.value.response["error"] == error
    assert detail in str(raised.value.response.get("errors"))
    assert len(api.refused()) == 1
    assert not films.from_bot


async def test_a_channel_where_the_bot_is_not_is_refused(api: SlackApi, client: AsyncWebClient) -> None:
    for channel, error in ((api.channel("far", member=False).id, "not_in_channel"), ("C404", "channel_not_found")):
        with pytest.raises(SlackApiError, match=error):
            await client.chat_postMessage(channel=channel, text="x")


async def test_a_response_address_is_good_for_five_times(api: SlackApi) -> None:
    ana = api.person("ana")
    url = ana._response_url(ana.chat, None)
    async with aiohttp.ClientSession() as session:
        for use in range(6):
            async with session.post(url, json={"text": f"number {use}"}) as answer:
                told = await answer.json()
                assert told == ({"ok": True} if use < 5 else {"ok": False, "error": "used_url"})
    assert len(ana.chat.from_bot) == 5


async def test_faults_are_shown_as_slack_shows_them(api: SlackApi, client: AsyncWebClient) -> None:
    films = api.channel()
    kinds = [Fault("throttled", retry_after=3), Fault("broken", status=503), Fault("forbidden"), Fault("refused")]
    api.faults.add(*kinds)
    with pytest.raises(SlackApiError) as throttled:
        await client.chat_postMessage(channel=films.id, text="x")
    assert (throttled.value.response.status_code, throttled.value.response.headers["Retry-After"]) == (429, "3")
    for error in ("503", "channel_not_found", "invalid_blocks"):
        with pytest.raises(SlackApiError, match=error):
            await client.chat_postMessage(channel=films.id, text="x")
    assert not films.from_bot
    api.faults.add(Fault("reset_after"))
    with pytest.raises(aiohttp.ClientError):
        await AsyncWebClient(token=api.bot_token, base_url=api.api_url, retry_handlers=[]).chat_postMessage(
            channel=films.id, text="done all the same"
        )
    assert [one.text for one in films.from_bot] == ["done all the same"]


async def test_a_file_is_uploaded(api: SlackApi, client: AsyncWebClient) -> None:
    ana = api.person("ana")
    await client.files_upload_v2(channel=ana.chat.id, filename="you.json", content="{}")
    assert (ana.chat.last.file, ana.chat.last.content) == ("you.json", b"{}")


async def test_a_trigger_is_good_once_and_not_for_long(api: SlackApi, client: AsyncWebClient) -> None:
    ana = api.person("ana")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": CARD}
    trigger = api.workspace.trigger(ana.number)
    await client.views_open(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id=trigger, view=view)
    old = api.workspace.trigger(ana.number)
    api.workspace.triggers[old] = (ana.number, time.monotonic() - 4)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=old, view=view)


async def test_a_socket_can_be_cut_and_can_fall_silent(api: SlackApi) -> None:
    async with aiohttp.ClientSession() as session:
        for number in (1, 2):
            async with session.ws_connect(f"{api.url}/socket", autoping=False) as socket:
                assert (await socket.receive_json())["type"] == "hello"
                assert api.push.opened == number
                await socket.ping(b"x")
                assert (await socket.receive(timeout=1)).data == b"x"
                api.push.silent = True
                await socket.ping(b"y")
                with pytest.raises(TimeoutError):
                    await socket.receive(timeout=0.2)
                api.push.silent = False
                api.push.drop_sockets()
                await api.until(lambda: not api.push.sockets)
                await asyncio.sleep(0)
