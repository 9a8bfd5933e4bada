"""What the documents show works: the channel that ADD_A_CHANNEL.md writes, and every option and variable named."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr
from typer.main import get_command

from adapters.fronts import http
from adapters.journals import sql
from bot.__main__ import app
from bot.delivery.delivery import Delivery
from bot.errors import BadUpdate
from bot.seal import Seal
from bot.settings import Settings, variable
from recommender.schema import ItemId
from tests.bot.delivery.peers import Talk
from tests.bot.delivery.running import until
from tests.contracts import test_channels

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
SECRET = "a secret of nobody"  # noqa: S105
LONGEST_S = 30.0

PROMISES = [made for name, made in vars(test_channels).items() if name.startswith("test_")]

SAID = {"id": "1", "chat": "c7", "user": "ana", "text": "something like Heat"}


class HookSettings(Settings):
    """With the two fields that the document says to add."""

    hook_reply_url: str = ""
    hook_secret: SecretStr = SecretStr(SECRET)


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The document's channel as a module."""
    text = (ROOT / "docs" / "ADD_A_CHANNEL.md").read_text("utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    file = tmp_path_factory.mktemp("channels") / "hook.py"
    file.write_text(code, "utf-8")
    spec = spec_from_file_location("documented.hook", file)
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@dataclass
class Program:
    """Posts to the bot, and takes its answers."""

    session: aiohttp.ClientSession
    url: str = ""
    answers: list[Any] = field(default_factory=list)

    async def posts(self, body: bytes, secret: str = SECRET) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        async with self.session.post(self.url, data=body, headers=headers) as response:
            return response.status

    async def takes(self, request: web.Request) -> web.Response:
        self.answers.append(await request.json())
        return web.Response()


@asynccontextmanager
async def serving(module: ModuleType, folder: Path) -> AsyncIterator[tuple[Program, sql.Store]]:
    """The channel before a real inbox and outbox, and a program before the channel."""
    async with aiohttp.ClientSession() as session, http.connect("127.0.0.1", 0, {}) as front:
        program = Program(session, f"{front.url}/hook")
        answers = web.Application()
        answers.router.add_post("/answers", program.takes)
        runner = web.AppRunner(answers)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        reply_url = f"http://127.0.0.1:{runner.addresses[0][1]}/answers"
        settings = HookSettings.model_validate({"hook_reply_url": reply_url})
        async with module.connect(settings, front) as platform, sql.connect(folder / "journal.sqlite") as store:
            seal = Seal(b"s" * 32, [ItemId("movies:1")], 3600.0)
            stop = asyncio.Event()
            run = asyncio.create_task(Delivery(Talk(), [platform], store, seal).run(stop))
            await until(lambda: platform.accept is not None, LONGEST_S)
            yield program, store
            stop.set()
            await run
        await runner.cleanup()


async def test_the_documented_channel_answers_each_message_once(hook: ModuleType, tmp_path: Path) -> None:
    body = json.dumps(SAID).encode()
    async with serving(hook, tmp_path) as (program, _):
        assert [await program.posts(body) for _ in range(3)] == [200, 200, 200]
        await until(lambda: bool(program.answers), LONGEST_S)
        assert await program.posts(json.dumps({**SAID, "id": "2", "text": "thanks"}).encode()) == 200
        await until(lambda: len(program.answers) > 1, LONGEST_S)
    assert [answer["chat"] for answer in program.answers] == ["c7", "c7"]
    assert "something like Heat" in program.answers[0]["text"]


async def test_the_documented_channel_lets_nobody_in_without_the_secret(hook: ModuleType, tmp_path: Path) -> None:
    async with serving(hook, tmp_path) as (program, store):
        assert await program.posts(json.dumps(SAID).encode(), "guessed") == 401
        assert (await store.backroom.backlog(0.0)).waiting == 0


async def test_the_documented_channel_puts_poison_into_quarantine(hook: ModuleType, tmp_path: Path) -> None:
    async with serving(hook, tmp_path) as (program, store):
        for poison in (b"\xff\x00", b"[1]", b'{"chat": 7}', b"[" * 100_000):
            assert await program.posts(poison) == 200
        assert await program.posts(json.dumps(SAID).encode()) == 200
        await until(lambda: bool(program.answers), LONGEST_S)
        async with asyncio.timeout(LONGEST_S):
            while len((await store.backroom.backlog(0.0)).quarantined) < 4:  # noqa: ASYNC110 - a store sets no event
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: str(promise.__name__))
def test_the_documented_channel_keeps_the_contract(
    hook: ModuleType, promise: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    samples = {"text": SAID, "tap": {**SAID, "text": "", "button": "sealed"}, "poison": [SAID]}
    (tmp_path / "hook").mkdir()
    for name, sample in samples.items():
        (tmp_path / "hook" / f"{name}.json").write_text(json.dumps(sample), "utf-8")
    monkeypatch.setattr(test_channels, "PAYLOADS", tmp_path)
    monkeypatch.setattr(test_channels, "load_settings", partial(HookSettings.model_validate, {}))
    promise(hook)


def test_the_documented_channel_reads_taps_and_names_what_is_wrong(hook: ModuleType) -> None:
    platform = hook.unconnected(HookSettings.model_validate({}))
    tap = platform.parse(json.dumps({"chat": "c7", "user": "ana", "button": "sealed"}))
    assert (tap.token, tap.address.user) == ("sealed", "hook:ana")
    with pytest.raises(BadUpdate, match="/hook"):
        platform.parse('{"text": "nobody says this"}')


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_variable_named_in_a_document_exists(document: Path) -> None:
    known = {variable(name) for name in Settings.model_fields} | {"CHATREC_SOAK_SECONDS"}
    assert set(re.findall(r"CHATREC_[A-Z_]+[A-Z]", document.read_text("utf-8"))) <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_metric_named_in_a_document_exists(document: Path) -> None:
    from bot.delivery.meter import Meter

    told = Meter().text().decode()
    named = set(re.findall(r"chatrec_[a-z_]+[a-z]", document.read_text("utf-8")))
    assert not {name for name in named if f" {name} " not in told}


def test_a_picture_is_small_and_some_document_shows_it() -> None:
    told = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    pictures = list((ROOT / "docs" / "images").glob("*.png"))
    assert pictures
    assert not [picture.name for picture in pictures if f"images/{picture.name})" not in told]
    assert not [picture.name for picture in pictures if picture.stat().st_size > 200_000]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_command_named_in_a_document_exists(document: Path) -> None:
    known = set(get_command(app).commands)  # type: ignore[attr-defined]  # of a group, as typer's stubs don't say
    assert set(re.findall(r"(?:`|bin/)chat-rec ([a-z]+)", document.read_text("utf-8"))) <= known
