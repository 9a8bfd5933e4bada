"""What it costs to lose nothing: from a platform's update to the answer's call, with an engine that thinks nothing.

Ours writes four transactions for a message (accepted, claimed, answered, about to be sent) and a profile, all synced
to the disk before the answer leaves; python-telegram-bot and bolt keep everything in memory and lose it with the
process. Nothing goes over a network in any of them, and rate limits are off: the ratio is the price of the promise.
Most of it is waiting for the disk; with many chats at once they share a transaction and its sync.
"""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path
from time import perf_counter, time
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Update
from telegram.ext import Application, MessageHandler, filters
from telegram.request import BaseRequest

from adapters.channels.slack.listening import Endpoint, Intake
from adapters.channels.telegram.webhook import Webhook
from adapters.journals import sql
from adapters.profiles import tinydb
from bot.delivery.delivery import Delivery
from bot.messages import InboundMessage, OutboundMessage
from bot.ports import Accept, Translator
from bot.postings import Call, Rate
from bot.seal import Seal
from bot.settings import load_settings
from tests.bench.table import Row, Sample
from tests.reliability.parrot import Parrot

WARM_UP = 30
BLOCKS = 10
BLOCK = 30
CHATS = 64
EACH = 20
SECRET = "bench-signing-secret"  # noqa: S105  # of nobody
NOTE = f"{BLOCKS * BLOCK} messages in turns of {BLOCK}, one after the other"


def measure() -> list[Row]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Row]:
    async with _ours("telegram", folder / "t") as telegram, _ours("slack", folder / "s") as slack:
        async with _python_telegram_bot() as theirs:
            telegram_row = await _beside("Telegram: update in → call out", telegram, theirs, "python-telegram-bot")
        slack_row = await _beside("Slack: signed event in → call out", slack, _bolt(), "bolt, in memory")
        return [telegram_row, slack_row, *await _crowd(telegram)]


Talk = Callable[[int], Awaitable[None]]
"""Say something in the chat of that number, and wait until the answer's call is made."""


async def _beside(what: str, ours: Talk, theirs: Talk, name: str) -> Row:
    taken: tuple[list[float], list[float]] = ([], [])
    for talk in (ours, theirs):
        await _timed(talk, WARM_UP)
    for _ in range(BLOCKS):
        taken[0].extend(await _timed(ours, BLOCK))
        taken[1].extend(await _timed(theirs, BLOCK))
    mine, other = map(Sample, taken)
    ratio = mine.median / other.median
    return Row(what, str(mine), f"{other} {name}", ratio, note=NOTE)


async def _timed(talk: Talk, messages: int, chat: int = 1) -> list[float]:
    seconds = []
    for _ in range(messages):
        begun = perf_counter()
        await talk(chat)
        seconds.append(perf_counter() - begun)
    return seconds


async def _crowd(talk: Talk) -> list[Row]:
    """Everybody says the next thing when the last one is answered."""
    alone = Sample(await _timed(talk, EACH * 10))
    begun = perf_counter()
    all_at_once = await asyncio.gather(*(_timed(talk, EACH, chat) for chat in range(2, CHATS + 2)))
    rate = CHATS * EACH / (perf_counter() - begun)
    crowd = Sample([seconds for chat in all_at_once for seconds in chat])
    note = f"{CHATS} chats, {EACH} messages each, every next one after the answer"
    one = f"{1 / alone.median:.0f}/s in one chat"
    return [
        Row(f"messages per second, {CHATS} chats", f"{rate:.0f}/s", one, rate * alone.median, note=note),
        Row(
            f"99th percentile, {CHATS} chats beside one",
            f"{crowd.quantile(99) * 1e3:.0f} ms",
            f"{alone.quantile(99) * 1e3:.1f} ms in one chat",
            crowd.quantile(99) / alone.quantile(99),
            note=note,
        ),
    ]


@dataclass
class Loopback:
    """A platform whose updates we make and whose calls end here: all but the network."""

    translator: Translator
    intake: Any
    """The adapter's own, which holds `accept` while somebody listens."""
    waiting: dict[str, asyncio.Event] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.translator.name

    @property
    def rates(self) -> Mapping[str, Rate]:
        return {kind: Rate(10**6, 1.0) for kind in self.translator.rates}

    async def listen(self, accept: Accept) -> None:
        self.intake.accept = accept
        await asyncio.Event().wait()

    def parse(self, payload: str) -> InboundMessage | None:
        return self.translator.parse(payload)

    def render(self, message: OutboundMessage) -> Sequence[Call]:
        return self.translator.render(message)

    async def send(self, call: Call) -> str:
        if call.method in ("sendMessage", "chat.postMessage"):  # not the hint that the bot is at work
            self.waiting[call.chat].set()
        return "1"


