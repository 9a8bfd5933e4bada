"""The HTTP server that platforms share: their webhooks, and pages for whoever watches over the bot.

It reads a request whole before anybody sees it, bounds its size and time, and tells nothing of a failure but 500.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from aiohttp import web

    from bot.ports import Receive

log = logging.getLogger(__name__)

LARGEST = 2 * 2**20
"""Bytes of a body. Updates of Telegram and Slack stay far below 1 MB."""
PATIENCE_S = 15.0
"""For a whole body; Telegram and Slack send theirs in one go."""
IDLE_S = 30.0
"""A connection without a request, or with half a head of one, is closed after that."""


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a GET."""

    body: bytes
    content_type: str
    status: int = 200


Show = Callable[[], Awaitable[Page]]


class HttpFront:
    """The port `Front`. Paths may be added while it is serving."""

    def __init__(self, pages: Mapping[str, Show]) -> None:
        self._pages = pages
        self._posts: dict[str, Receive] = {}
        self.url = ""
        """Where it listens, without a path."""

    def post(self, path: str, receive: Receive) -> None:
        if path in self._posts:
            raise SettingsError(f"two platforms want {path}: give one of them another address")
        self._posts[path] = receive

    async def answer(self, request: web.Request) -> web.Response:
        from aiohttp import web

        try:
            if request.path in self._posts:
                return await self._receive(request, self._posts[request.path])
            if request.path in self._pages:
                return await self._show(request, self._pages[request.path])
        except web.HTTPException as refusal:  # of aiohttp itself, about the request
            return web.Response(status=refusal.status)
        except Exception:
            # What is wrong is for the log; whoever asks may be anybody.
            log.exception("a request to %s failed", request.path)
            return web.Response(status=500)
        return web.Response(status=404)

    async def _receive(self, request: web.Request, receive: Receive) -> web.Response:
        from aiohttp import web

        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        try:
            async with asyncio.timeout(PATIENCE_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408, headers={"Connection": "close"})
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, answer = await receive(headers, body)
        return web.Response(status=status, body=answer, content_type=_content_type(answer))

    async def _show(self, request: web.Request, show: Show) -> web.Response:
        from aiohttp import web

        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        page = await show()
        headers = {"Content-Type": page.content_type, "Cache-Control": "no-store"}
        return web.Response(status=page.status, body=page.body, headers=headers)


@asynccontextmanager
async def connect(host: str, port: int, pages: Mapping[str, Show]) -> AsyncIterator[HttpFront]:
    """Serve until left; requests that are being answered then are finished first.

    Raises `SettingsError` when the address is not ours or the port is taken.
    """
    from aiohttp import web

    front = HttpFront(pages)
    app = web.Application(client_max_size=LARGEST)
    app.router.add_route("*", "/{path:.*}", front.answer)
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=IDLE_S, shutdown_timeout=5.0, auto_decompress=False
    )
    await runner.setup()
    try:
        await _listen(runner, host, port)
        front.url = _url(runner)
        yield front
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    from aiohttp import web

    try:
        await web.TCPSite(runner, host, port).start()
    except socket.gaierror:
        raise SettingsError(
            f"CHATREC_LISTEN_HOST is {host!r}, a name nobody knows: give an address of this machine"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host} port {port} ({_why(error)}): "
            "give another --port, or stop what is listening there"
        ) from None


def _why(error: OSError) -> str:
    """In the system's words; asyncio puts its own before them."""
    return (os.strerror(error.errno) if error.errno else str(error)).lower()


def _url(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _content_type(body: bytes) -> str:
    return "application/json" if body[:1] in {b"{", b"["} else "text/plain"
