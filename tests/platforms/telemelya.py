"""A running telemelya: an independent fake Telegram, with webhooks only and no secret.

with telemelya_server() as server:      # server.url in place of https://api.telegram.org
    await server.send(token, chat_id=1, command="/start")
    await server.responses()
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


@dataclass(frozen=True)
class Telemelya:
    url: str

    async def send(self, token: str, **update: Any) -> None:
        """Somebody writes or taps: `text=`, `command=`, or `callback_data=` and `callback_message_id=`."""
        async with self._client() as client:
            answer = await client.post("/send_update", params={"bot_token": token}, json={"chat_id": 1, **update})
            answer.raise_for_status()

    async def responses(self) -> list[dict[str, Any]]:
        """The calls that the bot made: `method`, `text`, `caption`…"""
        async with self._client() as client:
            answer = await client.get("/responses", params={"session_id": "default"})
            found: list[dict[str, Any]] = answer.json().get("responses", [])
            return found

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"{self.url}/api/v1/test", headers={"Authorization": "Bearer k"})


@contextmanager
def telemelya_server() -> Iterator[Telemelya]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.platforms.telemelya_server", str(port)], cwd=ROOT)
    try:
        wait_for(port, process)
        yield Telemelya(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    """Until something listens there. Raises when the process ends first, or nothing comes."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing listens at port {port} after {PATIENCE_S} s")
