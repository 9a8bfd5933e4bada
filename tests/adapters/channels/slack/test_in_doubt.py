"""A message of which nobody knows whether it was sent is looked for where it should be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from adapters.channels.slack.connection import SlackPlatform, connected
from bot.errors import InDoubt, TryLater
from bot.postings import Call
from tests.adapters.channels.slack.conftest import Scripted
from tests.adapters.channels.slack.scene import Front, settings
from tests.adapters.channels.slack.test_sending import failure, hang_up
from tests.platforms.slack_api import SlackApi

METADATA = {"event_type": "chat_rec", "event_payload": {"key": "slack:Ev1#0"}}
KEYED = Call("chat.postMessage", {"channel": "C1", "text": "hi", "metadata": METADATA}, "C1")


async def test_a_message_in_doubt_is_looked_for_by_its_key(platform: SlackPlatform, slack: Scripted) -> None:
    slack.answers["chat.postMessage"] = hang_up
    slack.says("conversations.history", ok=True, messages=[{"ts": "3.3"}, {"ts": "4.4", "metadata": METADATA}])
    assert await platform.send(KEYED) == "4.4"
    slack.says("conversations.history", ok=True, messages=[{"ts": "3.3", "text": "somebody else's"}])
    assert isinstance(await failure(platform, KEYED), TryLater)
    slack.says("conversations.history", ok=True, messages=[{"ts": "9999999999.1", "bot_id": "B1"}])
    assert isinstance(await failure(platform, KEYED), InDoubt)
    slack.fails("conversations.history", "missing_scope")
    assert isinstance(await failure(platform, KEYED), InDoubt)


async def test_a_message_that_an_ended_process_may_have_sent_is_looked_for_first(
    platform: SlackPlatform, slack: Scripted
) -> None:
    again = replace(KEYED, doubtful=True)
    slack.says("conversations.history", ok=True, messages=[{"ts": "4.4", "metadata": METADATA}])
    assert await platform.send(again) == "4.4"
    assert "chat.postMessage" not in [method for method, _ in slack.asked]
    slack.says("conversations.history", ok=True, messages=[{"ts": "3.3", "text": "somebody else's"}])
    assert await platform.send(again) == "9.9"
    slack.fails("conversations.history", "missing_scope")
    assert await platform.send(again) == "9.9", "rather twice than not at all"
    slack.fails("conversations.history", "ratelimited")
    assert isinstance(await failure(platform, again), TryLater)


async def test_what_was_sent_to_a_thread_is_found_there(tmp_path: Path) -> None:
    async with SlackApi.serving() as api:
        given = settings(
            tmp_path, slack_bot_token=api.bot_token, slack_app_token=api.app_token, slack_api_url=api.api_url
        )
        chat = api.person("ana").chat
        first = api.workspace.post(chat, "U0000001", text="hello")
        params = {**KEYED.params, "channel": chat.id, "thread_ts": first.ts}
        async with connected(given, Front()) as platform:
            sent = await platform.send(replace(KEYED, params=params))
            assert await platform.send(replace(KEYED, params=params, doubtful=True)) == sent
        assert len(chat.from_bot) == 1
