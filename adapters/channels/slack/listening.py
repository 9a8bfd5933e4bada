"""What comes from Slack, by HTTP or Socket Mode, is stored and then confirmed; never the other way round.

Both ways lead through one bolt app with one middleware, which stands before bolt's own: bolt's authorization asks
Slack about the token, and while Slack has trouble it would confirm a request that nobody has seen.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.channels.slack.arriving import arrival, read_body, unreadable
from bot.arrivals import Arrival
from bot.errors import ChatRecError
from bot.ports import Accept

log = logging.getLogger(__name__)

PATH = "/slack/events"
"""Events, interactivity and the slash command all go here."""
WINDOW_S = 300.0
"""How old a signed request may be."""


class Intake:
    """Requests of Slack → `accept`, while somebody listens."""

    def __init__(self, client: AsyncWebClient, logger: logging.Logger) -> None:
        self.accept: Accept | None = None
        self._app = AsyncApp(
            name="chat-rec.slack",  # also of a logger, which bolt sets up by the one given here: not our own
            logger=logger,
            client=client,
            before_authorize=_Store(self.store),
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
        )

    @property
    def app(self) -> AsyncApp:
        return self._app

    async def take(self, body: dict[str, Any]) -> bool:
        """True when it is stored, or was before. Whatever the body holds."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=body)
        except Exception:  # noqa: BLE001 - bolt looks into bodies before anybody has seen them: ours to keep all the same
            log.warning("a request of Slack is not as documented; it is kept")
            return await self._kept(arrival(body, time.time()))
        response = await self._app.async_dispatch(request)
        return response is not None and response.status == 200

    async def store(self, body: dict[str, Any]) -> None:
        if self.accept is None:
            raise ChatRecError("nobody listens to Slack")
        await self.accept(arrival(body, time.time()))

    async def keep_unreadable(self, raw: bytes) -> bool:
        return await self._kept(unreadable(raw, time.time()))

    async def _kept(self, kept: Arrival) -> bool:
        if self.accept is None:
            return False
        try:
            await self.accept(kept)
        except ChatRecError as error:
            log.warning("a request of Slack could not be stored: %s", error)
            return False
        return True


class _Store(AsyncMiddleware):
    """bolt's only stop: it stores, answers 200 and calls nobody further."""

    def __init__(self, store: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._store = store

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - bolt's signature
    ) -> BoltResponse:
        await self._store(req.body)
        # Empty for all: it acknowledges an event, says nothing for a command, and closes a form.
        return BoltResponse(status=200, body="")


class Endpoint:
    """The port `Receive` for Slack's HTTP requests."""

    def __init__(self, intake: Intake, signing_secret: str, clock: Callable[[], float] = time.time) -> None:
        self._intake = intake
        self._secret = signing_secret.encode()
        self._clock = clock

    async def receive(self, headers: Mapping[str, str], raw: bytes) -> tuple[int, bytes]:
        """401 before a byte is parsed, unless Slack signed it; 503 when it could not be stored: Slack tries again."""
        if not signed(self._secret, headers, raw, self._clock()):
            return 401, b""
        body = read_body(raw, headers.get("content-type", ""))
        if body is None:
            return (200 if await self._intake.keep_unreadable(raw) else 503), b""
        if body.get("type") == "url_verification":
            return 200, str(body.get("challenge", "")).encode(errors="replace")
        if "ssl_check" in body:
            return 200, b""
        return (200 if await self._intake.take(body) else 503), b""


def signed(secret: bytes, headers: Mapping[str, str], raw: bytes, now: float) -> bool:
    """Did Slack sign these very bytes within five minutes? Never raises, whatever the headers hold.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(now - int(stamp)) > WINDOW_S:
        return False
    mac = hmac.new(secret, b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={mac}".encode(), signature.encode(errors="replace"))
