"""The bot as it is, over the operator's catalogues and models, but nothing of the simulated people is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot import open_bot
from bot.engine import Engine
from bot.learnt import Unheard
from bot.linking import Unlinked
from bot.messages import InboundMessage
from bot.settings import Settings
from bot.turn import Person
from recommender.schema import Profile, Slate, UserId

READ = ("catalogues", "vectors", "models")
"""What is taken from the data folder."""


class Remembered:
    """The port `Profiles`, in memory."""

    def __init__(self) -> None:
        self._people: dict[UserId, Person] = {}

    async def load(self, user: UserId) -> Person:
        return self._people.get(user, Person(Profile(user)))

    async def save(self, person: Person) -> None:
        self._people[person.profile.user] = person

    async def forget(self, user: UserId) -> bool:
        return self._people.pop(user, None) is not None


class Unnoted:
    """The port `Journal` of a bot that keeps none."""

    async def record(self, inbound: InboundMessage, slate: Slate | None) -> None:
        """Not noted."""

    async def forget(self, user: UserId) -> int:  # noqa: ARG002  as the port has it
        return 0


@asynccontextmanager
async def open_simulated(settings: Settings) -> AsyncIterator[Engine]:
    """Reads the data folder of the settings, and writes to one that is gone afterwards."""
    with TemporaryDirectory(prefix="chat-rec-simulate-") as folder:
        for name in READ:
            if (settings.data_dir / name).is_dir():
                (Path(folder) / name).symlink_to((settings.data_dir / name).resolve())
        own = settings.model_copy(update={"data_dir": Path(folder), "database_url": SecretStr("")})
        async with open_bot(own) as engine:
            yield replace(engine, profiles=Remembered(), journal=Unnoted(), learner=Unheard(), links=Unlinked())
