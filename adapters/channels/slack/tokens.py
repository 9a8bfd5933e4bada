"""The bot's token, kept fresh where Slack rotates it: renewed twelve-hourly, and kept in the data folder."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.channels.slack.failures import CONNECTION

log = logging.getLogger(__name__)

TOKEN_FILE = "slack_token.json"  # noqa: S105  # a file's name, not a secret
MARGIN_S = 3600.0
"""A token is renewed that long before it expires; Slack's last twelve hours."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the app's page says, all three parts of it."""

    client_id: str
    client_secret: str
    refresh_token: str
    """The first one, as the operator gave it."""


@dataclass
class Tokens:
    client: AsyncWebClient
    """Its `token` is the one in use."""
    path: Path
    rotation: Rotation | None = None
    clock: Callable[[], float] = time.time
    expires_at: float = 0.0
    """Seconds since the epoch; 0: unknown."""
    refused: str = ""
    """Why Slack renews nothing any more."""
    _refresh: str = ""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Take up the token that was kept; renew it unless it is good for a while."""
        if self.rotation is None:
            return
        self._refresh = self.rotation.refresh_token
        self._take_up()
        await self.keep_fresh()

    async def keep_fresh(self) -> None:
        """Renew the token if it is about to expire."""
        if self.rotation is not None and self.clock() > self.expires_at - MARGIN_S:
            await self.renew(self.client.token)

    async def renew(self, stale: str | None) -> bool:
        """Get a token in place of a stale one; False when there is none to be had now."""
        if self.rotation is None:
            return False
        async with self._turn:
            if self.client.token != stale:
                return True
            # A refresh token can be used once; another process may have done so and kept the new one.
            if self._take_up() and self.client.token != stale and self.clock() < self.expires_at - MARGIN_S:
                return True
            return await self._ask(self.rotation)

    async def _ask(self, rotation: Rotation) -> bool:
        # Without our token: Slack would look at that first, and it may have expired.
        asking = AsyncWebClient(
            base_url=self.client.base_url,
            session=self.client.session,
            logger=self.client.logger,
            retry_handlers=[],
            timeout=self.client.timeout,
        )
        form = {
            "client_id": rotation.client_id,
            "client_secret": rotation.client_secret,
            "grant_type": "refresh_token",
            "refresh_token": self._refresh,
        }
        try:
            # Its own `oauth_v2_access` uses what aiohttp has deprecated.
            answer = await asking.api_call("oauth.v2.access", data=form)
        except SlackApiError as problem:
            data = getattr(problem.response, "data", None)
            self.refused = str(data.get("error", "")) if isinstance(data, Mapping) else ""
            # No traceback: it would repeat Slack's answer.
            log.error("Slack did not renew the bot's token: %s", self.refused or "no reason given")  # noqa: TRY400
            return False
        except (*CONNECTION, AttributeError, ValueError) as problem:
            log.warning("Slack could not be asked to renew the bot's token: %s", type(problem).__name__)
            return False
        return isinstance(answer.data, dict) and self._use(answer.data)

    def _use(self, answer: Mapping[str, Any]) -> bool:
        token, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not isinstance(token, str) or not isinstance(refresh, str):
            return False
        self.refused = ""
        self.client.token, self._refresh = token, refresh
        self.expires_at = self.clock() + float(answer.get("expires_in") or 43200)
        self._keep()
        log.info("the bot's token was renewed")
        return True

    def _take_up(self) -> bool:
        """The tokens in the file, if they descend from the one that the operator gave."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            if kept["descends_from"] != self._ancestor() or not kept["access_token"] or not kept["refresh_token"]:
                return False
            self.client.token, self._refresh = str(kept["access_token"]), str(kept["refresh_token"])
            self.expires_at = float(kept["expires_at"])
        except FileNotFoundError:
            return False
        except (OSError, ValueError, TypeError, LookupError):
            log.warning("%s cannot be read: delete it", self.path)
            return False
        return True

    def _keep(self) -> None:
        """Whole or not at all, and for nobody else to read."""
        kept = {
            "access_token": self.client.token,
            "refresh_token": self._refresh,
            "expires_at": self.expires_at,
            "descends_from": self._ancestor(),
        }
        made = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(kept, file)
                file.flush()
                os.fsync(file.fileno())
            made.replace(self.path)
        except OSError as error:
            log.warning("%s cannot be written (%s): after a restart Slack will refuse us", self.path, error.strerror)
        finally:
            made.unlink(missing_ok=True)

    def _ancestor(self) -> str:
        return hashlib.sha256(self.rotation.refresh_token.encode()).hexdigest() if self.rotation else ""
