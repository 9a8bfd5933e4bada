"""Log lines are one stream, in JSON or text, and never hold a secret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.redaction import HIDDEN, Redaction

ROOT = Path(__file__).parents[2]
# Put together here, so that no file holds anything that looks like a secret.
TELEGRAM = "1234567890" + ":" + "AAbb-Cc_" * 4 + "xyz"
SLACK = "xoxb" + "-1234-5678-abcDEF"
APP = "xapp" + "-1-A01-42-deadbeef"
HOOK = "https://hooks.slack.com/" + "services/T0/B0/abcdef"
WEBHOOK_SECRET = "the-webhook" + "-secret-42"
DATABASE = "postgresql+psycopg://bot:" + 'pa%22ss"wörd' + "@db/chat"

OPENING = f"""
import logging
from bot.logs import set_up
from bot.settings import load_settings
set_up(load_settings(
    telegram_token={TELEGRAM!r}, telegram_webhook_secret={WEBHOOK_SECRET!r}, database_url={DATABASE!r},
    log_level=LEVEL, log_format=FORMAT,
))
log = logging.getLogger("bot.delivery")
"""


def lines_of(program: str, folder: Path, *, level: str = "info", log_format: str = "json") -> list[str]:
    """What a program that logs writes to standard error."""
    settled = OPENING.replace("LEVEL", repr(level)).replace("FORMAT", repr(log_format))
    done = subprocess.run(
        [sys.executable, "-c", settled + program],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def events_of(program: str, folder: Path, **options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines_of(program, folder, **options)]


def shows_nothing(text: str) -> bool:
    halves = [TELEGRAM.split(":")[1], WEBHOOK_SECRET, SLACK, APP, "services/T0", "wörd", "ss%22", "hush"]
    return not [secret for secret in halves if secret in text]


def test_a_line_says_when_who_and_how_grave(tmp_path: Path) -> None:
    (event,) = events_of("log.warning('%d calls wait', 3)", tmp_path)
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "3 calls wait", "level": "warning", "logger": "bot.delivery"}


def test_extra_fields_and_the_context_are_in_the_line_of_either_kind_of_logger(tmp_path: Path) -> None:
    program = """
import structlog
structlog.contextvars.bind_contextvars(arrival="tg:17")
log.info("sent", extra={"chat": "5"})
structlog.get_logger("bot.delivery").info("sent", chat="5")
"""
    ours, structured = events_of(program, tmp_path)
    assert ours["arrival"] == structured["arrival"] == "tg:17"
    assert {**ours, "timestamp": ""} == {**structured, "timestamp": ""}


def test_text_is_for_people(tmp_path: Path) -> None:
    (line,) = lines_of("log.info('serving telegram')", tmp_path, log_format="text")
    assert "serving telegram" in line
    assert "{" not in line
    assert "\x1b" not in line


def test_the_level_holds_for_everybody_and_talkative_libraries_are_quiet(tmp_path: Path) -> None:
    program = """
for name in ("bot", "httpx", "telegram.ext", "slack_sdk", "aiohttp.access"):
    for level in (10, 20, 30, 40):
        logging.getLogger(name).log(level, "x")
"""
    heard = {
        level: [f"{event['logger']} {event['level']}" for event in events_of(program, tmp_path, level=level)]
        for level in ("debug", "info", "error")
    }
    assert len(heard["debug"]) == 20
    assert heard["info"][:4] == ["bot info", "bot warning", "bot error", "httpx warning"]
    assert heard["error"] == [
        f"{name} error" for name in ("bot", "httpx", "telegram.ext", "slack_sdk", "aiohttp.access")
    ]


EVERYWHERE = f"""
import structlog
secrets = {[TELEGRAM, SLACK, APP, HOOK, WEBHOOK_SECRET, DATABASE]!r}
class Odd:
    def __repr__(self): return f"Odd({{secrets}})"
for secret in secrets:
    log.info("using " + secret)
    log.info("using %s in %r", secret, [secret])
    log.info("using", extra={{"url": "https://api.telegram.org/bot" + secret}})
    log.info("using", extra={{"deep": {{"a": [secret.encode(), Odd()]}}}})
    structlog.get_logger().info("using %s", secret, token=secret, odd=Odd())
    try:
        try:
            raise ValueError(secret)
        except ValueError as cause:
            cause.add_note(f"noted {{secret}}")
            raise RuntimeError(f"calling with {{secret!r}}") from cause
    except RuntimeError:
        log.exception("failed")
        structlog.get_logger().exception("failed")
        log.error("failed", exc_info=True, stack_info=True)
    try:
        raise ExceptionGroup("several", [ValueError(secret), OSError(5, secret)])
    except ExceptionGroup:
        log.exception("failed")
"""


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_secret_is_in_messages_arguments_fields_and_tracebacks(log_format: str, tmp_path: Path) -> None:
    text = "\n".join(lines_of(EVERYWHERE, tmp_path, level="debug", log_format=log_format))
    assert text.count(HIDDEN) > 60
    assert "RuntimeError" in text
    assert shows_nothing(text)


def test_redacted_lines_are_json_still(tmp_path: Path) -> None:
    assert len(events_of(EVERYWHERE, tmp_path, level="debug")) == 6 * 9


def test_a_wrong_log_call_shows_no_arguments(tmp_path: Path) -> None:
    text = "\n".join(lines_of(f"log.info('%d calls', {TELEGRAM!r}); log.info('%s')", tmp_path))
    assert "cannot be written" in text
    assert shows_nothing(text)


@pytest.mark.parametrize(
    "death",
    [
        "raise RuntimeError(secret)",
        "def die(): raise RuntimeError(secret)\nimport threading\nthreading.Thread(target=die).start()",
        "import warnings\nwarnings.warn(secret)",
    ],
)
def test_whoever_dies_or_warns_is_logged_without_secrets(death: str, tmp_path: Path) -> None:
    (event,) = events_of(f"secret = {TELEGRAM!r}\n{death}", tmp_path)
    assert HIDDEN in json.dumps(event)
    assert shows_nothing(json.dumps(event))


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TELEGRAM}/getMe",
        f"https://api.telegram.org/bot{TELEGRAM.replace(':', '%3A')}/getMe",
        f"id {TELEGRAM}",
        f"\\n{TELEGRAM}",
        f"b'Bearer {SLACK}'",
        f"xoxe.{SLACK}",
        "xoxe" + "-1-abcdef0123",
        APP,
        HOOK,
        "wss://wss-primary.slack.com/link/?ticket=" + "hush-hush&app_id=1",
        "postgresql://bot:" + "hush-hush" + "@db/chat",
    ],
)
def test_what_looks_like_a_secret_is_hidden_though_unknown(text: str) -> None:
    shown = Redaction()(text)
    assert HIDDEN in shown
    assert shows_nothing(shown)


@pytest.mark.parametrize(
    "text",
    [
        "update 123456789: served in 12 ms",
        "https://api.telegram.org and https://slack.com/api/chat.postMessage",
        "http://127.0.0.1:8080/healthz",
        "2026-11-24T10:00:00.123456Z",
        "slack:Ev0123456789 from slack:T1:U1",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert Redaction(["abc", ""])(text) == text
