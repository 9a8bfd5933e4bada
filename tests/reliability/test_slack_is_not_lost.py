"""Slack's events, commands and taps survive kills too; Slack itself tries four times and then no more."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

from tests.platforms.slack_api import SlackApi
from tests.platforms.slack_people import Person
from tests.platforms.telemelya import free_port
from tests.reliability.conftest import Tell
from tests.reliability.processes import nursery, unsettled

MESSAGES, PEOPLE, KILLS = 150, 15, 8


async def test_of_150_events_none_is_lost_over_8_kills(tmp_path: Path, slack: SlackApi, tell: Tell) -> None:
    dice, port = random.Random(9), free_port()
    given = {
        "CHATREC_SLACK_BOT_TOKEN": slack.bot_token,
        "CHATREC_SLACK_SIGNING_SECRET": slack.signing_secret,
        "CHATREC_SLACK_API_URL": slack.api_url,
        "CHATREC_LISTEN_PORT": str(port),
    }
    people = [slack.person(f"p{number}") for number in range(PEOPLE)]
    slack.push.request_url = f"http://127.0.0.1:{port}/slack/events"
    # In place of Slack's 0 s, 1 min and 5 min.
    slack.push.pauses = (0, 1, 3, 10)
    in_doubt: set[tuple[str, str]] = set()
    async with nursery(tmp_path, "slack", **given) as bots:
        talking = asyncio.create_task(talk(people, dice))
        for _ in range(KILLS):
            await bots.start()
            await asyncio.sleep(dice.uniform(0.1, 0.6))
            await bots.kill()
            in_doubt |= unsettled(tmp_path)
        await bots.start()
        await talking
        await slack.until(lambda: len(answers(people)) >= MESSAGES, 60)
        await bots.stop()
    said = answers(people)
    doubles = sum(said.values()) - len(said)
    tell(
        f"Slack: {MESSAGES} events, {bots.kills} kills: 0 lost, {doubles} said twice; {len(in_doubt)} were under way"
    )
    assert doubles <= len(in_doubt)
    assert doubles <= bots.logged("sent once more")


async def talk(people: list[Person], dice: random.Random) -> None:
    for number in range(MESSAGES):
        dice.choice(people).say(f"message {number}")
        await asyncio.sleep(dice.uniform(0, 0.06))


def answers(people: list[Person]) -> Counter[str]:
    """How often each message was answered."""
    said = (message.text.partition("\n")[0] for person in people for message in person.chat.from_bot)
    return Counter(text.partition(": ")[2] for text in said)
