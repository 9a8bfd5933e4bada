"""`chat-rec models`, as an operator meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import ChatRecError
from tests.recommender.models import add, registry_in


def models(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["models", *arguments, "--data-dir", str(folder)])


def said(folder: Path, *arguments: str) -> str:
    done = models(folder, *arguments)
    assert done.exception is None, done.exception
    return done.stdout


def refused(folder: Path, *arguments: str) -> str:
    error = models(folder, *arguments).exception
    assert isinstance(error, ChatRecError), error
    return str(error)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHATREC_DOMAIN", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_models_the_way_to_one_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, "list") == "there are no models yet: `chat-rec train` makes one\n"
    assert refused(tmp_path, "rollback") == "there are no models yet: `chat-rec train` makes one"
    assert json.loads(said(tmp_path, "list", "--json"))["versions"] == []
    assert list(tmp_path.iterdir()) == []


def test_the_list_tells_what_serves_figures_and_verdict(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    good, bad = add(registry, 1), add(registry, 2, accepted=False)
    registry.promote(good)
    head, _rule, newest, oldest = [line for line in said(tmp_path, "list").splitlines() if line.strip()]
    assert head.split() == ["version", "serves", "made", "events", "all", "newcomers", "gate"]
    assert newest.split() == [bad, "2026-01-01", "00:00:02", "UTC", "1002", "0.3000", "0.2500", "refused"]
    assert oldest.split() == [good, "yes", "2026-01-01", "00:00:01", "UTC", "1001", "0.3000", "0.2500", "accepted"]


def test_the_list_is_json_when_asked(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    registry.promote(version := add(registry, 1))
    told = json.loads(said(tmp_path, "list", "--json"))
    assert (told["domain"], told["promoted"], told["damaged"]) == ("movies", version, [])
    assert told["versions"][0]["metrics"]["all"] == {"ndcg@10": 0.3, "recall@10": 0.2}
    assert told["versions"][0]["verdict"]["accepted"] is True


def test_what_is_damaged_is_told_beside_the_healthy(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    healthy, broken = add(registry, 1), add(registry, 2)
    (registry.folder / broken / "manifest.json").write_text("{")
    (registry.folder / "promoted.json").write_text("{")
    done = models(tmp_path, "list")
    assert done.exit_code == 0
    assert healthy in done.stdout
    assert broken not in done.stdout
    assert f"{broken}/manifest.json is damaged" in done.stderr
    assert "promoted.json cannot be read" in done.stderr


def test_show_prints_all(tmp_path: Path) -> None:
    version = add(registry_in(tmp_path), 1, accepted=False)
    told = said(tmp_path, "show", version)
    for text in (
        "1001 events, 50 users, 200 items",
        "recall@10 0.2000",
        "refused",
        "newcomers: 0.20 against 0.25",
        "no",
    ):
        assert text in told
    assert json.loads(said(tmp_path, "show", version, "--json"))["settings"] == {
        "seed": 1,
        "terms": ["ease", "taste"],
    }


def test_promote_and_rollback_say_what_changed(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    first, second = add(registry, 1), add(registry, 2)
    told = said(tmp_path, "promote", first)
    assert told == (
        f"{first} serves movies now, before it the built-in ranking; running servers take it up by themselves\n"
    )
    assert f"before it {first}" in said(tmp_path, "promote", second)
    assert said(tmp_path, "promote", second) == f"{second} serves movies already\n"
    assert f"{first} serves movies again, {second} is taken back" in said(tmp_path, "rollback")
    assert f"the built-in ranking serves movies again, {first} is taken back" in said(tmp_path, "rollback")
    assert "there is nothing to go back from" in refused(tmp_path, "rollback")
    assert "none is promoted: the built-in ranking serves" in said(tmp_path, "list")
    assert json.loads(said(tmp_path, "promote", first, "--json")) == {
        "domain": "movies",
        "promoted": first,
        "before": "",
    }


def test_an_unknown_version_is_named_with_the_remedy(tmp_path: Path) -> None:
    add(registry_in(tmp_path), 1)
    for command in ("promote", "show"):
        assert refused(tmp_path, command, "20990101-000000-ffff") == (
            "there is no version '20990101-000000-ffff' of the models of 'movies': "
            "`chat-rec models list --domain movies` shows those there are"
        )


def test_what_the_gate_refused_needs_force(tmp_path: Path) -> None:
    version = add(registry_in(tmp_path), 1, accepted=False)
    assert refused(tmp_path, "promote", version) == (
        f"the gate refused version {version} (newcomers: 0.20 against 0.25): "
        "promote it with --force if you know better"
    )
    assert f"{version} serves" in said(tmp_path, "promote", version, "--force")


def test_with_several_domains_one_must_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    movie, book = (add(registry_in(tmp_path, domain), 1) for domain in ("movies", "books"))
    assert movie == book
    assert refused(tmp_path, "list") == "there are models of books, movies: choose one with --domain"
    assert movie in said(tmp_path, "list", "--domain", "movies")
    assert (
        refused(tmp_path, "list", "--domain", "help")
        == "there are no models of 'help': there are models of books, movies"
    )
    monkeypatch.setenv("CHATREC_DOMAIN", "books")
    assert "serves books now" in said(tmp_path, "promote", book)
