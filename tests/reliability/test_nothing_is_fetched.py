"""A catalogue's addresses are for the platforms to fetch; the bot connects to the platforms and to nobody else."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recommender.schema import Item, ItemId
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.reliability.running import bot_at

ADDRESSES = (
    "http://127.0.0.1:{port}/secret.png",
    "http://localhost:{port}/secret.png",
    "http://[::1]:{port}/secret.png",
    "http://[::ffff:127.0.0.1]:{port}/secret.png",
    "http://2130706433:{port}/secret.png",
    "http://0x7f.1:{port}/secret.png",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/secret.png",
    "http://metadata.internal/secret.png",
    "http://img.example.org@127.0.0.1:{port}/secret.png",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/x",
    "https://img.example.org/huge.jpg",
)


class Watched:
    """Where this process connects to and which names it looks up, between `start` and `stop`."""

    def __init__(self) -> None:
        self.on = False
        self.ports: set[int] = set()
        self.names: set[str] = set()

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "socket.connect" and isinstance(args[1], tuple):
            self.ports.add(int(args[1][1]))
        elif event == "socket.getaddrinfo":
            self.names.add(str(args[0]))


@contextmanager
def watched() -> Iterator[Watched]:
    """An audit hook stays for as long as the process; afterwards this one does nothing."""
    watch = Watched()
    sys.addaudithook(watch.audit)
    watch.on = True
    try:
        yield watch
    finally:
        watch.on = False


async def test_no_address_of_a_catalogue_is_ever_connected_to(tmp_path: Path, api: BotApi, slack: SlackApi) -> None:
    visitors = 0

    async def visited(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal visitors
        visitors += 1
        writer.close()

    trap = await asyncio.start_server(visited, "127.0.0.1", 0)
    port = trap.sockets[0].getsockname()[1]
    items = [
        Item(
            ItemId(f"movies:{n}"),
            "movies",
            f"Film {n}",
            "A story.",
            image_url=(url := one.format(port=port)),
            url=url,
        )
        for n, one in enumerate(ADDRESSES)
    ]
    ana, eve = api.person("Ana"), slack.person("eve")
    with watched() as watch:
        async with bot_at(tmp_path, api, slack, items=items, telegram_cards="photos") as bot:
            ana.say("cards")
            eve.say("cards")
            await ana.sees("Film 12", seconds=30)
            await eve.sees("Film 12", seconds=30)
            await bot.settled()
            front = int(bot.url.rpartition(":")[2])
    trap.close()
    await trap.wait_closed()
    platforms = {int(url.rpartition(":")[2]) for url in (api.url, slack.url)}
    assert platforms <= watch.ports, "the watch works"
    assert watch.ports <= platforms | {front}
    assert watch.names <= {"127.0.0.1"}
    assert visitors == 0
    handed_on = {call.params["photo"] for call in api.calls if "photo" in call.params}
    assert handed_on == {ADDRESSES[-1]}, "and the platforms are asked to fetch public addresses only"
