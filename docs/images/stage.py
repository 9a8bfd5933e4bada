"""The real bot before a platform that nobody is connected to: updates in, the calls that answer them out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from bot import open_bot
from bot.delivery.sealing import sealed
from bot.engine import Engine
from bot.messages import OutboundMessage
from bot.ports import Platform
from bot.postings import Call
from bot.seal import Seal
from bot.settings import load_settings

PAYLOADS = Path(__file__).parents[2] / "tests" / "data" / "payloads"
WEEK_S = 7 * 24 * 3600.0

Payload = dict[str, Any]
Change = Callable[[OutboundMessage], OutboundMessage]


def payload(platform: str, name: str) -> Payload:
    """An update as the platform documents it."""
    update: Payload = json.loads((PAYLOADS / platform / f"{name}.json").read_text("utf-8"))
    return update


@dataclass
class Stage:
    platform: Platform
    engine: Engine
    seal: Seal

    async def calls(self, update: Mapping[str, Any], change: Change = lambda message: message) -> list[Call]:
        """What answers an update; `change` adds to a reply what the demo store lacks."""
        message = self.platform.parse(json.dumps(update))
        if message is None:
            raise ValueError("the bot does not answer this update")
        at = self.engine.clock()
        if message.token:
            message = replace(message, action=self.seal.open(message.token, message.address.user, at))
        replies = await self.engine.respond(message)
        return [call for reply in replies for call in self.platform.render(sealed(change(reply), self.seal, at))]


@asynccontextmanager
async def staged(name: str, folder: Path) -> AsyncIterator[Stage]:
    """The platform of that name, over the demo store."""
    settings = load_settings(data_dir=folder, seed=1, slate_size=3)
    platform: Platform = import_module(f"adapters.channels.{name}").unconnected(settings)
    async with open_bot(settings) as engine:
        items = (item.id for catalogue in engine.catalogues.values() for item in catalogue.items)
        yield Stage(platform, engine, Seal(b"for pictures only, 32 bytes long", items, WEEK_S))
