"""A process that forks savers, to be killed while they save: `python -m tests.adapters.profiles.saver FOLDER`.

For each line on stdin it forks one, says `born PID`, and `dead STATUS` when that one is gone. A saver teaches a few
users ever new lessons and says `saved USER NUMBER` once a save has returned. Forking saves the imports.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from adapters.profiles.tinydb import connect
from bot.ports import Profiles
from bot.turn import Lesson, Person
from recommender.schema import UserId

USERS = tuple(UserId(f"console:{name}") for name in ("ana", "ben", "安娜"))


def words(number: int) -> str:
    """Long and short by turns: a document that shrinks is what a careless writer tears."""
    return f"{number} " + "x" * (number * 7919 % 9000)


def number_of(person: Person) -> int:
    """The number of the last lesson; 0 when there is none."""
    return int(person.lessons[-1].at) if person.lessons else 0


async def save_for_ever(folder: Path) -> None:
    async with connect(folder) as profiles:
        await asyncio.gather(*(_teach(profiles, user) for user in USERS))


async def _teach(profiles: Profiles, user: UserId) -> None:
    person = await profiles.load(user)
    while True:
        number = number_of(person) + 1
        person = replace(person, lessons=(Lesson(number, words(number), (), ()),))
        await profiles.save(person)
        _say(f"saved {user} {number}")


async def _warm(folder: Path) -> None:
    """What is imported at the first connection is then there for every saver: 4 ms to begin, not 70."""
    async with connect(folder):
        pass


def _say(line: str) -> None:
    # One write for one line, so that a kill cannot leave half of one.
    os.write(1, f"{line}\n".encode())


def main() -> None:
    folder = Path(sys.argv[1])
    asyncio.run(_warm(folder))
    for _ in sys.stdin:
        saver = os.fork()
        if not saver:
            asyncio.run(save_for_ever(folder))
        _say(f"born {saver}")
        _, status = os.waitpid(saver, 0)
        _say(f"dead {status}")


if __name__ == "__main__":
    main()
