"""Calls made for real: the Web API through `AsyncWebClient`, response addresses, files."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.channels.slack.arriving import text_at
from adapters.channels.slack.failures import CONNECTION, of_answer, of_api, of_connection
from adapters.channels.slack.texts import escaped, pieces
from adapters.channels.slack.tokens import Tokens
from bot.errors import DeliveryError, InDoubt, Refused, TryLater, Unreachable
from bot.postings import Call

log = logging.getLogger(__name__)

RESPONSE_HOST = "hooks.slack.com"
WRITTEN_MOST = 30_000
"""Of a message that is text alone; Slack cuts at 40,000."""
RECENT_S = 60.0
SOUGHT = 200
"""How many of the latest messages are looked through for one that may have been sent."""
SINCE_S = 25 * 3600.0
"""How far back in a thread: what waited for a day is not sent any more."""
SCOPES_HEADER = "x-oauth-scopes"
AS_FORM = frozenset({"conversations.history", "conversations.replies"})
"""Methods that read; `conversations.replies` answers `invalid_arguments` to JSON."""


@dataclass
class Sender:
    client: AsyncWebClient
    session: aiohttp.ClientSession
    tokens: Tokens
    settle_s: float = 2.0
    """How long Slack gets to show a message whose answer was lost."""
    granted: frozenset[str] = frozenset()
    """The token's scopes; empty until Slack has told them."""
    _channels: dict[str, str] = field(default_factory=dict)
    """Direct message channels by person."""

    async def send(self, call: Call) -> str:
        """The id of the new message, empty when there is none."""
        try:
            return await self._made(call)
        except Unreachable as error:
            # Refused here it may be taken elsewhere: by the person alone, or at the address that came with a command.
            if call.fallback is not None and _leads_elsewhere(call):
                raise Refused(str(error)) from error
            raise

    async def _made(self, call: Call) -> str:
        match call.method:
            case "response_url":
                return await self._respond(call.params)
            case "upload":
                return await self._upload(call.params)
            case "send_text":
                return await self._send_text(call.params)
            case "chat.postMessage":
                found = await self._found(call.params) if call.doubtful else ""
                return found or await self._post(call.params)
            case method:
                return _message_id(await self.api(method, call.params))

    async def api(self, method: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Slack's answer. Raises `DeliveryError`; an expired token is renewed, and the call made once more."""
        try:
            return await self._once(method, params)
        except SlackApiError as problem:
            if not await self._renewed(problem):
                raise _logged(of_api(problem)) from None
        try:
            return await self._once(method, params)
        except SlackApiError as problem:
            raise _logged(of_api(problem)) from None

    async def _renewed(self, problem: SlackApiError) -> bool:
        data = getattr(problem.response, "data", None)
        expired = isinstance(data, Mapping) and data.get("error") in ("token_expired", "invalid_auth")
        return expired and await self.tokens.renew(self.client.token)

    async def _once(self, method: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            given = dict(params)
            asking = self.client.api_call
            response = await (asking(method, data=given) if method in AS_FORM else asking(method, json=given))
        except CONNECTION as problem:
            raise of_connection(problem) from None
        except (AttributeError, UnicodeDecodeError, ValueError):
            # The client takes `text/plain` and `null` for an answer and fails on it.
            raise InDoubt("Slack's answer cannot be read") from None
        data = response.data
        if not isinstance(data, dict):
            raise InDoubt("Slack's answer cannot be read")
        told = next((value for name, value in response.headers.items() if name.lower() == SCOPES_HEADER), "")
        self.granted = frozenset(told.replace(" ", "").split(",")) if told else self.granted
        return data

    async def _post(self, params: Mapping[str, Any]) -> str:
        try:
            return _message_id(await self.api("chat.postMessage", params))
        except InDoubt as doubt:
            return await self._sought(params, doubt)

    async def _sought(self, params: Mapping[str, Any], doubt: InDoubt) -> str:
        """Whether the message is there after all, by the key in its metadata.

        Raises `TryLater` when it is not, and the doubt itself where we may not look: that takes a history scope.
        """
        if not _key(params):
            raise doubt
        await asyncio.sleep(self.settle_s)
        try:
            messages = await self._latest(params)
        except DeliveryError:
            raise doubt from None
        if sent := _sent(messages, _key(params)):
            return sent
        # One of ours, as new, that shows no key: it may be this one, and keys not be shown here.
        if any("bot_id" in message and not _key(message) and _age(message) < RECENT_S for message in messages):
            raise doubt
        raise TryLater("the message did not arrive")

    async def _found(self, params: Mapping[str, Any]) -> str:
        """The id of the message if it is there; empty also where we may not look: it is better said twice than lost.

        Raises `TryLater` while Slack cannot be asked.
        """
        if not _key(params):
            return ""
        try:
            return _sent(await self._latest(params), _key(params))
        except TryLater:
            raise
        except DeliveryError:
            return ""

    async def _latest(self, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The latest messages where this one belongs."""
        thread = params.get("thread_ts")
        where = {"channel": params["channel"], "limit": SOUGHT, "include_all_metadata": True}
        # Of a thread the oldest messages come first, so only what is new is asked for.
        since = {"ts": thread, "oldest": f"{time.time() - SINCE_S:.6f}"} if thread else {}
        answer = await self.api("conversations.replies" if thread else "conversations.history", where | since)
        return [message for message in answer.get("messages") or [] if isinstance(message, dict)]

    async def _respond(self, params: Mapping[str, Any]) -> str:
        url, body = params["url"], {name: value for name, value in params.items() if name != "url"}
        if not self._may_post_to(url):
            raise Refused("the response address is not Slack's")
        try:
            async with self.session.post(url, json=body, allow_redirects=False, proxy=self.client.proxy) as response:
                text = await response.text(errors="replace")
        except CONNECTION as problem:
            raise of_connection(problem) from None
        data = _parsed(text)
        if response.status == 200 and (data is None or data.get("ok", True)):
            return ""
        raise _final(of_answer(response.status, response.headers, data))

    def _may_post_to(self, url: str) -> bool:
        """Only what Slack itself gave out may receive what we say."""
        parts, api = urlsplit(url), urlsplit(self.client.base_url)
        if parts.scheme == "https" and parts.netloc == RESPONSE_HOST:
            return True
        return api.hostname != "slack.com" and (parts.scheme, parts.netloc) == (api.scheme, api.netloc)

    async def _upload(self, params: Mapping[str, Any]) -> str:
        """A file in the person's direct messages."""
        channel = await self._direct(params["user"])
        try:
            await self.client.files_upload_v2(channel=channel, filename=params["name"], content=params["content"])
        except SlackApiError as problem:
            raise _final(of_api(problem)) from None
        except SlackRequestError:
            raise Refused("Slack did not take the file") from None
        except CONNECTION as problem:
            raise of_connection(problem) from None
        except (AttributeError, TypeError, ValueError):
            raise Refused("Slack's answer about the file cannot be read") from None
        return ""

    async def _direct(self, user: str) -> str:
        if user not in self._channels:
            opened = await self.api("conversations.open", {"users": user})
            self._channels[user] = opened["channel"]["id"]
        return self._channels[user]

    async def _send_text(self, params: Mapping[str, Any]) -> str:
        """What a file would have said, as messages."""
        first = ""
        for part in pieces(params["content"], WRITTEN_MOST):
            posted = await self.api(
                "chat.postMessage",
                {"channel": params["user"], "text": escaped(part), "mrkdwn": False, "unfurl_links": False},
            )
            first = first or _message_id(posted)
        return first


def _sent(messages: Iterable[Mapping[str, Any]], key: str) -> str:
    """The id of the message with this key, empty when it is not among them."""
    return next((_message_id(message) for message in messages if _key(message) == key), "")


def _leads_elsewhere(call: Call) -> bool:
    here, then = _destination(call), call.fallback
    while then is not None:
        if _destination(then) != here:
            return True
        then = then.fallback
    return False


def _destination(call: Call) -> tuple[str, object]:
    return ("url", "") if call.method == "response_url" else (call.method, call.params.get("channel"))


def _final(error: DeliveryError) -> DeliveryError:
    """For a way that has another behind it: gone is refused."""
    return Refused(str(error)) if isinstance(error, Unreachable) else error


def _logged(error: DeliveryError) -> DeliveryError:
    if "token" in str(error) or "missing_scope" in str(error):
        log.error("%s; check the app's tokens and scopes", error)
    return error


def _message_id(answer: Mapping[str, Any]) -> str:
    ts = answer.get("ts") or ""
    return ts if isinstance(ts, str) else ""


def _age(message: Mapping[str, Any]) -> float:
    try:
        return time.time() - float(message.get("ts", 0))
    except (TypeError, ValueError):
        return 0.0


def _key(holder: Mapping[str, Any]) -> str:
    return text_at(holder, "metadata", "event_payload", "key")


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
