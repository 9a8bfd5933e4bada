"""The files in deploy/ name only commands, settings, pages and paths that exist."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import typer.main

from adapters.channels.slack.connection import SCOPES
from adapters.fronts.pages import pages
from bot.__main__ import app
from bot.delivery.delivery import Delivery
from bot.delivery.meter import Meter
from bot.health import Watch
from bot.ports import Backlog
from bot.settings import Settings, variable
from tests.platforms.slack_api import GRANTED, SUBSCRIBED

ROOT = Path(__file__).parents[1]
FILES = sorted(path for path in (ROOT / "deploy").iterdir() if path.suffix != ".env")


class EmptyBackroom:
    async def backlog(self, at: float) -> Backlog:
        return Backlog(0, at, 0, at, 0, ())

    async def retry(self, arrival: str) -> bool:
        return not arrival

    async def drop(self, arrival: str) -> bool:
        return not arrival


def name_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_variable_named_is_a_setting(file: Path) -> None:
    named = set(re.findall(r"\bCHATREC_\w+", file.read_text(encoding="utf-8")))
    assert named <= {variable(name) for name in Settings.model_fields}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_command_named_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    named = re.findall(r"(?:bin/|`|exec bot |&& |setup )chat-rec ([a-z]+)", text)
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group has them
    assert set(named) <= set(commands)
    default = re.findall(r'^CMD \["(\w+)"\]', text, re.MULTILINE)
    assert set(default) <= set(commands)


def test_the_manifest_asks_for_the_scopes_and_events_that_are_used() -> None:
    text = (ROOT / "deploy" / "slack-manifest.yaml").read_text(encoding="utf-8")
    scopes, events = text.partition("scopes:")[2].partition("settings:")[0], text.partition("bot_events:")[2]
    assert set(re.findall(r"- ([a-z_:]+) #", scopes)) == SCOPES == GRANTED
    assert set(re.findall(r"- ([a-z_.]+)", events.partition("interactivity:")[0])) <= SUBSCRIBED


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_page_named_is_served(file: Path) -> None:
    served = set(pages(Watch(EmptyBackroom(), Meter(), time.time)))
    named = set(re.findall(r"/(?:healthz|readyz|metrics|livez|health)\b", file.read_text(encoding="utf-8")))
    assert named <= served


def test_what_the_image_copies_is_there() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    sources = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert sources
    assert all((ROOT / name).exists() for name in sources)


def test_the_port_is_the_same_everywhere() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    ports = set(re.findall(r"(?:EXPOSE |PORT=|127\.0\.0\.1:)(\d+)", text))
    assert ports == {str(Settings.model_fields["listen_port"].default)}


def test_the_unit_lets_a_stopping_bot_finish() -> None:
    text = (ROOT / "deploy" / "chat-rec.service").read_text(encoding="utf-8")
    given = float(re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[0])
    assert given >= 2 * Delivery.drain_s
