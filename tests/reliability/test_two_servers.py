"""Two servers behind one address share a PostgreSQL database: no doubles, order kept; one dies, the other goes on."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

from tests.platforms.bot_api import BotApi
from tests.platforms.telegram_people import Person
from tests.reliability.conftest import Tell
from tests.reliability.processes import nursery

MESSAGES, PEOPLE = 300, 20
SECRET = "a-secret-for-the-webhook"  # noqa: S105  # of a test


def variables(api: BotApi, folder: Path, database: str) -> dict[str, str]:
    return {
        "CHATREC_TELEGRAM_TOKEN": api.token,
        "CHATREC_TELEGRAM_API_URL": api.url,
        "CHATREC_TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:1/telegram",
        "CHATREC_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "CHATREC_DATABASE_URL": database,
        "CHATREC_ACTION_SECRET": "an action secret of more than 32 letters",
        "CHATREC_DATA_DIR": str(folder / "shared"),
    }


async def talk(people: list[Person], messages: range, dice: random.Random) -> None:
    for number in messages:
        people[number % PEOPLE].say(f"message {number}")
        await asyncio.sleep(dice.uniform(0, 0.01))


def answers(people: list[Person]) -> int:
    return sum(len({message.text for message in person.chat.from_bot}) for person in people)


async def test_two_servers_share_the_work_and_one_takes_over_from_the_other(
    tmp_path: Path, api: BotApi, postgres_url: str, tell: Tell
) -> None:
    given, dice = variables(api, tmp_path, postgres_url), random.Random(5)
    people = [api.person() for _ in range(PEOPLE)]
    async with (
        nursery(tmp_path / "one", "telegram", **given) as one,
        nursery(tmp_path / "two", "telegram", **given) as two,
    ):
        await asyncio.gather(one.start(), two.start())
        await api.until(lambda: api.updates.hook)
        api.updates.balanced = [f"{one.url}/telegram", f"{two.url}/telegram"]
        await talk(people, range(MESSAGES), dice)
        await api.until(lambda: answers(people) >= MESSAGES, 60)
        assert sum(len(person.chat.from_bot) for person in people) == MESSAGES, (
            "while both live, nothing is said twice"
        )
        shares = [one.logged("served"), two.logged("served")]
        talking = asyncio.create_task(talk(people, range(MESSAGES, 2 * MESSAGES), dice))
        await asyncio.sleep(0.5)
        await one.kill()
        api.updates.balanced = [f"{two.url}/telegram"]
        await talking
        await api.until(lambda: answers(people) >= 2 * MESSAGES, 60)
        await two.stop()
        again = two.logged("sent once more")
    said = Counter((person.number, message.text) for person in people for message in person.chat.from_bot)
    doubles = sum(said.values()) - len(said)
    tell(f"two servers served {shares[0]} and {shares[1]} of {MESSAGES}; one killed: 0 lost, {doubles} said twice")
    assert min(shares) > MESSAGES // 10, "both worked"
    assert doubles <= again
    for person in people:
        heard = list(dict.fromkeys(int(message.text.split()[1][:-1]) for message in person.chat.from_bot))
        assert heard == list(range(1, 2 * MESSAGES // PEOPLE + 1)), "in order, and no lesson lost or learnt twice"
