"""How a fake Slack hands over what happens: signed POSTs or a Socket Mode websocket, with Slack's retries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

ACK_S = 3.0


@dataclass(frozen=True)
class Ack:
    """One delivery: what, how long until it was acknowledged, and with what (0 or None: not at all)."""

    kind: str
    """`events_api`, `slash_commands` or `interactive`."""
    key: str
    """The event's id; else the trigger."""
    seconds: float
    status: int
    body: Any = None
    retry: int = 0


class Push:
    def __init__(self, signing_secret: str, changed: Callable[[], None]) -> None:
        self.signing_secret = signing_secret
        self.request_url = ""
        """Where the app wants its POSTs; empty: Socket Mode."""
        self.pauses: tuple[float, ...] = (0.0, 0.2, 0.5)
        """Seconds before each retry of an event; Slack's own are 0, 60 and 300."""
        self.copies = 1
        """How often each event is delivered, though it was acknowledged."""
        self.ack_s = ACK_S
        self.acks: list[Ack] = []
        self.silent = False
        """The sockets stay open and say nothing, not even a pong."""
        self.opened = 0
        """How many sockets there ever were."""
        self.sockets: list[web.WebSocketResponse] = []
        self._changed = changed
        self._joined = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def deliver(self, kind: str, key: str, payload: dict[str, Any]) -> None:
        """Events are delivered again when they are not acknowledged; commands and taps are not."""
        task = asyncio.create_task(self._deliver(kind, key, payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, kind: str, key: str, payload: dict[str, Any]) -> None:
        reason = ""
        taken = 0
        for retry, pause in enumerate((0.0, *(self.pauses if kind == "events_api" else ()))):
            await asyncio.sleep(pause)
            started = time.monotonic()
            status, body = await self.attempt(kind, payload, retry, reason)
            self.acks.append(Ack(kind, key, time.monotonic() - started, status, body, retry))
            self._changed()
            taken += 200 <= status < 300
            reason = "http_timeout" if status == 0 else "http_error"
            if taken >= self.copies or (taken and kind != "events_api"):
                return

    async def attempt(self, kind: str, payload: dict[str, Any], retry: int = 0, reason: str = "") -> tuple[int, Any]:
        if not self.request_url:
            return await self._by_socket(kind, payload, retry, reason)
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form), "application/x-www-form-urlencoded"
        return await self.post(body.encode(), content_type, headers)

    async def post(
        self, body: bytes, content_type: str, headers: dict[str, str] | None = None, *, ago: float = 0
    ) -> tuple[int, Any]:
        """One signed POST, signed so many seconds ago; status (0: no answer in time) and body of the answer."""
        signed = self.signature(body, int(time.time() - ago)) | {"Content-Type": content_type} | (headers or {})
        self._session = self._session or aiohttp.ClientSession()
        try:
            async with asyncio.timeout(self.ack_s):
                async with self._session.post(self.request_url, data=body, headers=signed) as answer:
                    return answer.status, (await answer.read()).decode(errors="replace")
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return 0, None

    def signature(self, body: bytes, at: int) -> dict[str, str]:
        digest = hmac.new(self.signing_secret.encode(), b"v0:%d:%b" % (at, body), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}

    # Socket Mode

    def ticket(self, url: str) -> str:
        return f"{url}/socket?ticket={self.opened}"

    async def serve_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        self.sockets.append(socket)
        self._joined.set()
        hello = {"type": "hello", "num_connections": len(self.sockets), "connection_info": {"app_id": "A0000APP"}}
        await socket.send_json(hello)
        self._changed()
        try:
            async for message in socket:
                await self._received(socket, message)
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self._joined.clear()
            self._changed()
        return socket

    async def _received(self, socket: web.WebSocketResponse, message: aiohttp.WSMessage) -> None:
        if self.silent:
            return
        if message.type == WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type == WSMsgType.TEXT:
            answer = json.loads(message.data)
            waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(answer.get("payload"))

    async def _by_socket(self, kind: str, payload: dict[str, Any], retry: int, reason: str) -> tuple[int, Any]:
        envelope: dict[str, Any] = {"envelope_id": f"e{time.monotonic_ns()}", "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        acknowledged = asyncio.get_running_loop().create_future()
        self._waiting[str(envelope["envelope_id"])] = acknowledged
        try:
            async with asyncio.timeout(self.ack_s):
                await self._joined.wait()
                if not self.silent:
                    # Any of the sockets may get it.
                    self._turn += 1
                    await self.sockets[self._turn % len(self.sockets)].send_json(envelope)
                return 200, await acknowledged
        except (TimeoutError, ConnectionError):
            return 0, None

    def drop_sockets(self) -> None:
        """Cut them without a word."""
        for socket in self.sockets:
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def refresh_sockets(self) -> None:
        """Ask the app to open others, as Slack does every few hours."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.drop_sockets()
        if self._session is not None:
            await self._session.close()
