"""HTTP to a Bot API server: `Wire` for python-telegram-bot, and the transport that knows the token.

The token is put into an address below httpx, so that no client, log line or exception above ever has it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData

CONNECT_S, WRITE_S, READ_S, UPLOAD_S = 10.0, 20.0, 20.0, 60.0
CONNECTIONS = 64


class Answered(TelegramError):
    """The server answered, and it is not what was asked for."""

    def __init__(self, code: int, description: str, after: float | None = None, moved_to: int | None = None) -> None:
        super().__init__(f"{description} ({code})")
        self.code = code
        self.description = description
        self.after = after
        """Seconds to wait before the next call."""
        self.moved_to = moved_to
        """The chat's new id, when a group has become a supergroup."""


class Wire(HTTPXRequest):
    """As its base class, but an error keeps its status and parameters."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **timeouts: Any
    ) -> tuple[int, bytes]:
        code, body = await super().do_request(url, method, request_data, *args, **timeouts)
        if not 200 <= code <= 299:
            raise _answered(code, body)
        return code, body


def wire(token: str, api_url: str) -> Wire:
    transport = TokenTransport(token, proxy=_proxy(api_url), limits=httpx.Limits(max_connections=CONNECTIONS))
    return Wire(
        connection_pool_size=CONNECTIONS,
        connect_timeout=CONNECT_S,
        write_timeout=WRITE_S,
        read_timeout=READ_S,
        pool_timeout=CONNECT_S,
        media_write_timeout=UPLOAD_S,
        httpx_kwargs={"transport": transport},
    )


class TokenTransport(httpx.AsyncHTTPTransport):
    """`https://api.telegram.org/bot/getMe` → `https://api.telegram.org/bot123:ABC/getMe`, on the way out only.

    A request that could not be written raises `httpx.WriteError`, as one expects: httpcore keeps that to itself and
    goes on to read, in the hope of an answer, so it would look like one that was written and not answered.
    """

    def __init__(self, token: str, **options: Any) -> None:
        super().__init__(**options)
        self._token = token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        written, (base, _, method) = _Written(), str(request.url).rpartition("/")
        secret = httpx.Request(
            request.method,
            f"{base}{self._token}/{method}",
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "trace": written.note},
        )
        try:
            return await super().handle_async_request(secret)
        except (httpx.ReadError, httpx.RemoteProtocolError) as error:
            if not written.whole:
                raise httpx.WriteError("the connection was closed before the request was written") from error
            raise


class _Written:
    """Was the request written to its end? https://www.encode.io/httpcore/extensions/#trace"""

    whole = True

    async def note(self, event: str, _: object) -> None:
        if event in ("http11.send_request_headers.failed", "http11.send_request_body.failed"):
            self.whole = False


def _proxy(url: str) -> str | None:
    """The proxy of the environment: httpx asks for it only where no transport is given."""
    parts = urlsplit(url)
    found = getproxies()
    if proxy_bypass(parts.hostname or ""):
        return None
    return found.get(parts.scheme) or found.get("all")


def _answered(code: int, body: bytes) -> Answered:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    told = told if isinstance(told, dict) else {}
    parameters = told.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    after, moved_to = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    return Answered(
        code,
        str(told.get("description") or httpx.codes.get_reason_phrase(code) or "no reason given"),
        float(after) if isinstance(after, int | float) else None,
        moved_to if isinstance(moved_to, int) else None,
    )
