"""A while of traffic in which one call of twenty goes wrong: nothing is lost or said twice, and memory stays."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from statistics import median

import pytest

from tests.platforms.bot_api import BotApi
from tests.platforms.telegram_people import Person
from tests.reliability.conftest import Tell
from tests.reliability.processes import Nursery, nursery

SECONDS = float(os.environ.get("CHATREC_SOAK_SECONDS", "180"))
SEED = int(os.environ.get("CHATREC_SOAK_SEED", "11"))
A_SECOND = 20
PEOPLE = 100
FAULTS = 0.05
PATIENCE_S = 90
WARM = 0.4
"""After this share of the time caches are full and pools have grown."""


@pytest.mark.soak
async def test_under_faults_nothing_is_lost_or_said_twice_and_memory_does_not_grow(
    tmp_path: Path, api: BotApi, tell: Tell
) -> None:
    api.faults.at_random(FAULTS, seed=SEED)
    given = {"CHATREC_TELEGRAM_TOKEN": api.token, "CHATREC_TELEGRAM_API_URL": api.url, "CHATREC_LOG_LEVEL": "warning"}
    people = [api.person() for _ in range(PEOPLE)]
    async with nursery(tmp_path, "telegram", **given) as bots:
        await bots.start()
        spoken, memory = await talk(api, bots, people)
        api.faults.at_random(0, seed=0)
        with suppress(TimeoutError):
            await api.until(lambda: len(answers(people)) >= spoken, PATIENCE_S)
        if len(answers(people)) < spoken:
            missing = sorted({f"message {n}" for n in range(spoken)} - set(answers(people)))
            raise AssertionError(f"not answered: {missing}\n{bots.log.read_text()[-5000:]}")
        await bots.stop()
    said = answers(people)
    lost, doubles = spoken - len(said), sum(said.values()) - len(said)
    warm = memory[int(len(memory) * WARM) :]
    third = max(1, len(warm) // 3)
    growth = median(warm[-third:]) / median(warm[:third]) - 1
    tell(
        f"soak: {SECONDS:.0f} s, {spoken} messages, {api.faults.shown.total()} faults ({dict(api.faults.shown)}): "
        f"{lost} lost, {doubles} said twice, memory {warm[-1] / 1024:.0f} MB, {growth:+.1%} after warming up"
    )
    assert (lost, doubles) == (0, 0)
    assert growth < 0.05


async def talk(api: BotApi, bots: Nursery, people: list[Person]) -> tuple[int, list[int]]:
    """Talk for the time; how much was said, and the bot's memory now and then."""
    dice, spoken, memory = random.Random(11), 0, list[int]()
    begun = time.monotonic()
    while (passed := time.monotonic() - begun) < SECONDS:
        while spoken < passed * A_SECOND:
            dice.choice(people).say(f"message {spoken}")
            spoken += 1
        memory.append(bots.resident_kb())
        # What was said long ago is no news; else the fake itself would be what grows.
        del api.calls[:-1000]
        await asyncio.sleep(0.25)
    return spoken, memory


def answers(people: list[Person]) -> Counter[str]:
    """How often each message was answered."""
    return Counter(message.text.partition(": ")[2] for person in people for message in person.chat.from_bot)
