"""The pages for whoever watches over the bot: a load balancer, Prometheus, an operator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from adapters.fronts.http import Page, Show
from bot.health import Watch

METRICS = "text/plain; version=0.0.4; charset=utf-8"
"""The format in which Prometheus is told."""


def pages(watch: Watch) -> Mapping[str, Show]:
    """`/healthz`: is it keeping up; `/readyz`: may it be given work; `/metrics`."""

    async def healthz() -> Page:
        told = await watch.health()
        return _told(told, well=told["ok"])

    async def readyz() -> Page:
        return _told({"ready": watch.ready}, well=watch.ready)

    async def metrics() -> Page:
        return Page(await watch.metrics(), METRICS)

    return {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


def _told(told: Mapping[str, Any], *, well: bool) -> Page:
    return Page(json.dumps(told).encode() + b"\n", "application/json", 200 if well else 503)
