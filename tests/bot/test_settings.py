"""Settings come from options, the environment and `.env`; mistakes are named with their remedy."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, environment, load_settings, unknown_variables, variable

ROOT = Path(__file__).parents[2]
COMPUTED = {"CHATREC_ENCODER_DIR"}
"""Defaults that depend on the machine; .env.example leaves them empty."""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_env_example_has_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^#(CHATREC_\w+)=(.*)$", text, re.MULTILINE))
    defaults = {
        variable(name): "" if variable(name) in COMPUTED or field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert documented == defaults


def test_env_example_explains_every_setting() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    explained = [before for before, line in pairwise(lines) if line.startswith("#CHATREC_")]
    assert all(re.match(r"# \w", line) for line in explained)


def test_env_example_as_it_stands_uncommented_changes_nothing() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    Path(".env").write_text(text.replace("#CHATREC_", "CHATREC_"), encoding="utf-8")
    assert load_settings() == Settings(_env_file=None)  # type: ignore[call-arg]


def test_without_anything_set_the_defaults_hold() -> None:
    settings = load_settings()
    assert (settings.data_dir, settings.domain, settings.slate_size, settings.seed) == (Path("var"), "", 5, None)
    assert settings.encoder_dir == Path(sys.prefix) / "share" / "chat-rec"


def test_option_wins_over_environment_and_environment_over_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CHATREC_SLATE_SIZE=3\nCHATREC_SEED=3\nCHATREC_DOMAIN=books\n", encoding="utf-8")
    monkeypatch.setenv("CHATREC_SEED", "4")
    monkeypatch.setenv("CHATREC_DOMAIN", "movies")
    settings = load_settings(domain="help", data_dir=None)
    assert (settings.slate_size, settings.seed, settings.domain) == (3, 4, "help")


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATREC_SEED", "")
    assert load_settings().seed is None


def test_home_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    monkeypatch.setenv("CHATREC_DATA_DIR", "~/bot")
    assert load_settings().data_dir == Path("/home/ana/bot")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("CHATREC_SLATE_SIZE", "many", "a whole number from 1 to 10"),
        ("CHATREC_SLATE_SIZE", "11", "a whole number from 1 to 10"),
        ("CHATREC_SEED", "-1", "a whole number from 0 up"),
        ("CHATREC_LANGUAGE", "xx", "give en"),
        ("CHATREC_ENCODER_THREADS", "0", "from 1 to 64"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} is '{value}': .*{remedy}"):
        load_settings()


def test_a_wrong_option_is_named_as_an_option() -> None:
    with pytest.raises(SettingsError, match="--slate-size is 0: give a whole number"):
        load_settings(slate_size=0)


def test_a_damaged_env_file_is_named() -> None:
    Path(".env").write_bytes(b"CHATREC_DOMAIN=caf\xe9\n")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings()


def test_unknown_variables_are_found_with_the_nearest_real_name() -> None:
    names = ["CHATREC_DATADIR", "CHATREC_XYZ", "CHATREC_SEED", "PATH", "chatrec_domain"]
    assert unknown_variables(names) == {"CHATREC_DATADIR": "CHATREC_DATA_DIR", "CHATREC_XYZ": ""}


def test_unknown_variables_of_the_env_file_are_found_too() -> None:
    Path(".env").write_text("CHATREC_COLOUR=red\n", encoding="utf-8")
    assert "CHATREC_COLOUR" in unknown_variables(environment())
