"""Of a thousand messages, with bots killed at any moment, each is answered, and none twice but where nobody can know.

There is one moment in which a message may be said twice: the platform has taken it, and the bot is killed before it
has noted so. Neither Telegram nor Slack lets a bot mark a message so that a second one would be dropped.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.platforms.bot_api import BotApi
from tests.platforms.telegram_people import Person
from tests.platforms.telemelya import free_port
from tests.reliability.conftest import Tell
from tests.reliability.processes import Nursery, nursery, unsettled

MESSAGES, PEOPLE, KILLS = 500, 40, 15
SECRET = "a-secret-for-the-webhook"  # noqa: S105  # of a test


def variables(api: BotApi, way: str) -> dict[str, str]:
    given = {"CHATREC_TELEGRAM_TOKEN": api.token, "CHATREC_TELEGRAM_API_URL": api.url}
    if way == "webhook":
        port = free_port()
        given |= {
            "CHATREC_LISTEN_PORT": str(port),
            "CHATREC_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "CHATREC_TELEGRAM_WEBHOOK_SECRET": SECRET,
        }
    return given


def said_by(people: list[Person]) -> Counter[tuple[str, str]]:
    """What the bot has said, by chat and text without the count that the parrot puts before it."""
    return Counter((one.chat_id, message.text) for one in people for message in one.chat.from_bot)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_of_500_messages_none_is_lost_over_15_kills(tmp_path: Path, way: str, tell: Tell) -> None:
    dice = random.Random(way)
    async with BotApi.serving() as api, nursery(tmp_path, "telegram", **variables(api, way)) as bots:
        people = [api.person(f"P{number}") for number in range(PEOPLE)]
        talking = asyncio.create_task(talk(people, dice))
        in_doubt = await kill_repeatedly(bots, tmp_path, dice)
        await bots.start()
        spoken = await talking
        await api.until(lambda: spoken <= answered(people), 60)
        await bots.stop()
        said = said_by(people)
    doubles = {key: count for key, count in said.items() if count > 1}
    made = sum(count - 1 for count in doubles.values())
    tell(
        f"{way}: {len(spoken)} messages, {bots.kills} kills: 0 lost, {made} said twice; "
        f"{in_doubt.total()} calls were under way when a bot was killed"
    )
    assert all(count - 1 <= in_doubt[key] for key, count in doubles.items()), (
        "only what was under way when a bot was killed may be said twice, and once more for each time"
    )
    assert bots.logged("sent once more") >= made
    for person in people:
        counts = [int(message.text.split()[1].rstrip(":")) for message in person.chat.from_bot]
        assert sorted(set(counts)) == list(range(1, max(counts) + 1)), "no lesson is lost or learnt twice"
        assert list(dict.fromkeys(counts)) == sorted(set(counts)), "and all are answered in order"


async def talk(people: list[Person], dice: random.Random) -> set[tuple[str, str]]:
    """Say it all while bots come and go; chat and words of each."""
    spoken = set()
    for number in range(MESSAGES):
        person = dice.choice(people)
        person.say(f"message {number}")
        spoken.add((person.chat_id, f"message {number}"))
        await asyncio.sleep(dice.uniform(0, 0.04))
    return spoken


async def kill_repeatedly(bots: Nursery, folder: Path, dice: random.Random) -> Counter[tuple[str, str]]:
    """Start and kill bots; how often each call was under way then."""
    in_doubt: Counter[tuple[str, str]] = Counter()
    for _ in range(KILLS):
        await bots.start()
        await asyncio.sleep(dice.uniform(0.05, 1.0))
        await bots.kill()
        in_doubt.update(unsettled(folder))
    return in_doubt


def answered(people: list[Person]) -> set[tuple[str, str]]:
    return {(chat, text.partition(": ")[2]) for chat, text in said_by(people)}
