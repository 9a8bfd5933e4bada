"""A fake Telegram Bot API server on loopback, strict and able to fail.

async with BotApi.serving() as api:
    ana = api.person("Ana")
    …                                   # start the bot with api.token and api.url
    ana.say("something like Heat")
    card = await ana.sees("Collateral")
    ana.tap("Like")
    api.faults.add(Fault("throttled", chat=ana.chat_id, retry_after=2))
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.platforms.changing import Changing
from tests.platforms.faults import AFTER, Called, Fault, Faults, answered
from tests.platforms.telegram_chats import Chat, Message
from tests.platforms.telegram_flood import Flood
from tests.platforms.telegram_methods import METHODS
from tests.platforms.telegram_people import Group, Person
from tests.platforms.telegram_rules import Rejected, bad
from tests.platforms.telegram_updates import USUAL, Hook, Updates

TOKEN = "7000000001:" + "AAF" + "t3st" * 8
"""Shaped like a real one."""


@dataclass(frozen=True)
class Upload:
    filename: str
    content: bytes


class BotApi(Changing):
    """The server's state. All of it may be read by tests at any time."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.url = ""
        """The address to use in place of https://api.telegram.org."""
        self.me: dict[str, Any] = {
            "id": int(token.split(":", maxsplit=1)[0]),
            "is_bot": True,
            "first_name": "Rec",
            "username": "rec_bot",
        }
        self.chats: dict[int, Chat] = {}
        self.updates = Updates(self.changed)
        self.faults = Faults()
        self.limits: Flood | None = None
        """Flood control; none by default."""
        self.calls: list[Called] = []
        self.commands: list[dict[str, Any]] = []
        self.taps: dict[str, Message] = {}
        """Callback queries by id, with the message tapped on."""
        self.answered: dict[str, str] = {}
        """The callback queries that were answered, with the text shown."""
        self.stale: set[str] = set()
        """Queries that are too old to be answered."""
        self.inline_queries: dict[str, str] = {}
        self.inline_results: dict[str, list[dict[str, Any]]] = {}
        self.inline_messages: dict[str, Message] = {}

    @classmethod
    @asynccontextmanager
    async def serving(cls, token: str = TOKEN, port: int = 0) -> AsyncIterator[BotApi]:
        api = cls(token)
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", api._receive)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield api
        finally:
            await api.updates.close()
            await runner.cleanup()

    # What people do

    def person(self, name: str = "Ana", number: int | None = None, language: str = "en") -> Person:
        """Somebody who uses the bot, with their private chat."""
        number = 1000 + len(self.chats) if number is None else number
        self.chats[number] = Chat(number, name)
        return Person(self, number, name, language)

    def group(self, title: str = "Film club", number: int | None = None) -> Group:
        number = -100_000 - len(self.chats) if number is None else number
        self.chats[number] = Chat(number, title, "supergroup")
        return Group(self, number)

    # What tests wait for and count

    def called(self, *methods: str) -> list[Called]:
        """Calls of these methods that took effect."""
        wanted = {method.lower() for method in methods}
        return [call for call in self.calls if call.done and call.method.lower() in wanted]

    def refused(self) -> list[Called]:
        """Calls that Telegram finds wrong: each one is a fault of the bot's."""
        return [call for call in self.calls if call.status == 400 and call.fault is None]

    # What methods need

    def flood(self, chat: Chat, messages: int = 1) -> None:
        if self.limits is not None:
            self.limits.count(chat, messages)

    def file(self, params: dict[str, Any], value: Any) -> tuple[Any, bool]:
        """A file parameter, and whether it was uploaded along with the request."""
        if isinstance(value, str) and value.startswith("attach://"):
            value = params.get(value.removeprefix("attach://"))
        return value, isinstance(value, Upload)

    # The server

    async def _receive(self, request: web.Request) -> web.Response:
        method, params = request.match_info["method"], await _params(request)
        if request.match_info["token"] != self.token:
            return _answer(Rejected(401, "Unauthorized"))
        chat = str(params.get("chat_id", ""))
        fault = self.faults.next(method, chat)
        if method.lower() == "getupdates":
            return await self._get_updates(request, params, fault)
        status, error = 0, ""

        def perform() -> web.Response:
            nonlocal status, error
            answer = self._perform(method, params)
            status = answer.status
            error = "" if status == 200 else str(answer.text)
            return answer

        def refuse(fault: Fault) -> Callable[[], web.Response]:
            return lambda: _answer(_shown(fault))

        try:
            answer = await answered(request, fault, perform, refuse)
            status = answer.status
            return answer
        finally:
            # A fault after the deed is recorded with what the deed came to.
            hidden = fault is not None and fault.kind in AFTER
            done = fault if not (hidden and error) else None
            self.calls.append(Called(method, params, time.monotonic(), 0 if hidden else status, done, error))
            self.changed()

    def _perform(self, method: str, params: dict[str, Any]) -> web.Response:
        try:
            match method.lower():
                case "setwebhook":
                    return _answer(self._set_webhook(params))
                case "deletewebhook":
                    self.updates.set_hook(None, drop=bool(params.get("drop_pending_updates")))
                    return _answer(True)  # noqa: FBT003  # the result of the method
                case "getwebhookinfo":
                    return _answer(self._webhook_info())
                case name if name in METHODS:
                    return _answer(METHODS[name](self, params))
                case _:
                    return _answer(Rejected(404, "Not Found: method not found"))
        except Rejected as error:
            return _answer(error)

    async def _get_updates(self, request: web.Request, params: dict[str, Any], fault: Fault | None) -> web.Response:
        if "allowed_updates" in params:
            self._allow(params["allowed_updates"])
        if fault is not None:
            return await answered(request, fault, lambda: _answer([]), lambda fault: lambda: _answer(_shown(fault)))
        try:
            offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
            return _answer(await self.updates.get(offset, min(max(limit, 1), 100), float(params.get("timeout", 0))))
        except Rejected as error:
            return _answer(error)

    def _allow(self, kinds: list[str]) -> None:
        self.updates.allowed = set(kinds) or set(USUAL)

    def _set_webhook(self, params: dict[str, Any]) -> bool:
        if "allowed_updates" in params:
            self._allow(params["allowed_updates"])
        url = str(params.get("url", ""))
        if url and not url.startswith(("https://", "http://127.0.0.1")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        hook = Hook(url, str(params.get("secret_token", ""))) if url else None
        self.updates.set_hook(hook, drop=bool(params.get("drop_pending_updates")))
        self.changed()
        return True

    def _webhook_info(self) -> dict[str, Any]:
        url = self.updates.hook.url if self.updates.hook else ""
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.updates.waiting)}


