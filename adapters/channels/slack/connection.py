"""The port `Platform` for Slack."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.channels.slack.arriving import text_at
from adapters.channels.slack.listening import PATH, Endpoint, Intake
from adapters.channels.slack.places import CHANNEL
from adapters.channels.slack.sending import Sender
from adapters.channels.slack.socket_mode import BAD_TOKEN, PING_S, Socket
from adapters.channels.slack.tokens import TOKEN_FILE, Rotation, Tokens
from adapters.channels.slack.translator import SlackTranslator
from bot.credentials import check_platform
from bot.errors import DeliveryError, SettingsError
from bot.ports import Accept, Front
from bot.postings import Call
from bot.settings import Settings, variable

log = logging.getLogger(__name__)

REQUEST_S = 20
"""Longest wait for an answer; Slack's own calls take a fraction of a second."""
CONNECT_S = 8
SCOPES = frozenset({
    "app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write", "reactions:read",
})  # fmt: skip
"""What the app must have been granted; the manifest in deploy/ asks for these."""
HEARTBEAT_S = 60.0


@dataclass(kw_only=True)
class SlackPlatform(SlackTranslator):
    sender: Sender
    intake: Intake
    socket: Socket | None
    by_http: bool = False
    heartbeat_s: float = HEARTBEAT_S
    who: str = ""
    """`@chat-rec in Film club`, as soon as Slack has told it."""
    lacking: frozenset[str] = frozenset()
    """Scopes that the app was not granted."""

    @property
    def described(self) -> str:
        """For people: who we are, and how updates come."""
        ways = [*(["Socket Mode"] if self.socket else []), *([f"HTTP at {PATH}"] if self.by_http else [])]
        return f"{self.who or 'out of reach so far'}, {' and '.join(ways)}"

    async def listen(self, accept: Accept) -> None:
        self.intake.accept = accept
        works: list[Coroutine[Any, Any, None]] = [self._beat(), *([self.socket.run()] if self.socket else [])]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.intake.accept = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in ended:
            task.result()

    async def send(self, call: Call) -> str:
        return await self.sender.send(call)

    async def _beat(self) -> None:
        """Notice a token that is withdrawn, and renew one that is about to expire, before a person does."""
        while True:
            await self.check_token()
            await asyncio.sleep(self.heartbeat_s)

    async def check_token(self) -> None:
        """Raises `SettingsError` when the bot's token is refused; Slack out of reach is only worth a warning."""
        tokens = self.sender.tokens
        await tokens.keep_fresh()
        try:
            answer = await self.sender.api("auth.test", {})
            self.me = text_at(answer, "user_id") or self.me
            self.who = f"@{text_at(answer, 'user')} in {text_at(answer, 'team')}"
            self._note_missing_scopes()
        except DeliveryError as error:
            reason = str(error).rpartition(" ")[2]
            if reason in BAD_TOKEN or reason == "token_expired":
                raise SettingsError(_refused(tokens, reason)) from None
            log.warning("Slack cannot be asked about the bot's token: %s", error)

    def _note_missing_scopes(self) -> None:
        lacking = SCOPES - self.sender.granted if self.sender.granted else frozenset()
        if lacking != self.lacking:
            self.lacking = lacking
            if lacking:
                told = ", ".join(sorted(lacking))
                log.warning("the Slack app lacks the scopes %s: give it the manifest again, and reinstall it", told)


def _refused(tokens: Tokens, reason: str) -> str:
    if tokens.rotation:
        name = variable("slack_refresh_token")
        return f"Slack refuses the bot's token ({reason}) and renews it no more: give a new {name}, like xoxe-1-…"
    return f"Slack refuses {variable('slack_bot_token')} ({reason}): give the bot token of the app, like xoxb-…"


@asynccontextmanager
async def connected(settings: Settings, front: Front, ping_s: float = PING_S) -> AsyncIterator[SlackPlatform]:
    """Checked, and ready to listen. Raises `SettingsError` naming the variable that is wrong."""
    check_platform(settings, CHANNEL)
    logger = _wire_log()
    # A connection is used once: one that Slack closed while it was idle would leave the next call in doubt.
    connector = aiohttp.TCPConnector(force_close=True)
    timeout = aiohttp.ClientTimeout(total=REQUEST_S, sock_connect=CONNECT_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=REQUEST_S,
            session=session,
            logger=logger,
            retry_handlers=[],
        )
        tokens = Tokens(client, settings.data_dir / TOKEN_FILE, _rotation(settings))
        await tokens.start()
        intake = Intake(client, logger)
        app_token = settings.slack_app_token.get_secret_value()
        socket = Socket(intake, client, app_token, ping_s) if app_token else None
        secret = settings.slack_signing_secret.get_secret_value()
        platform = SlackPlatform(
            settings.slack_replies,
            sender=Sender(client, session, tokens),
            intake=intake,
            socket=socket,
            by_http=bool(secret),
        )
        await platform.check_token()
        if socket:
            await socket.check()
        if secret:
            front.post(PATH, Endpoint(intake, secret).receive)
        yield platform


def _rotation(settings: Settings) -> Rotation | None:
    secret, refresh = settings.slack_client_secret.get_secret_value(), settings.slack_refresh_token.get_secret_value()
    return Rotation(settings.slack_client_id, secret, refresh) if refresh else None


class _NoSecrets(logging.Filter):
    """slack_sdk logs addresses with tickets in them, and tracebacks that repeat them."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = re.sub(r"(ticket|access_key)=[^\s&'\")]+", r"\1=(hidden)", record.getMessage())
        record.msg, record.args, record.exc_info = told.partition("\n")[0], (), None
        return True


def _wire_log() -> logging.Logger:
    """What slack_sdk and bolt have to say. Not their debug lines: those hold whole answers, new tokens included."""
    logger = logging.getLogger(f"{__name__}.wire")
    logger.setLevel(logging.INFO)
    if not logger.filters:
        logger.addFilter(_NoSecrets())
    return logger
