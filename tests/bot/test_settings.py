"""Settings come from options, the environment and `.env`; mistakes are named with their remedy."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bot.credentials import check_platform, configured
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


def written(default: object) -> str:
    """As an operator would: 24, not 24.0."""
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_env_example_has_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^#(CHATREC_\w+)=(.*)$", text, re.MULTILINE))
    defaults = {
        variable(name): "" if variable(name) in COMPUTED or field.default is None else written(field.default)
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


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("CHATREC_ACTION_SECRET", "hush-hush", "give at least 32 characters"),
        ("CHATREC_DATABASE_URL", "mysql://bot:hush-hush@db/chat", "give a URL like postgresql"),
    ],
)
def test_a_wrong_secret_is_named_but_not_shown(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"{name} is \(hidden\): {remedy}") as raised:
        load_settings()
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize("url", ["sqlite:///var/other.sqlite", "postgresql+psycopg://bot@db/chat", ""])
def test_the_databases_that_we_know_are_taken(url: str) -> None:
    assert load_settings(database_url=url).database_url.get_secret_value() == url


TOKEN = "123456:" + "AbC-dE_" * 5
TELEGRAM = {"telegram_token": TOKEN}
HOOK = {**TELEGRAM, "telegram_webhook_url": "https://bot.example.org/telegram", "telegram_webhook_secret": "s" * 16}
SLACK = {"slack_bot_token": "xoxb-" + "1-a", "slack_app_token": "xapp-" + "1-a"}
ROTATED = {
    **SLACK,
    "slack_client_id": "1.2",
    "slack_client_secret": "hush-hush",
    "slack_refresh_token": "xoxe-" + "1-a",
}


@pytest.mark.parametrize(
    ("platform", "options"),
    [
        ("telegram", TELEGRAM),
        ("telegram", HOOK),
        ("telegram", {**HOOK, "telegram_webhook_url": "http://127.0.0.1:8080/telegram"}),
        ("telegram", {**TELEGRAM, "telegram_api_url": "http://telegram-bot-api:8081"}),
        ("slack", SLACK),
        ("slack", {"slack_bot_token": "xoxe." + "xoxb-1-a", "slack_signing_secret": "0af"}),
        ("slack", ROTATED),
    ],
)
def test_complete_credentials_pass(platform: str, options: dict[str, str]) -> None:
    check_platform(load_settings(**options), platform)


@pytest.mark.parametrize(
    ("platform", "options", "told"),
    [
        ("telegram", {}, "TELEGRAM_TOKEN is missing: give the token that @BotFather gave you"),
        ("telegram", {"telegram_token": "hush-hush"}, r"TELEGRAM_TOKEN is \(hidden\), of another shape: .*BotFather"),
        ("telegram", {"telegram_token": f" {TOKEN}"}, "of another shape"),
        ("telegram", {**HOOK, "telegram_webhook_secret": ""}, "WEBHOOK_SECRET is missing: give 16 to 256 letters"),
        ("telegram", {**HOOK, "telegram_webhook_secret": "hush hush hush hush"}, "WEBHOOK_SECRET is .hidden"),
        ("telegram", {**HOOK, "telegram_webhook_secret": "hush"}, "WEBHOOK_SECRET is .hidden"),
        ("telegram", {**HOOK, "telegram_webhook_url": "bot.example.org"}, "URL is 'bot.example.org': give an https"),
        ("telegram", {**HOOK, "telegram_webhook_url": "http://bot.example.org/"}, "give an https address"),
        (
            "telegram",
            {**HOOK, "telegram_webhook_url": "http://a:hush" + "@b.example/"},
            r"'http://\(hidden\)@b.example/'",
        ),
        ("telegram", {**HOOK, "telegram_webhook_url": "https://b.example:port/"}, "give an https address"),
        ("slack", {**SLACK, "slack_bot_token": "hush-hush"}, "SLACK_BOT_TOKEN is .hidden.*like xoxb-"),
        ("slack", {**SLACK, "slack_app_token": SLACK["slack_bot_token"]}, "SLACK_APP_TOKEN is .hidden.*like xapp-"),
        ("slack", {**SLACK, "slack_app_token": ""}, "APP_TOKEN and CHATREC_SLACK_SIGNING_SECRET are both missing"),
        ("slack", {**ROTATED, "slack_client_secret": ""}, "CLIENT_ID is set without CHATREC_SLACK_CLIENT_SECRET"),
        ("slack", {**SLACK, "slack_client_secret": "hush"}, "SECRET is set without .*_ID and .*_REFRESH_TOKEN"),
    ],
)
def test_a_mistake_in_a_platforms_credentials_is_one_sentence_without_them(
    platform: str, options: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError, match=told) as raised:
        check_platform(load_settings(**options), platform)
    assert not [part for part in ("hush", TOKEN, "-1-a", "\n") if part in str(raised.value)]


def test_the_platforms_that_are_set_up_are_known() -> None:
    found = [configured(load_settings(**options)) for options in ({}, HOOK, SLACK, {**TELEGRAM, **ROTATED})]
    assert found == [(), ("telegram",), ("slack",), ("telegram", "slack")]


def test_a_wrong_option_is_named_as_an_option() -> None:
    with pytest.raises(SettingsError, match="--slate-size is 0: give a whole number"):
        load_settings(slate_size=0)
    with pytest.raises(SettingsError, match="--port is 70000: give a port from 0 to 65535"):
        load_settings(listen_port=70000)


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
