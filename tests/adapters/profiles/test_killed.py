"""A killed process tears no file and loses no lesson that it had confirmed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from adapters.profiles.tinydb import connect
from recommender.schema import UserId
from tests.adapters.profiles.saver import USERS, number_of, words

KILLS = 500
AT_ONCE = 2
LONGEST_LIFE = 0.04
"""Seconds; a saver needs about a tenth of it to begin and saves every millisecond after that."""

ROOT = Path(__file__).parents[3]


async def test_of_500_kills_none_tears_a_file_or_loses_a_confirmed_lesson(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(AT_ONCE)]
    taught = await asyncio.gather(*(_kill_repeatedly(folder, KILLS // AT_ONCE) for folder in folders))
    assert min(taught) > KILLS // 5, "the savers were killed before they saved anything: let them live longer"


async def _kill_repeatedly(folder: Path, times: int) -> int:
    """Kill savers in the folder and look after each; how many lessons they taught in all."""
    lives = random.Random(str(folder.name))
    nursery = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.profiles.saver", folder, stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    found = dict.fromkeys(USERS, 0)
    longest = LONGEST_LIFE
    for _ in range(times):
        confirmed = await _one_life(nursery, lives.uniform(0, longest))
        # on a busy machine a saver needs longer to begin
        longest = max(LONGEST_LIFE, longest / 1.1 if confirmed else min(longest * 1.1, 1.0))
        found = await _look(folder, found | confirmed)
        assert not _unfinished(folder), "the next connection removes what a killed saver left"
    assert nursery.stdin
    nursery.stdin.close()
    assert await nursery.wait() == 0
    return sum(found.values())


async def _one_life(nursery: Process, seconds: float) -> dict[UserId, int]:
    """Let a saver live for so long; the last number it confirmed for each user."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(b"\n")
    confirmed: dict[UserId, int] = {}
    async for line in nursery.stdout:
        match line.decode().split():
            case ["born", pid]:
                asyncio.get_running_loop().call_later(seconds, os.kill, int(pid), signal.SIGKILL)
            case ["saved", user, number]:
                confirmed[UserId(user)] = int(number)
            case ["dead", status]:
                assert int(status) == signal.SIGKILL, "a saver ended by itself"
                break
    return confirmed


async def _look(folder: Path, confirmed: dict[UserId, int]) -> dict[UserId, int]:
    """The number of each user's lesson, after checking that it is whole and none is lost."""
    async with connect(folder) as profiles:
        people = {user: await profiles.load(user) for user in USERS}
    for user, person in people.items():
        # A save that was killed before it could confirm may well have reached the disk.
        assert confirmed[user] <= number_of(person) <= confirmed[user] + 1
        assert not person.lessons or person.lessons[0].words == words(number_of(person))
    return {user: number_of(person) for user, person in people.items()}


def _unfinished(folder: Path) -> list[Path]:
    return list(folder.rglob("*.tmp"))
