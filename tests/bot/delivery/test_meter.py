"""What an operator's monitoring reads."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.delivery.meter import Meter, health
from bot.ports import Backlog, Faulty
from tests.bot.delivery.peers import arrival
from tests.bot.delivery.running import Stage, running
from tests.bot.delivery.virtual_time import virtually

QUIET = Backlog(0, 0.0, 0, 0.0, 0, ())


@pytest.mark.parametrize(
    ("backlog", "lag_s", "well"),
    [
        (QUIET, 0.0, True),
        (Backlog(9, 60.0, 0, 0.0, 0, ()), 0.0, True),
        (Backlog(9, 61.0, 0, 0.0, 0, ()), 0.0, False),
        (Backlog(0, 0.0, 5, 9999.0, 3, ()), 0.0, True),
        (QUIET, 6.0, False),
    ],
)
def test_health_is_red_when_somebody_waits_for_a_minute(backlog: Backlog, lag_s: float, well: bool) -> None:  # noqa: FBT001 - a row of the table
    green, sentence = health(backlog, lag_s)
    assert green == well
    assert sentence


def test_every_measure_is_told() -> None:
    async def scenario() -> str:
        stage = Stage()
        stage.peer.update(arrival(1, "hi"), arrival(1, "hi"))
        async with running(stage.delivery):
            await stage.served()
            await asyncio.sleep(1.0)
        stage.delivery.meter.observe(Backlog(3, 4.5, 2, 1.5, 0, (Faulty("peer:9", "peer", "KeyError: 'x'", 0.0),)))
        return stage.delivery.meter.text().decode()

    lines = virtually(scenario()).splitlines()
    for line in (
        "chatrec_inbox_waiting 3.0",
        "chatrec_inbox_oldest_seconds 4.5",
        "chatrec_outbox_depth 2.0",
        "chatrec_outbox_oldest_seconds 1.5",
        "chatrec_quarantine 1.0",
        'chatrec_accepted_total{channel="peer"} 1.0',
        'chatrec_duplicates_total{channel="peer"} 1.0',
        'chatrec_sent_total{channel="peer"} 1.0',
        'chatrec_turn_seconds_count{channel="peer"} 1.0',
        "chatrec_loop_lag_seconds 0.0",
    ):
        assert line in lines
    told = "\n".join(lines)
    for name in ("quarantined", "failed", "retried", "throttled", "in_doubt", "possible_doubles", "dropped"):
        assert f"# TYPE chatrec_{name}_total counter" in told


def test_two_bots_in_one_process_count_apart() -> None:
    one, other = Meter(), Meter()
    one.accepted.labels("peer").inc()
    assert b'chatrec_accepted_total{channel="peer"}' not in other.text()


async def test_a_blocked_event_loop_is_noticed() -> None:
    meter = Meter()
    probe = asyncio.create_task(meter.probe())
    await asyncio.sleep(0.1)
    time.sleep(0.4)  # noqa: ASYNC251 - that is what blocks it
    await asyncio.sleep(0.05)
    probe.cancel()
    assert meter.lag_s > 0.1
