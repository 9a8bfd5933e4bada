"""`chat-rec simulate`, as an operator meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import ChatRecError


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHATREC_DOMAIN", "products")
    monkeypatch.chdir(tmp_path)


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulate", "--dialogues", "8", *arguments])


def test_one_json_object_tells_each_kind_and_the_failures_go_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "failures.txt"
    done = simulate("--json", "--turns", "1", "--transcripts", str(file))
    assert done.exception is None, done.exception
    told = json.loads(done.stdout)
    assert [run["mode"] for run in told["runs"]] == ["stated", "asked", "hidden"]
    failed = sum(round(run["dialogues"] * (1 - run["first"])) for run in told["runs"])
    assert file.read_text(encoding="utf-8").count("== products") >= failed > 0


def test_a_gate_that_is_missed_is_exit_code_1() -> None:
    assert simulate("--mode", "asked", "--turns", "1", "--at-least", "1").exit_code == 1
    assert simulate("--mode", "asked", "--at-least", "0").exit_code == 0


def test_a_catalogue_that_is_not_there_is_one_sentence_with_those_that_are() -> None:
    error = CliRunner().invoke(app, ["simulate", "--domain", "wine"]).exception
    assert isinstance(error, ChatRecError)
    assert "'wine'" in str(error)
    assert "products" in str(error)
