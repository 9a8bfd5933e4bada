"""`chat-rec run` and its like: started, watched, stopped and refused, as processes."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.arrivals import Arrival
from bot.settings import load_settings
from bot.wiring import open_store
from recommender.schema import UserId
from tests.bot.serving import LONG_S, done, started
from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault, Kind
from tests.platforms.slack_api import SlackApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


@pytest.fixture
def telegram(api: BotApi) -> dict[str, str]:
    """The variables that a bot for this Telegram needs."""
    return {"CHATREC_TELEGRAM_TOKEN": api.token, "CHATREC_TELEGRAM_API_URL": api.url, "CHATREC_LISTEN_PORT": "0"}


async def test_what_was_sent_before_the_start_is_answered_and_sigterm_ends_it_well(
    tmp_path: Path, api: BotApi, telegram: dict[str, str]
) -> None:
    ana = api.person()
    ana.say("something like Heat")
    async with started(tmp_path, "run", **telegram) as bot:
        assert (await bot.logs("telegram:"))["event"] == "telegram: @rec_bot, polling"
        await ana.sees("Heat", seconds=LONG_S)
        await bot.logs("served")
        assert await bot.ends(signal.SIGTERM) == 0
    assert "stopped" in bot.lines[-1]
    assert "Traceback" not in bot.text


async def test_a_serving_bot_says_how_it_is(tmp_path: Path, telegram: dict[str, str]) -> None:
    async with started(tmp_path, "telegram", **telegram) as bot, httpx.AsyncClient(base_url=await bot.url()) as web:
        await bot.logs("ready")
        assert (await web.get("/healthz")).json()["ok"]
        assert (await web.get("/readyz")).status_code == 200
        assert "chatrec_inbox_waiting 0.0" in (await web.get("/metrics")).text
        code, out, _ = await done(tmp_path, "status", "--json", **telegram)
        told = json.loads(out)
        assert (code, told["ok"], told["process"]) == (0, True, str(bot.process.pid))
        assert await bot.ends(signal.SIGINT) == 0


async def test_a_second_server_for_the_same_folder_is_refused(tmp_path: Path, telegram: dict[str, str]) -> None:
    async with started(tmp_path, "run", **telegram) as bot:
        await bot.url()
        code, _, errors = await done(tmp_path, "telegram", **telegram)
        assert code == 2
        assert errors == (
            f"another chat-rec serves var (process {bot.process.pid}): stop it, use `chat-rec run` for several "
            "platforms in one process, or set CHATREC_DATABASE_URL to a PostgreSQL database\n"
        )
        assert bot.process.returncode is None


async def test_a_server_that_was_killed_leaves_no_lock(tmp_path: Path, telegram: dict[str, str]) -> None:
    async with started(tmp_path, "run", **telegram) as bot:
        await bot.url()
        await bot.ends(signal.SIGKILL)
    async with started(tmp_path, "run", **telegram) as bot:
        await bot.url()


async def test_a_taken_port_is_one_sentence(tmp_path: Path, api: BotApi, telegram: dict[str, str]) -> None:
    taken = api.url.rsplit(":", 1)[1]
    code, _, errors = await done(tmp_path, "run", "--port", taken, **telegram)
    assert code == 2
    assert errors.splitlines()[-1] == (
        f"cannot listen on 127.0.0.1 port {taken} (address already in use): "
        "give another --port, or stop what is listening there"
    )
    assert "Traceback" not in errors


async def test_a_token_that_telegram_refuses_is_one_sentence(tmp_path: Path, telegram: dict[str, str]) -> None:
    wrong = telegram["CHATREC_TELEGRAM_TOKEN"].swapcase()
    code, _, errors = await done(tmp_path, "run", **telegram | {"CHATREC_TELEGRAM_TOKEN": wrong})
    assert code == 2
    assert "CHATREC_TELEGRAM_TOKEN" in errors.splitlines()[-1]
    assert "BotFather" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    assert wrong.split(":")[1] not in errors


@pytest.mark.parametrize(
    ("command", "variables", "told"),
    [
        ("run", {}, "no platform is set up: give CHATREC_TELEGRAM_TOKEN (from @BotFather), or CHATREC_SLACK_BOT"),
        ("telegram", {}, "CHATREC_TELEGRAM_TOKEN is missing: give the token that @BotFather gave you"),
        ("slack", {}, "CHATREC_SLACK_BOT_TOKEN is missing: give the bot token of the app"),
        ("run", {"CHATREC_TELEGRAM_TOKEN": "hush-hush"}, "CHATREC_TELEGRAM_TOKEN is (hidden), of another shape"),
        ("run", {"CHATREC_LOG_LEVEL": "loud"}, "CHATREC_LOG_LEVEL is 'loud': give debug, info, warning or error"),
    ],
)
async def test_a_wrong_setting_is_one_sentence_and_makes_no_folder(
    command: str, variables: dict[str, str], told: str, tmp_path: Path
) -> None:
    code, out, errors = await done(tmp_path, command, **variables)
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(told)
    assert "hush" not in errors
    assert not (tmp_path / "var").exists()


async def test_a_missing_model_is_one_sentence(tmp_path: Path, telegram: dict[str, str]) -> None:
    code, _, errors = await done(tmp_path, "run", CHATREC_ENCODER_DIR=str(tmp_path / "none"), **telegram)
    assert code == 2
    assert "run `chat-rec setup`" in errors.splitlines()[-1]


async def test_a_second_signal_leaves_at_once_and_what_was_not_sent_is_sent_after_the_next_start(
    tmp_path: Path, api: BotApi, telegram: dict[str, str]
) -> None:
    ana = api.person()
    api.faults.add(Fault("silent", "sendMessage", hold_s=LONG_S))
    async with started(tmp_path, "run", **telegram) as bot:
        ana.say("hello")
        await shown(api, "silent")
        bot.process.send_signal(signal.SIGTERM)
        await bot.logs("stopping: finishing")
        async with httpx.AsyncClient(base_url=await bot.url()) as web:
            assert (await web.get("/readyz")).status_code == 503
        assert await bot.ends(signal.SIGTERM) == 0
    assert "leaving at once" in bot.text
    assert not ana.chat.from_bot
    async with started(tmp_path, "run", **telegram):
        await ana.hears(1, seconds=LONG_S)


async def test_it_can_be_stopped_while_telegram_is_out_of_reach(tmp_path: Path, telegram: dict[str, str]) -> None:
    nowhere = "http://127.0.0.1:9"
    async with started(tmp_path, "run", **telegram | {"CHATREC_TELEGRAM_API_URL": nowhere}) as bot:
        await bot.logs("serving")
        assert await bot.ends(signal.SIGTERM) == 0


async def test_no_line_of_the_most_talkative_log_holds_the_token(
    tmp_path: Path, api: BotApi, telegram: dict[str, str]
) -> None:
    ana = api.person()
    api.faults.add(Fault("broken", "sendMessage"), Fault("reset", "getUpdates"))
    async with started(tmp_path, "run", "--log-level", "debug", **telegram) as bot:
        ana.say("hello")
        await ana.hears(1, seconds=LONG_S)
        await bot.logs("sent")
        assert await bot.ends(signal.SIGTERM) == 0
    assert "httpcore" in bot.text
    assert api.token not in bot.text
    assert api.token.split(":")[1] not in bot.text


async def shown(api: BotApi, kind: Kind) -> None:
    """Wait until a call met with this fault."""
    async with asyncio.timeout(LONG_S):
        while not api.faults.shown[kind]:  # noqa: ASYNC110 - the fake tells of a call when it has ended
            await asyncio.sleep(0.05)


async def put_into_quarantine(data_dir: Path, *ids: str) -> None:
    async with open_store(load_settings(data_dir=data_dir)) as store:
        for id_ in ids:
            await store.inbox.accept(Arrival(id_, "telegram", id_, UserId(f"telegram:{id_}"), "{}", time.time()))
            (claimed,) = await store.inbox.claim(["telegram"], 1)
            await store.inbox.finish(claimed, fault="KeyError: 'chat'\nin parse")


async def test_status_of_a_folder_that_was_never_served_makes_nothing(tmp_path: Path) -> None:
    code, out, _ = await done(tmp_path, "status")
    assert code == 0
    assert "0 updates" in out
    assert (await done(tmp_path, "quarantine", "list"))[1] == "nothing is in quarantine\n"
    assert not (tmp_path / "var").exists()


async def test_status_is_red_when_somebody_waits_and_nobody_serves(tmp_path: Path) -> None:
    arrival = Arrival("tg:1", "telegram", "1", UserId("telegram:1"), "{}", time.time() - 90)
    async with open_store(load_settings(data_dir=tmp_path / "var")) as store:
        await store.inbox.accept(arrival)
    code, out, _ = await done(tmp_path, "status")
    assert code == 1
    assert out.startswith("problem")
    assert "1 update," in out


async def test_quarantine_is_listed_with_faults_and_remedies_retried_and_dropped(tmp_path: Path) -> None:
    await put_into_quarantine(tmp_path / "var", "tg:1", "tg:2")
    for command in (["status"], ["quarantine", "list"], ["check"]):
        _, out, _ = await done(tmp_path, *command)
        assert "chat-rec quarantine retry ID" in out
    _, listed, _ = await done(tmp_path, "quarantine", "list")
    assert [line.split()[0] for line in listed.splitlines()[:2]] == ["tg:2", "tg:1"]
    assert "KeyError: 'chat' in parse" in listed
    assert (await done(tmp_path, "quarantine", "retry", "tg:1"))[:2] == (0, "tg:1 will be served again\n")
    assert (await done(tmp_path, "quarantine", "drop", "tg:2"))[:2] == (0, "tg:2 is given up\n")
    code, _, errors = await done(tmp_path, "quarantine", "retry", "tg:2")
    assert (code, errors) == (2, "'tg:2' is not in quarantine: `chat-rec quarantine list` shows what is\n")
    told = json.loads((await done(tmp_path, "status", "--json"))[1])
    assert (told["waiting"], told["quarantined"], told["quarantine"]) == (1, 0, [])


async def test_a_running_bot_serves_what_is_taken_out_of_quarantine(tmp_path: Path, telegram: dict[str, str]) -> None:
    await put_into_quarantine(tmp_path / "var", "tg:1")
    async with started(tmp_path, "run", **telegram) as bot:
        await bot.logs("ready")
        await done(tmp_path, "quarantine", "retry", "tg:1")
        told = await bot.logs("served", arrival="tg:1")
        assert told["channel"] == "telegram"


async def test_check_names_a_quarantine_as_a_problem(tmp_path: Path) -> None:
    await put_into_quarantine(tmp_path / "var", "tg:1")
    code, out, _ = await done(tmp_path, "check")
    assert code == 1
    assert "problem  queues      1 in quarantine, see `chat-rec quarantine list`" in out


async def test_check_tells_about_each_platform_and_asks_it_when_told_to(
    tmp_path: Path, api: BotApi, telegram: dict[str, str]
) -> None:
    code, out, _ = await done(tmp_path, "check", **telegram | {"CHATREC_SLACK_BOT_TOKEN": "hush-hush"})
    assert code == 1
    assert "ok       telegram    complete" in out
    assert "problem  slack       CHATREC_SLACK_BOT_TOKEN is (hidden)" in out
    assert not api.calls
    _, out, _ = await done(tmp_path, "check", "--online", **telegram)
    assert "ok       telegram    @rec_bot, polling" in out
    assert "ok       slack       not set up" in out


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"CHATREC_TELEGRAM_TOKEN": "7000000001:" + "wrong" * 7}, "CHATREC_TELEGRAM_TOKEN is refused"),
        ({"CHATREC_TELEGRAM_API_URL": "http://127.0.0.1:9"}, "out of reach"),
    ],
)
async def test_check_online_finds_a_wrong_token_and_a_wrong_address(
    variables: dict[str, str], told: str, tmp_path: Path, telegram: dict[str, str]
) -> None:
    code, out, errors = await done(tmp_path, "check", "--online", **telegram | variables)
    assert code == 1
    assert told in next(line for line in out.splitlines() if line.startswith("problem  telegram"))
    assert "wrong" * 7 not in out + errors


async def test_check_online_asks_slack_about_both_tokens(tmp_path: Path) -> None:
    async with SlackApi.serving() as api:
        slack = {
            "CHATREC_SLACK_BOT_TOKEN": api.bot_token,
            "CHATREC_SLACK_APP_TOKEN": api.app_token,
            "CHATREC_SLACK_API_URL": api.api_url,
        }
        code, out, _ = await done(tmp_path, "check", "--online", **slack)
        assert "ok       slack       @rec in Film club, Socket Mode" in out
        assert code == 0
        for variable in ("CHATREC_SLACK_BOT_TOKEN", "CHATREC_SLACK_APP_TOKEN"):
            code, out, _ = await done(tmp_path, "check", "--online", **slack | {variable: f"{slack[variable]}0"})
            assert code == 1
            assert f"problem  slack       Slack refuses {variable}" in out
        away = {"CHATREC_SLACK_API_URL": "http://127.0.0.1:9/api/"}
        code, out, _ = await done(tmp_path, "check", "--online", **slack | away)
        assert code == 1
        assert "problem  slack       out of reach" in out


async def test_platforms_help_teaches_what_they_need(tmp_path: Path) -> None:
    helps = await asyncio.gather(*(done(tmp_path, command, "--help") for command in ("run", "telegram", "slack")))
    assert all(code == 0 and "Examples:" in out and "--log-level" in out for code, out, _ in helps)
    assert "CHATREC_TELEGRAM_TOKEN" in helps[1][1]
    assert "CHATREC_SLACK_APP_TOKEN" in helps[2][1]
