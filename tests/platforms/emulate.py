"""A running `emulate`: an independent fake of Slack's Web API, written in TypeScript.

    with emulated_slack() as slack:
        client = AsyncWebClient(token=slack.token, base_url=slack.api_url)

It has no Socket Mode, and calls that the SDK makes by GET answer 404: use `client.api_call(name, json=…)`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.platforms.telemelya import free_port, wait_for

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".venv" / "node" / "node_modules" / "emulate" / "dist" / "index.js"
SEED = Path(__file__).with_name("slack_seed.yaml")


@dataclass(frozen=True)
class Emulated:
    url: str
    token: str = "xoxb-local-test"  # noqa: S105  # as in the seed
    signing_secret: str = "a-signing-secret-of-the-emulator"  # noqa: S105

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"


def emulate_is_needed() -> None:
    """Skip where it cannot be had; on a machine that runs the checks for all, fail instead."""
    missing = "Node.js is not installed" if shutil.which("node") is None else ""
    missing = missing or ("" if PROGRAM.is_file() else "make install has not put emulate into .venv/node")
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@contextmanager
def emulated_slack() -> Iterator[Emulated]:
    emulate_is_needed()
    port = free_port()
    command = ["node", str(PROGRAM), "start", "--service", "slack", "--port", str(port), "--seed", str(SEED)]
    process = subprocess.Popen(command, cwd=SEED.parent, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield Emulated(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)
