"""Calls over real HTTP: each way Slack can fail is the right one of ours."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from adapters.channels.slack import connect
from adapters.channels.slack.connection import SlackPlatform, connected
from adapters.channels.slack.rendering import render
from bot.errors import DeliveryError, InDoubt, Refused, SettingsError, TryLater, Unreachable
from bot.messages import Attachment
from bot.postings import Call
from tests.adapters.channels.slack.conftest import Scripted
from tests.adapters.channels.slack.scene import APP_TOKEN, BOT_TOKEN, Front, card, reply, settings
from tests.platforms.faults import Fault
from tests.platforms.slack_api import SlackApi

POST = Call("chat.postMessage", {"channel": "C1", "text": "hi"}, "C1")
UPDATE = Call("chat.update", {"channel": "C1", "ts": "1.1", "text": "hi"}, "C1", repeatable=True)


async def failure(platform: SlackPlatform, call: Call) -> DeliveryError:
    with pytest.raises(DeliveryError) as failed:
        await platform.send(call)
    return failed.value


async def test_a_message_has_an_id_afterwards(platform: SlackPlatform, slack: Scripted) -> None:
    assert await platform.send(POST) == "9.9"
    method, params = slack.asked[-1]
    assert (method, params["text"], params["authorization"]) == ("chat.postMessage", "hi", f"Bearer {BOT_TOKEN}")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("invalid_blocks", Refused), ("msg_too_long", Refused), ("msg_blocks_too_long", Refused),
        ("invalid_arguments", Refused), ("expired_trigger_id", Refused), ("message_not_found", Refused),
        ("cant_update_message", Refused), ("missing_scope", Refused), ("something_new", Refused),
        ("channel_not_found", Unreachable), ("is_archived", Unreachable), ("not_in_channel", Unreachable),
        ("user_not_found", Unreachable), ("account_inactive", Unreachable), ("invalid_auth", TryLater),
        ("token_revoked", TryLater), ("ratelimited", TryLater), ("internal_error", TryLater),
        ("service_unavailable", TryLater),
    ],
)  # fmt: skip
async def test_an_error_of_slack_is_the_right_one_of_ours(
    error: str, kind: type[DeliveryError], platform: SlackPlatform, slack: Scripted
) -> None:
    slack.fails("chat.postMessage", error)
    assert type(await failure(platform, POST)) is kind


async def test_too_many_requests_wait_as_long_as_slack_says(platform: SlackPlatform, slack: Scripted) -> None:
    slack.says("chat.postMessage", status=429, headers={"Retry-After": "7"}, ok=False, error="ratelimited")
    error = await failure(platform, POST)
    assert isinstance(error, TryLater)
    assert (error.after, error.throttled) == (7.0, True)


@pytest.mark.parametrize(
    ("status", "kind", "text"),
    [
        (502, "text/html", "<html>"),
        (500, "text/plain", "oops"),
        (503, "application/json", "{"),
        (429, "text/html", ""),
    ],
)
async def test_slack_in_trouble_is_tried_later(
    status: int, kind: str, text: str, platform: SlackPlatform, slack: Scripted
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, content_type=kind, text=text)

    slack.answers["chat.postMessage"] = answer
    assert isinstance(await failure(platform, POST), TryLater)


@pytest.mark.parametrize(("kind", "text"), [("text/plain", "ok"), ("application/json", "null"), ("text/html", "hi")])
async def test_an_answer_that_is_none_leaves_us_in_doubt(
    kind: str, text: str, platform: SlackPlatform, slack: Scripted
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(content_type=kind, text=text)

    slack.answers["chat.update"] = answer
    assert isinstance(await failure(platform, UPDATE), InDoubt)


async def hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_a_call_that_was_written_and_not_answered_is_in_doubt(platform: SlackPlatform, slack: Scripted) -> None:
    slack.answers["chat.update"] = hang_up
    assert isinstance(await failure(platform, UPDATE), InDoubt)


async def test_a_call_that_was_never_written_is_tried_later(tmp_path: Path) -> None:
    given = settings(tmp_path, slack_app_token=APP_TOKEN, slack_api_url="http://127.0.0.1:1/api/")
    async with connected(given, Front()) as platform:
        assert isinstance(await failure(platform, POST), TryLater)


async def test_scopes_that_the_app_lacks_are_named_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with SlackApi.serving() as api:
        api.scopes -= {"im:history", "reactions:read"}
        given = settings(
            tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
        )
        async with connected(given, Front()) as platform:
            await platform.check_token()
    assert [record.message for record in caplog.records if "lacks" in record.message] == [
        "the Slack app lacks the scopes im:history, reactions:read: give it the manifest again, and reinstall it"
    ]


async def test_a_channel_without_us_leaves_the_address_that_came_with_the_tap(
    platform: SlackPlatform, slack: Scripted
) -> None:
    slack.fails("chat.update", "channel_not_found")
    elsewhere = Call("response_url", {"url": "https://hooks.slack.com/x", "text": "hi"}, "C1")
    assert isinstance(await failure(platform, replace(UPDATE, fallback=elsewhere)), Refused)
    assert isinstance(await failure(platform, replace(UPDATE, fallback=UPDATE)), Unreachable)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "https://hooks.slack.com.evil.example/x",
        "http://hooks.slack.com/x",
        "file:///etc/passwd",
        "",
    ],
)
async def test_only_slack_is_posted_to(url: str, platform: SlackPlatform) -> None:
    assert isinstance(await failure(platform, Call("response_url", {"url": url, "text": "hi"}, "C1")), Refused)


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (404, "used_url", Refused),
        (404, '{"ok": false, "error": "expired_url"}', Refused),
        (200, '{"ok": false, "error": "used_url"}', Refused),
        (500, "", TryLater),
        (429, "", TryLater),
        (302, "", Refused),
    ],
)
async def test_a_response_address_that_fails(
    status: int, text: str, kind: type[DeliveryError], platform: SlackPlatform, slack: Scripted
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(
            status=status, text=text, headers={"Location": "http://127.0.0.1:1/"} if status == 302 else {}
        )

    slack.answers["respond"] = answer
    call = Call("response_url", {"url": f"{slack.url}respond", "text": "hi"}, "C1")
    assert type(await failure(platform, call)) is kind


async def test_an_export_arrives_as_a_file_in_the_persons_own_messages(tmp_path: Path) -> None:
    async with SlackApi.serving() as api:
        ana = api.person()
        given = settings(
            tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
        )
        async with connect(given, Front()) as platform:
            message = reply(
                "Here.",
                ana.chat.id,
                attachments=(Attachment("me.json", '{"liked": "Heat"}'),),
                origin={"user": ana.number},
            )
            for call in platform.render(message):
                await platform.send(call)
            assert (ana.chat.last.file, ana.chat.last.content) == ("me.json", b'{"liked": "Heat"}')
            api.faults.add(Fault("refused", "files.completeUploadExternal"))
            call = platform.render(message)[-1]
            with pytest.raises(Refused):
                await platform.send(call)
            assert call.fallback is not None
            await platform.send(call.fallback)
            assert ana.chat.last.text == '{"liked": "Heat"}'


async def test_an_answer_whose_receipt_was_lost_is_said_once_and_one_that_was_lost_is_said_again(
    tmp_path: Path,
) -> None:
    async with SlackApi.serving() as api:
        ana = api.person()
        given = settings(
            tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
        )
        async with connected(given, Front()) as platform:
            platform.sender.settle_s = 0.0
            for turn, thread in enumerate(("", "1.1"), 1):
                api.faults.add(Fault("reset_after", "chat.postMessage"))
                (call,) = platform.render(reply(f"turn {turn}", ana.chat.id, thread))
                assert await platform.send(call) == ana.chat.last.ts
                assert len(ana.chat.from_bot) == turn
            api.faults.add(Fault("reset", "chat.postMessage"))
            (call,) = platform.render(reply("once more", ana.chat.id))
            assert isinstance(await failure(platform, call), TryLater)


async def test_a_dead_picture_costs_the_picture_and_not_the_message(tmp_path: Path) -> None:
    async with SlackApi.serving() as api:
        ana = api.person()
        given = settings(
            tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
        )
        async with connect(given, Front()) as platform:
            shown = card(image_url="https://dead.example/a.jpg")
            call = render(reply(chat=ana.chat.id, cards=(shown,)), "ephemeral")[0]
            for _ in range(2):
                with pytest.raises(Refused):
                    await platform.send(call)
                assert call.fallback is not None
                call = call.fallback
            await platform.send(call)
            assert "Film 1" in ana.chat.last.reads


async def test_no_token_is_in_any_log_line(
    platform: SlackPlatform, slack: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("slack_sdk").setLevel(logging.DEBUG)
        await platform.send(POST)
        for error in ("invalid_auth", "invalid_blocks", "token_expired"):
            slack.fails("chat.postMessage", error)
            await failure(platform, POST)
        slack.answers["chat.postMessage"] = hang_up
        await failure(platform, POST)
    assert BOT_TOKEN not in caplog.text
    assert APP_TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"slack_bot_token": "xapp-1-a"}, "CHATREC_SLACK_BOT_TOKEN"),
        ({"slack_app_token": "xoxb-1-a"}, "CHATREC_SLACK_APP_TOKEN"),
        ({}, "CHATREC_SLACK_SIGNING_SECRET"),
        ({"slack_app_token": APP_TOKEN, "slack_refresh_token": "xoxe-1-a"}, "CHATREC_SLACK_CLIENT_ID"),
    ],
)
async def test_a_wrong_setting_is_named_and_not_shown(given: dict[str, str], name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        async with connect(settings(tmp_path, **given), Front()):
            pass
    assert not any(value in str(refused.value) for value in given.values())


async def test_a_token_that_slack_refuses_is_named(slack: Scripted, tmp_path: Path) -> None:
    slack.fails("auth.test", "invalid_auth")
    given = settings(tmp_path, slack_app_token=APP_TOKEN, slack_api_url=slack.url)
    with pytest.raises(SettingsError, match="CHATREC_SLACK_BOT_TOKEN"):
        async with connect(given, Front()):
            pass
