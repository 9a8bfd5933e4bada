"""One conversation is answered in order and loses no lesson; conversations do not wait for one another."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

from bot.messages import InboundMessage
from recommender.schema import UserId
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.reliability.conftest import Tell
from tests.reliability.parrot import heard, held
from tests.reliability.running import bot_at

PEOPLE = 100
LONG_S = 90


async def test_100_people_who_write_twice_at_once_and_tap_are_answered_in_order(tmp_path: Path, api: BotApi) -> None:
    dice = random.Random(7)

    async def thinks(_: InboundMessage) -> None:
        await asyncio.sleep(dice.uniform(0, 0.02))

    people = [api.person() for _ in range(PEOPLE)]
    async with bot_at(tmp_path, api) as bot:
        bot.parrot.thinks = thinks
        for person in people:
            person.say("one")
            person.say("two")
        await api.until(lambda: all(len(one.chat.from_bot) >= 2 for one in people), LONG_S)
        for person in people:
            person.say("three")
            person.tap("Yes", person.chat.from_bot[0])
            person.say("four")
        await api.until(lambda: all(len(one.chat.from_bot) >= 5 for one in people), LONG_S)
        counts = [heard(await bot.profiles.load(UserId(f"telegram:{one.number}"))) for one in people]
    for person in people:
        said = [message.text for message in person.chat.from_bot]
        # A tap stands in another line than words, so it may overtake them; the rest keeps its order.
        words = [text.partition(": ")[2] for text in said]
        assert [word for word in words if word != "yes"] == ["one", "two", "three", "four"]
        assert [int(text.split()[1][:-1]) for text in said] == [1, 2, 3, 4, 5], "answered in the order of acceptance"
    assert counts == [5] * PEOPLE, "no lesson is lost"


async def test_somebody_slow_holds_up_nobody_else(tmp_path: Path, api: BotApi, slack: SlackApi) -> None:
    ana, ben, eve = api.person("Ana"), api.person("Ben"), slack.person("eve")
    async with bot_at(tmp_path, api, slack) as bot:
        with held(bot.parrot, "slow") as free:
            ana.say("slow")
            ana.say("after it")
            ben.say("quick")
            eve.say("quick")
            await ben.sees("said 1: quick")
            await eve.sees("said 1: quick")
            assert not ana.chat.from_bot
            free.set()
            await ana.sees("said 2: after it")


async def test_slack_has_its_acknowledgement_while_twenty_questions_are_thought_about(
    tmp_path: Path, slack: SlackApi, tell: Tell
) -> None:
    people = [slack.person(f"p{number}") for number in range(20)]
    async with bot_at(tmp_path, slack) as bot:
        with held(bot.parrot, "slow") as free:
            for person in people:
                person.say("slow")
                person.command("/recommend", "slow")
            await slack.until(lambda: len(slack.push.acks) == 40)
            assert not any(person.chat.from_bot for person in people), "nobody is answered yet"
            assert {ack.status for ack in slack.push.acks} == {200}
            slowest = max(ack.seconds for ack in slack.push.acks)
            tell(f"40 requests of Slack at once: acknowledged within {slowest * 1000:.0f} ms")
            assert slowest < 3
            free.set()
        await slack.until(lambda: all(len(person.chat.from_bot) == 2 for person in people), LONG_S)


async def test_a_slow_platform_does_not_hold_up_the_loop(tmp_path: Path, api: BotApi, tell: Tell) -> None:
    """A probe that wants to be woken every 10 ms, while a hundred people are answered."""
    lags: list[float] = []

    async def probe() -> None:
        while True:
            due = time.monotonic() + 0.01
            await asyncio.sleep(0.01)
            lags.append(time.monotonic() - due)

    people = [api.person() for _ in range(100)]
    async with bot_at(tmp_path, api):
        probing = asyncio.create_task(probe())
        for person in people:
            person.say("hello")
        await api.until(lambda: all(one.chat.from_bot for one in people), LONG_S)
        probing.cancel()
    lags.sort()
    tell(f"the loop's lag while 100 people are answered: median {lags[len(lags) // 2] * 1000:.1f} ms, "
         f"99 % {lags[len(lags) * 99 // 100] * 1000:.0f} ms")  # fmt: skip
    # The target is 0.1 s; a shared machine may stop us for longer than that.
    assert lags[len(lags) * 99 // 100] < 1
