"""`chat-rec learn`: training again from the log and from taps together."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from recommender.load import load_demo
from recommender.registry import FOLDER, Registry
from recommender.replay import Event, Replay, replay_file
from tests.planted import planted, write_log

PRODUCTS = tuple(item.id.removeprefix("products:") for item in load_demo("products").items)


@pytest.fixture(autouse=True)
def at_the_same_pace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Niceness cannot be taken back: the rest of the tests would be slow."""
    monkeypatch.setattr("os.nice", lambda _: 0)
    monkeypatch.chdir(tmp_path)


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--data-dir", str(folder)])
    assert done.exception is None, done.exception
    return done.stdout


def tapped(folder: Path) -> Replay:
    """Everybody of another log, later: one more walk through the items."""
    buffer = Replay(replay_file(folder, "products"))
    log = planted(PRODUCTS, people=120, events=10, seed=1)
    since = time.time() - log.times.max() + 1
    buffer.add(
        Event(f"telegram:{log.users[number]}", f"products:{log.item_ids[log.items[number]]}", "like", 1.0, at + since)
        for number, at in enumerate(log.times.tolist())
    )
    return buffer


def test_nothing_is_trained_where_nobody_tapped(tmp_path: Path) -> None:
    assert run(tmp_path, "learn") == ""


def test_taps_and_the_log_are_learnt_from_together(tmp_path: Path) -> None:
    log = write_log(planted(PRODUCTS, people=120, events=10), tmp_path / "ratings.csv")
    run(tmp_path, "train", str(log), "--kind", "linear", "--epochs", "4", "--learning-rate", "0.03")
    assert "0 new opinions" in run(tmp_path, "learn")
    kept = len(tapped(tmp_path).sample())
    assert kept > 1200
    told = run(tmp_path, "learn", "--least", "1")
    newest = Registry(tmp_path / FOLDER / "products").manifests()[0]
    assert newest.version in told
    assert (newest.events, newest.note) == (kept, "from taps")
    assert newest.parent == Registry(tmp_path / FOLDER / "products").manifests()[1].version
    assert newest.verdict is not None
