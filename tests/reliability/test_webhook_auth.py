"""Whoever posts to a webhook proves who they are before anybody looks at what they post; no post makes it fail."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from adapters.fronts import http
from bot.arrivals import Arrival
from bot.settings import load_settings
from bot.wiring import open_platform
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.platforms.telegram_updates import SECRET_HEADER
from tests.reliability.conftest import Tell
from tests.reliability.running import name_of, settings_for

BODIES = 10_000
AT_ONCE = 8
SECRET = "a-secret-for-the-webhook"  # noqa: S105  # of a test
SEEDS: tuple[Any, ...] = (
    {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1}, "from": {"id": 1}, "text": "hello"}},
    {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "channel": "D1", "user": "U1"}},
    {"type": "block_actions", "trigger_id": "1", "actions": [{"value": "x"}], "user": {"id": "U1"}},
    {"type": "url_verification", "challenge": "x"},
    [], None, 0, "", {"payload": "{"}, {"event": 1}, {"type": []}, {"event_id": {}},
)  # fmt: skip


def body(dice: random.Random) -> bytes:
    """Something like an update, more or less damaged."""
    match dice.randrange(6):
        case 0:
            return dice.randbytes(dice.randrange(200))
        case 1:
            return b"payload=" + json.dumps(dice.choice(SEEDS)).encode()
        case 2:
            return b"payload=" + dice.randbytes(20)
        case 3:
            raw = bytearray(json.dumps(dice.choice(SEEDS)).encode() or b" ")
            for _ in range(dice.randrange(1, 4)):
                raw[dice.randrange(len(raw))] = dice.randrange(256)
            return bytes(raw)
        case 4:
            return b"[" * dice.randrange(3000)
        case _:
            return json.dumps(dice.choice(SEEDS)).encode()


@asynccontextmanager
async def endpoint(folder: Path, api: BotApi | SlackApi, accepted: list[Arrival], **more: Any) -> AsyncIterator[str]:
    """The front with one platform that listens; where it listens."""

    async def accept(arrival: Arrival) -> bool:
        accepted.append(arrival)
        return True

    settings = load_settings(data_dir=folder, **(settings_for(api) | more))
    async with http.connect("127.0.0.1", 0, {}) as front, open_platform(settings, name_of(api), front) as platform:
        listening = asyncio.create_task(platform.listen(accept))
        await asyncio.sleep(0.1)
        yield front.url
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def posted(url: str, requests: list[tuple[bytes, dict[str, str]]]) -> Counter[int]:
    """How often each status came."""
    statuses: Counter[int] = Counter()
    waiting = iter(requests)

    async def work(session: aiohttp.ClientSession) -> None:
        for data, headers in waiting:
            async with session.post(url, data=data, headers=headers) as answer:
                statuses[answer.status] += 1

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(work(session) for _ in range(AT_ONCE)))
    return statuses


def damaged(dice: random.Random, secret: str) -> str:
    """Almost the secret."""
    return dice.choice((secret[:-1], secret + "x", secret.swapcase(), "", "x", secret[::-1], dice.randbytes(9).hex()))


async def test_10000_posts_to_telegrams_webhook(tmp_path: Path, api: BotApi, tell: Tell) -> None:
    dice, accepted = random.Random(1), list[Arrival]()
    hook = {"telegram_webhook_url": "http://127.0.0.1:1/telegram", "telegram_webhook_secret": SECRET}
    right = [(body(dice), {SECRET_HEADER: SECRET}) for _ in range(BODIES // 2)]
    wrong = [(body(dice), {SECRET_HEADER: damaged(dice, SECRET)}) for _ in range(BODIES // 2)]
    async with endpoint(tmp_path, api, accepted, **hook) as url:
        assert await posted(f"{url}/telegram", wrong) == {401: len(wrong)}
        assert not accepted, "nothing is kept of what nobody vouches for"
        assert await posted(f"{url}/telegram", right) == {200: len(right)}
    assert len(accepted) == len(right)
    tell(
        f"Telegram's webhook: {len(wrong)} posts with a wrong secret refused, {len(right)} odd ones kept, no failure"
    )


async def test_10000_posts_to_slacks_address(tmp_path: Path, slack: SlackApi, tell: Tell) -> None:
    dice, accepted = random.Random(2), list[Arrival]()
    types = ("application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")

    def request(*, right: bool) -> tuple[bytes, dict[str, str]]:
        data = body(dice)
        headers = slack.push.signature(data, _now(dice, right=right)) | {"Content-Type": dice.choice(types)}
        if not right and dice.random() < 0.7:
            headers["X-Slack-Signature"] = damaged(dice, headers["X-Slack-Signature"])
        return data, headers

    async with endpoint(tmp_path, slack, accepted) as url:
        wrong = [request(right=False) for _ in range(BODIES // 2)]
        assert await posted(f"{url}/slack/events", wrong) == {401: len(wrong)}
        assert not accepted
        right = [request(right=True) for _ in range(BODIES // 2)]
        assert await posted(f"{url}/slack/events", right) == {200: len(right)}
    tell(f"Slack's address: {len(wrong)} posts signed wrongly refused, {len(right)} odd ones taken, no failure")


def _now(dice: random.Random, *, right: bool) -> int:
    """When it was signed: just now, or too long ago."""
    import time

    return int(time.time()) - (0 if right else dice.choice((301, 3600, -400)))