def _shown(fault: Fault) -> Rejected:
    match fault.kind:
        case "throttled":
            return Rejected(429, f"Too Many Requests: retry after {fault.retry_after}", fault.retry_after)
        case "forbidden":
            return Rejected(403, fault.description or "Forbidden: bot was blocked by the user")
        case _:
            return bad(fault.description or 'can\'t parse entities: Unsupported start tag "x" at byte offset 0')


def _answer(result: Any) -> web.Response:
    if not isinstance(result, Rejected):
        return web.json_response({"ok": True, "result": result})
    body: dict[str, Any] = {"ok": False, "error_code": result.code, "description": result.description}
    if result.retry_after is not None:
        body["parameters"] = {"retry_after": result.retry_after}
    return web.json_response(body, status=result.code)


async def _params(request: web.Request) -> dict[str, Any]:
    """Of the query, a form, an upload or JSON alike; values that are JSON text are read."""
    if request.content_type == "application/json":
        return dict(request.query) | dict(await request.json())
    params: dict[str, Any] = dict(request.query)
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            params[name] = Upload(value.filename, value.file.read())
        else:
            params[name] = value
    return {name: _read(name, value) for name, value in params.items()}


JSON_PARAMS = {"reply_markup", "media", "commands", "results", "reply_parameters", "allowed_updates", "entities"}
JSON_PARAMS |= {"link_preview_options", "drop_pending_updates", "reaction", "button", "scope"}


def _read(name: str, value: Any) -> Any:
    if name not in JSON_PARAMS or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise web.HTTPBadRequest(text=f"{name} is no JSON") from None
