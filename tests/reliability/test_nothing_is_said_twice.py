"""A platform that delivers the same thing again and again, in any order, gets one answer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.reliability.running import bot_at

SECRET = "a-secret-for-the-webhook"  # noqa: S105  # of a test
HOOK: dict[str, Any] = {
    "telegram_webhook_url": "http://127.0.0.1:1/telegram",
    "telegram_webhook_secret": SECRET,
}


async def test_an_update_that_telegram_posts_five_times_is_answered_once(tmp_path: Path, api: BotApi) -> None:
    people = [api.person() for _ in range(10)]
    async with bot_at(tmp_path, api, **HOOK) as bot:
        await api.until(lambda: api.updates.hook)
        api.updates.balanced, api.updates.copies = [f"{bot.url}/telegram"], 5
        for number in range(3):
            for person in people:
                person.say(f"message {number}")
        await api.until(lambda: not api.updates.waiting, 30)
        await bot.settled()
        assert bot.counted("duplicates") == 4 * 30
    assert all(len(person.chat.from_bot) == 3 for person in people)


async def test_updates_that_are_polled_again_and_out_of_order_are_answered_once(tmp_path: Path, api: BotApi) -> None:
    people = [api.person() for _ in range(10)]
    dice = random.Random(3)
    api.updates.shuffled = dice.shuffle
    async with bot_at(tmp_path, api) as bot:
        for number in range(3):
            for person in people:
                update = person.say(f"message {number}")
                again = api.updates.waiting[update]
                await api.until(lambda: not api.updates.waiting, 30)
                api.updates.again(again)
        await bot.settled()
    assert all(len(person.chat.from_bot) == 3 for person in people)


async def test_an_event_that_slack_tells_four_times_is_answered_once(tmp_path: Path, slack: SlackApi) -> None:
    ana, films = slack.person("ana"), slack.channel("films")
    slack.push.copies, slack.push.pauses = 4, (0, 0.05, 0.1)
    async with bot_at(tmp_path, slack) as bot:
        ana.say("hello")
        ana.mention("hello all", films)
        ana.open_home()
        await slack.until(lambda: len(slack.push.acks) == 12)
        await bot.settled()
    assert {ack.status for ack in slack.push.acks} == {200}
    assert [len(channel.from_bot) for channel in (ana.chat, films)] == [1, 1]


async def test_a_command_or_a_tap_that_is_replayed_is_answered_once(tmp_path: Path, slack: SlackApi) -> None:
    """Somebody who saw a signed request pass may send it again within five minutes."""
    ana = slack.person("ana")
    async with bot_at(tmp_path, slack) as bot:
        ana.say("hello")
        message = await ana.sees("hello")
        seen: list[tuple[bytes, str]] = []
        post = slack.push.post

        async def noted(body: bytes, kind: str, headers: dict[str, str] | None = None, *, ago: float = 0) -> Any:
            seen.append((body, kind))
            return await post(body, kind, headers, ago=ago)

        slack.push.post = noted  # type: ignore[method-assign, assignment]  # somebody who listens in
        ana.command("/recommend", "something")
        await ana.sees("said 2")
        ana.tap("Yes", message)
        await ana.sees("said 3")
        for body, kind in seen:
            for _ in range(3):
                assert (await post(body, kind))[0] == 200
            assert (await post(body, kind, ago=301))[0] == 401, "and not at all after five minutes"
        await bot.settled()
    assert len(ana.chat.from_bot) == 3


async def test_one_mention_that_slack_tells_as_two_events_is_answered_once(tmp_path: Path, slack: SlackApi) -> None:
    ana, films = slack.person("ana"), slack.channel("films")
    slack.subscribed.add("message.channels")
    async with bot_at(tmp_path, slack) as bot:
        ana.mention("hello", films)
        await slack.until(lambda: len(slack.push.acks) == 2)
        await bot.settled()
    assert len(films.from_bot) == 1


async def test_what_the_bot_says_itself_is_not_answered(tmp_path: Path, slack: SlackApi) -> None:
    ana = slack.person("ana")
    async with bot_at(tmp_path, slack) as bot:
        ana.say("hello")
        message = await ana.sees("hello")
        slack.event(message.as_json() | {"channel": ana.chat.id, "channel_type": "im"})
        body = urlencode({"payload": json.dumps({"type": "unheard_of"})}).encode()
        assert (await slack.push.post(body, "application/x-www-form-urlencoded"))[0] == 200
        await slack.until(lambda: len(slack.push.acks) == 2)
        await bot.settled()
    assert len(ana.chat.from_bot) == 1
