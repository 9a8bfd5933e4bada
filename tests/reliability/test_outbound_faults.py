"""Each failure of a platform has its own right answer; what the person sees is what counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault, Kind
from tests.platforms.slack_api import SlackApi
from tests.platforms.telegram_flood import Flood
from tests.reliability.running import bot_at

SEND = "sendMessage"

EXPECTED: dict[Kind, tuple[int, str]] = {
    "throttled": (1, "throttled"),
    "broken": (1, "retried"),
    "reset_after": (1, "in_doubt"),
    "refused": (1, "sent"),
    "forbidden": (0, "failed"),
    "reset": (0, "in_doubt"),
}
"""How often the person sees the answer, and which counter tells of it.

`reset`: the platform had the request and closed the connection. It did not do it, but as far as anybody can know it
may have; asking twice could say it twice.
"""


@pytest.mark.parametrize("kind", EXPECTED)
async def test_telegram_fails_once(tmp_path: Path, api: BotApi, kind: Kind) -> None:
    shown, counter = EXPECTED[kind]
    ana, ben = api.person("Ana"), api.person("Ben")
    api.faults.add(Fault(kind, SEND, ana.chat_id, retry_after=1))
    async with bot_at(tmp_path, api) as bot:
        ana.say("first")
        ben.say("hello")
        await ben.sees("hello")
        ana.say("second")
        await ana.sees("second")
        assert [message.text for message in ana.chat.from_bot] == ["said 1: first"] * shown + ["said 2: second"]
        assert bot.counted(counter) >= 1
        assert (await bot.settled()).given_up == (kind == "forbidden")


@pytest.mark.parametrize("kind", EXPECTED)
async def test_slack_fails_once(tmp_path: Path, slack: SlackApi, kind: Kind) -> None:
    shown, counter = EXPECTED[kind]
    ana = slack.person("ana")
    slack.faults.add(Fault(kind, "chat.postMessage", ana.chat.id, retry_after=1))
    async with bot_at(tmp_path, slack) as bot:
        ana.say("first")
        ana.say("second")
        await ana.sees("second", seconds=30)
        said = [message.reads.split("\n")[0] for message in ana.chat.from_bot]
        if kind in ("reset", "reset_after"):
            # Slack can be asked whether the message is there, so nothing is left in doubt.
            assert said == ["said 1: first", "said 2: second"]
        else:
            assert said == ["said 1: first"] * shown + ["said 2: second"]
            assert bot.counted(counter) >= 1


async def test_who_is_throttled_waits_as_told_and_the_others_do_not(tmp_path: Path, api: BotApi) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    api.faults.add(Fault("throttled", SEND, ana.chat_id, retry_after=2))
    async with bot_at(tmp_path, api, brisk=False):
        ana.say("one")
        await api.until(lambda: api.faults.shown["throttled"])
        ben.say("two")
        await ben.sees("two")
        assert not ana.chat.from_bot, "Ben was answered while Ana was made to wait"
        await ana.sees("one")
    told, done = (call.at for call in api.calls if call.method == SEND and call.params["chat_id"] == ana.chat_id)
    assert done - told >= 2.0


async def test_under_flood_control_everything_arrives_once(tmp_path: Path, api: BotApi) -> None:
    """With Telegram's own limits on both sides: one a second and person, thirty a second in all."""
    api.limits = Flood()
    people = [api.person() for _ in range(35)]
    async with bot_at(tmp_path, api, brisk=False) as bot:
        for person in people:
            person.say("one")
            person.say("two")
        await api.until(lambda: all(len(one.chat.from_bot) == 2 for one in people), 60)
        assert (await bot.backlog()).given_up == 0
    assert [message.text for message in people[0].chat.from_bot] == ["said 1: one", "said 2: two"]
    # The bot keeps the limits by itself; a late packet may still make two messages look closer than they were.
    assert api.limits.passed <= 7


async def test_somebody_who_comes_back_after_blocking_us_is_answered(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana")
    async with bot_at(tmp_path, api) as bot:
        ana.say("one")
        await ana.sees("one")
        ana.block()
        ana.say("two")
        await api.until(lambda: any(call.status == 403 for call in api.calls))
        ana.unblock()
        ana.say("three")
        await ana.sees("three")
        assert (await bot.settled()).given_up == 1
