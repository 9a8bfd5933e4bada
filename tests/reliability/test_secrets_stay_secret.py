"""The whole product, as talkative as it can be, through all that can go wrong: no line has a secret in it.

The same run shows what an operator sees from outside: health, metrics, and one thread through the lines of a message.
"""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import httpx

from tests.bot.serving import LONG_S, Served, started
from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault, Kind
from tests.platforms.slack_api import SlackApi
from tests.reliability.conftest import Tell

ACTION_SECRET = "an action secret of more than 32 letters"  # noqa: S105  # of a test
METRICS = (
    "chatrec_inbox_oldest_seconds", "chatrec_outbox_depth", "chatrec_duplicates_total", "chatrec_throttled_total",
    "chatrec_loop_lag_seconds", "chatrec_quarantine", "chatrec_possible_doubles_total", "chatrec_in_doubt_total",
    "chatrec_turn_seconds_count", "chatrec_accepted_total",
)  # fmt: skip


def variables(api: BotApi, slack: SlackApi) -> dict[str, str]:
    return {
        "CHATREC_TELEGRAM_TOKEN": api.token,
        "CHATREC_TELEGRAM_API_URL": api.url,
        "CHATREC_SLACK_BOT_TOKEN": slack.bot_token,
        "CHATREC_SLACK_APP_TOKEN": slack.app_token,
        "CHATREC_SLACK_SIGNING_SECRET": slack.signing_secret,
        "CHATREC_SLACK_API_URL": slack.api_url,
        "CHATREC_ACTION_SECRET": ACTION_SECRET,
        "CHATREC_LISTEN_PORT": "0",
        "CHATREC_LOG_LEVEL": "debug",
    }


def hidden(api: BotApi, slack: SlackApi) -> list[str]:
    """Every secret, and each half of it: half a token is worth guessing the rest."""
    tokens = [api.token.partition(":")[2], slack.bot_token, slack.app_token, slack.signing_secret, ACTION_SECRET]
    halves = [part for token in tokens for part in (token[: len(token) // 2], token[len(token) // 2 :])]
    return [api.token, *tokens, *halves]


async def test_no_line_of_the_log_holds_a_secret(tmp_path: Path, api: BotApi, slack: SlackApi, tell: Tell) -> None:
    ana, eve = api.person("Ana"), slack.person("eve")
    async with started(tmp_path, "run", **variables(api, slack)) as bot:
        url = await bot.url()
        await bot.logs("ready")
        slack.push.request_url = f"{url}/slack/events"
        update = ana.say("a short thriller")
        await ana.sees("", seconds=LONG_S)
        eve.say("books about the sea")
        await slack.until(lambda: eve.chat.from_bot, LONG_S)
        await meet_trouble(api, slack, url)
        ana.say("something like Heat")
        await api.until(lambda: len(ana.chat.from_bot) >= 2, LONG_S)
        tell(await look_from_outside(url))
        assert await bot.ends(signal.SIGTERM) == 0
    lines = [line for line in bot.lines if any(secret in line for secret in hidden(api, slack))]
    assert not lines
    assert "cannot be written" not in bot.text
    # What is put aside unread is told at length; nothing else may fail so that its trace is logged.
    assert not [line for line in bot.lines if "Traceback" in line and '"event": "quarantined"' not in line]
    one_thread(bot, f"tg:{update}")


async def meet_trouble(api: BotApi, slack: SlackApi, url: str) -> None:
    """Everything that is likely to print an address, a header or a body."""
    kinds: tuple[Kind, ...] = ("broken", "reset", "throttled", "forbidden", "refused", "reset_after")
    api.faults.add(*(Fault(kind, "getUpdates") for kind in kinds[:2]))
    for kind in kinds:
        api.faults.add(Fault(kind, "sendMessage"))
        slack.faults.add(Fault(kind, "chat.postMessage"))
        api.person().say("hello")
        slack.person().say("hello")
    slack.faults.add(Fault("broken", "apps.connections.open"), Fault("reset", "auth.test"))
    slack.push.drop_sockets()
    api.updates.raw({"message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "text": "unreadable"}})
    body = b'{"token": "' + slack.signing_secret.encode() + b'", "type": "event_callback"}'
    async with httpx.AsyncClient() as web:
        answer = await web.post(f"{url}/slack/events", content=body, headers={"X-Slack-Signature": "v0=wrong"})
        assert answer.status_code == 401
        assert (await web.get(f"{url}/bot{api.token}/getMe")).status_code == 404
    await slack.push.post(body, "application/json")
    await api.until(lambda: api.faults.shown.total() >= len(kinds), LONG_S)
    await slack.until(lambda: slack.faults.shown.total() >= len(kinds), LONG_S)


async def look_from_outside(url: str) -> str:
    async with httpx.AsyncClient(base_url=url) as web:
        health = await web.get("/healthz")
        assert health.status_code == 200
        assert {"ok", "waiting", "oldest_s", "unsent", "quarantined"} <= health.json().keys()
        assert (await web.get("/readyz")).status_code == 200
        metrics = (await web.get("/metrics")).text
    assert not [name for name in METRICS if name not in metrics]
    return loop_lags(metrics)


def loop_lags(metrics: str) -> str:
    """How late the event loop was, with the model at work in the same process."""
    buckets = dict(re.findall(r'chatrec_loop_lags_seconds_bucket\{le="([\d.+Inf]+)"\} ([\d.]+)', metrics))
    return f"{float(buckets['0.1']) / float(buckets['+Inf']):.1%} of the probes of the event loop within 0.1 s"


def one_thread(bot: Served, arrival: str) -> None:
    """The same id stands in the lines of a message, from when it was accepted until it was answered."""
    told = [json.loads(line) for line in bot.lines if line.startswith("{")]
    events = [line["event"] for line in told if line.get("arrival") == arrival]
    assert {"accepted", "served", "sent"} <= set(events)
