"""Socket Mode: a connection that is watched, and made anew when it falls silent.

slack_sdk's client mends most breaks by itself: it sends a ping each `ping_s`, aiohttp closes a socket that leaves
one unanswered for half of that, and the client then connects again. But it retries for ever with an address that is
good once and for half a minute, so after an outage it never comes back (slackapi/bolt-python#945, #1529). Hence a
watch from outside: a client that has not been connected for three pings is thrown away, and a new one made.
With pings of 10 s a dead socket is noticed after 15 s, and a lost client after 45 s.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.channels.slack.failures import CONNECTION
from adapters.channels.slack.listening import Intake
from bot.errors import SettingsError
from bot.settings import variable

log = logging.getLogger(__name__)

PING_S = 10.0
LOST_PINGS = 3
CONNECT_S = 30.0
LONGEST_PAUSE_S = 30.0
BAD_TOKEN = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type", "missing_scope",
    "no_permission", "forbidden_team",
})  # fmt: skip


class Handler(AsyncSocketModeHandler):
    """bolt's, except that it confirms only what is stored, and loses nothing that bolt cannot read."""

    def __init__(self, intake: Intake, **options: Any) -> None:
        super().__init__(intake.app, **options)
        self._intake = intake

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        body = req.payload if isinstance(req.payload, dict) else {"type": req.type, "unreadable": req.payload}
        if await self._intake.take(body):
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))


@dataclass
class Socket:
    """Stays connected until it is cancelled. Raises `SettingsError` when the app-level token is refused."""

    intake: Intake
    client: AsyncWebClient
    app_token: str
    ping_s: float = PING_S
    _first: str = ""

    async def check(self) -> None:
        """Ask for the first address already. Raises `SettingsError` when the app-level token is refused."""
        self._first = await self._address()

    async def run(self) -> None:
        troubles = 0
        while True:
            url, self._first = self._first or await self._address(), ""
            if url and await self._stay(url):
                troubles = 0
            troubles += 1
            await asyncio.sleep(min(LONGEST_PAUSE_S, 2.0 ** min(troubles, 10) / 4) * random.uniform(0.5, 1.0))

    async def _address(self) -> str:
        """Where to connect; empty when Slack does not say."""
        try:
            answer = await self.client.apps_connections_open(app_token=self.app_token)
        except SlackApiError as problem:
            data = getattr(problem.response, "data", None)
            error = str(data.get("error", "")) if isinstance(data, dict) else ""
            if error in BAD_TOKEN:
                raise SettingsError(
                    f"Slack refuses {variable('slack_app_token')} ({error}): "
                    "give an app-level token with the scope connections:write, like xapp-…"
                ) from None
            log.warning("Slack gives no connection: %s", error or "no reason given")
            return ""
        except (*CONNECTION, AttributeError, ValueError) as problem:
            log.warning("Slack is out of reach: %s", type(problem).__name__)
            return ""
        url = answer.get("url")
        return url if isinstance(url, str) else ""

    async def _stay(self, url: str) -> bool:
        """Connect and stay until the connection is lost; True when there was one."""
        handler = Handler(
            self.intake,
            app_token=self.app_token,
            logger=self.client.logger,
            web_client=self.client,
            ping_interval=self.ping_s,
        )
        handler.client.wss_uri = url
        try:
            async with asyncio.timeout(CONNECT_S):
                await handler.client.connect()  # type: ignore[no-untyped-call]  # slack_sdk's
            log.info("connected to Slack")
            await self._watch(handler.client)
        except TimeoutError:
            log.warning("no connection to Slack within %g s", CONNECT_S)
            return False
        finally:
            await _closed(handler)
        log.warning("the connection to Slack is lost; making a new one")
        return True

    async def _watch(self, client: SocketModeClient) -> None:
        lost = 0
        while lost < LOST_PINGS:
            await asyncio.sleep(self.ping_s)
            lost = 0 if await client.is_connected() else lost + 1


async def _closed(handler: Handler) -> None:
    tasks = (
        handler.client.message_processor,
        handler.client.current_session_monitor,
        handler.client.message_receiver,
    )
    try:
        async with asyncio.timeout(5):
            await handler.client.close()  # type: ignore[no-untyped-call]  # slack_sdk's
    except (*CONNECTION, TimeoutError) as problem:
        log.info("the old connection did not close: %s", type(problem).__name__)
        await handler.client.aiohttp_client_session.close()
    finally:
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
