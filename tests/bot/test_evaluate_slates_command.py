"""`chat-rec evaluate slates`, on a data folder from real talks."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from bot import open_bot
from bot.__main__ import app
from bot.errors import ChatRecError
from bot.settings import load_settings
from recommender.collaborative.crowd import Collaborative
from recommender.head import Head
from recommender.load import load_demo
from recommender.schema import UserId
from recommender.trained import Trained, write_model
from tests.bot.speaking import Speaker
from tests.planted import planted
from tests.recommender.models import manifest, registry_in

ASKED = ("something like Heat", "a comedy", "something else")


def evaluate(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", "slates", "--data-dir", str(folder), *arguments])


def said(folder: Path, *arguments: str) -> str:
    done = evaluate(folder, *arguments)
    assert done.exception is None, done.exception
    return done.stdout


def figures(folder: Path, *arguments: str) -> Any:
    return json.loads(said(folder, "--json", *arguments))


def refused(folder: Path, *arguments: str) -> str:
    error = evaluate(folder, *arguments).exception
    assert isinstance(error, ChatRecError), error
    return str(error)


async def talk(folder: Path, exploration: float) -> None:
    """Two people ask for films, and like the first of every list."""
    async with open_bot(load_settings(data_dir=folder, domain="movies", seed=1, exploration=exploration)) as engine:
        for user in ("telegram:7", "telegram:8"):
            speaker = Speaker(engine, UserId(user))
            for text in ASKED:
                answer = await speaker.say(text)
                await speaker.tap(answer.cards[0], "like")


async def forget(folder: Path, *users: str) -> None:
    async with open_bot(load_settings(data_dir=folder, domain="movies")) as engine:
        for user in users:
            speaker = Speaker(engine, UserId(user))
            await speaker.say("/forget")
            await speaker.say("yes")


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explored")
    asyncio.run(talk(folder, 0.3))
    return folder


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHATREC_DOMAIN", raising=False)
    monkeypatch.setenv("CHATREC_EXPLORATION", "0.3")
    monkeypatch.chdir(tmp_path)


def test_what_was_liked_is_what_the_lists_earned(explored: Path) -> None:
    told = figures(explored, "--model", "untrained")
    assert (told["domain"], told["model"], told["people"]) == ("movies", "untrained-1", 2)
    assert told["slates"] == 2 * len(ASKED)
    assert told["logged_mean"] == pytest.approx(told["slates"] / told["places"])
    assert told["policies"]["as logged"]["ips"]["value"] == pytest.approx(told["logged_mean"])
    assert told["propensity_error"] < 0.15


def test_people_read_a_table_and_a_warning_that_it_is_little(explored: Path) -> None:
    told = said(explored, "--model", "untrained")
    for word in ("movies: 6 lists", "as logged", "untrained-1", "IPS", "SNIPS", "doubly robust"):
        assert word in told
    assert "warning: the effective sample size is" in told
    assert "there was no exploration" not in told


def test_the_newest_version_is_judged_unless_another_is_named(explored: Path) -> None:
    ids = [item.id for item in load_demo("movies").items]
    log = planted(ids, people=20)
    head = Head(("together", "taste"), np.full((2, 4), 0.3, dtype=np.float32))
    trained = Trained(head, Collaborative.fit(log), log.item_ids, np.zeros(0, dtype=np.float32))
    registry = registry_in(explored)
    registry.add(manifest(3), lambda folder: write_model(folder, trained))
    told = figures(explored)
    assert (told["model"], told["slates"]) == (manifest(3).version, 6)
    assert list(told["policies"]) == ["as logged", told["model"]]
    assert figures(explored, "--model", "untrained")["model"] == "untrained-1"


def test_lists_shown_before_the_date_do_not_count(explored: Path) -> None:
    assert "since 2999-01-01" in refused(explored, "--since", "2999-01-01")
    assert figures(explored, "--since", "2020-01-01")["slates"] == 6


def test_what_cannot_be_judged_is_named_with_the_remedy(explored: Path, tmp_path: Path) -> None:
    assert "no lists were shown yet" in refused(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    assert "there are lists of movies (6)" in refused(explored, "--domain", "books")
    assert "`chat-rec models list --domain movies`" in refused(explored, "--model", "20260101-000000-0001")


def test_without_exploration_that_is_said_and_whoever_is_forgotten_does_not_count(tmp_path: Path) -> None:
    asyncio.run(talk(tmp_path, 0.0))
    assert "there was no exploration" in said(tmp_path)
    asyncio.run(forget(tmp_path, "telegram:7"))
    assert figures(tmp_path)["people"] == 1
    asyncio.run(forget(tmp_path, "telegram:8"))
    assert "no lists were shown yet" in refused(tmp_path)