@asynccontextmanager
async def _ours(name: str, folder: Path) -> AsyncIterator[Talk]:
    intake: Any = (
        Webhook(SECRET, time)
        if name == "telegram"
        else Intake(AsyncWebClient("xoxb-bench"), logging.getLogger("bench"))
    )
    receive = intake.receive if name == "telegram" else Endpoint(intake, SECRET).receive
    translator = import_module(f"adapters.channels.{name}").unconnected(load_settings(data_dir=folder))
    loopback = Loopback(translator, intake)
    numbers = count(1)

    async def talk(chat: int) -> None:
        key = f"{chat}" if name == "telegram" else f"D{chat}"
        loopback.waiting[key] = answered = asyncio.Event()
        headers, body = _update(chat, next(numbers)) if name == "telegram" else _event(chat, next(numbers))
        status, _ = await receive(headers, body)
        assert status == 200
        await answered.wait()

    async with sql.connect(folder / "journal.sqlite") as store, tinydb.connect(folder) as profiles:
        delivery = Delivery(Parrot(profiles), [loopback], store, Seal(SECRET.encode(), (), 3600.0), parallel=CHATS)
        stop = asyncio.Event()
        running = asyncio.create_task(delivery.run(stop))
        await asyncio.sleep(0.1)
        yield talk
        stop.set()
        await running


def _update(chat: int, number: int) -> tuple[dict[str, str], bytes]:
    person = {"id": chat, "is_bot": False, "first_name": "Ana"}
    message = {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "Ana"},
        "from": person,
        "text": "something like Heat",
    }
    body = json.dumps({"update_id": number, "message": message}).encode()
    return {"x-telegram-bot-api-secret-token": SECRET}, body


def _event(chat: int, number: int) -> tuple[dict[str, str], bytes]:
    event = {
        "type": "message",
        "channel": f"D{chat}",
        "channel_type": "im",
        "user": f"U{chat}",
        "text": "something like Heat",
        "ts": f"17000000{number:02}.000100",
    }
    whole = {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": f"Ev{number}", "event": event}
    body, at = json.dumps(whole), str(int(time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": at,
        "x-slack-signature": signature or "",
    }
    return headers, body.encode()


class NoNetwork(BaseRequest):
    """python-telegram-bot's transport, answering by itself."""

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        me = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
        sent = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
        return 200, json.dumps({"ok": True, "result": me if url.endswith("getMe") else sent}).encode()


@asynccontextmanager
async def _python_telegram_bot() -> AsyncIterator[Talk]:
    build = Application.builder().token("1:A").request(NoNetwork()).get_updates_request(NoNetwork())
    application = build.build()

    async def answer(update: Update, _: Any) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text("said: something like Heat")

    application.add_handler(MessageHandler(filters.ALL, answer))
    numbers = count(1)

    async def talk(chat: int) -> None:
        _, body = _update(chat, next(numbers))
        await application.process_update(Update.de_json(json.loads(body), application.bot))

    async with application:
        yield talk


class NoWeb(AsyncWebClient):
    async def api_call(self, *_: Any, **__: Any) -> Any:
        return {"ok": True, "ts": "1.1"}


def _bolt() -> Talk:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="UB")  # noqa: S106  # of nobody

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, client=NoWeb("xoxb-1"))
    answered = asyncio.Event()
    web = NoWeb("xoxb-1")

    @app.event("message")
    async def answer(event: dict[str, Any]) -> None:
        await web.chat_postMessage(channel=event["channel"], text="said: something like Heat")
        answered.set()

    numbers = count(1)

    async def talk(chat: int) -> None:
        headers, body = _event(chat, next(numbers))
        answered.clear()
        request = AsyncBoltRequest(body=body.decode(), headers={name: [value] for name, value in headers.items()})
        response = await app.async_dispatch(request)
        assert response.status == 200
        await answered.wait()

    return talk
