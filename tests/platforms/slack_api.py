"""A fake Slack on loopback, strict and able to fail: Web API, response addresses, signed POSTs and Socket Mode.

async with SlackApi.serving() as api:
    ana, films = api.person("ana"), api.channel("films")
    api.push.request_url = …            # where the bot takes POSTs; empty: Socket Mode
    …                                   # start the bot with api.bot_token, api.app_token and api.api_url
    ana.command("/recommend", "something like Heat", films)
    card = await ana.sees("Collateral", films)
    ana.tap("Like", card)
    api.faults.add(Fault("throttled", "chat.postMessage", retry_after=2))
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.platforms import slack_rules as rules
from tests.platforms.changing import Changing
from tests.platforms.faults import AFTER, Called, Fault, Faults, answered
from tests.platforms.slack_methods import METHODS, NO_JSON, needed_scope
from tests.platforms.slack_people import Person
from tests.platforms.slack_push import Push
from tests.platforms.slack_rules import Refusal
from tests.platforms.slack_workspace import APP, BOT_USER, TEAM, Channel, Workspace

BOT_TOKEN = "-".join(("xoxb", "1" * 12, "2" * 12, "b0T" * 8))
APP_TOKEN = "-".join(("xapp", "1", APP, "3" * 12, "aPp" * 8))
SIGNING_SECRET = "5ec4e7" * 5 + "00"
"""Shaped like real ones."""

JSON_PARAMS = ("blocks", "view", "attachments", "metadata", "files", "prompts")
SUBSCRIBED = {"message.im", "app_mention", "app_home_opened", "reaction_added", "reaction_removed"}


GRANTED = {"app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write", "reactions:read"}


class SlackApi(Changing):
    """The server's state. All of it may be read by tests at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.bot_token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET
        self.url = ""
        self.workspace = Workspace()
        self.push = Push(SIGNING_SECRET, self.changed)
        self.faults = Faults()
        self.calls: list[Called] = []
        self.scopes = set(GRANTED)
        """What the app may do; a call that needs more is refused."""
        self.subscribed = set(SUBSCRIBED)
        """Events that the app gets to hear of."""

    @property
    def api_url(self) -> str:
        """The address to use in place of https://slack.com/api/."""
        return f"{self.url}/api/"

    @classmethod
    @asynccontextmanager
    async def serving(cls) -> AsyncIterator[SlackApi]:
        api = cls()
        app = web.Application(client_max_size=20 * 2**20)
        app.router.add_route("*", "/api/{method}", api._receive)
        app.router.add_post("/respond/{number}", api._respond)
        app.router.add_route("*", "/upload/{number}", api._upload)
        app.router.add_get("/socket", api.push.serve_socket)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield api
        finally:
            await api.push.close()
            await runner.cleanup()

    # What happens in the workspace

    def person(self, name: str = "ana") -> Person:
        number = f"U{self.workspace.number():07}"
        self.workspace.users[number] = name
        return Person(self, number, name)

    def channel(self, name: str = "films", *, member: bool = True) -> Channel:
        number = f"C{self.workspace.number():07}"
        return self.workspace.channels.setdefault(number, Channel(number, name, member=member))

    def event(self, event: dict[str, Any], number: str = "") -> str:
        """Tell the app of an event; its id."""
        number = number or f"Ev{self.workspace.number():07}"
        envelope = {
            "token": "legacy",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": number,
            "event_time": int(time.time()),
            "authorizations": [
                {"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
            ],
            "event": event,
        }
        self.push.deliver("events_api", number, envelope)
        return number

    # What tests wait for and count

    def called(self, *methods: str) -> list[Called]:
        """Calls of these methods that took effect; `respond` is one to a response address."""
        return [call for call in self.calls if call.done and call.method in methods]

    def refused(self) -> list[Called]:
        """Calls that Slack finds wrong: each one is a fault of the bot's, but for dead pictures."""
        return [call for call in self.calls if call.error and call.fault is None]

    # The server

    async def _receive(self, request: web.Request) -> web.Response:
        method, params = request.match_info["method"], await _params(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or params.pop("token", "")
        wanted = self.app_token if method == "apps.connections.open" else self.bot_token
        if token != wanted:
            return _answer(Refusal("invalid_auth" if token else "not_authed"))
        as_json = request.content_type == "application/json"
        answer = await self._performed(
            request, method, params, lambda: self._granted(method, params, as_json=as_json)
        )
        if not answer.prepared:
            answer.headers["X-OAuth-Scopes"] = ",".join(sorted(self.scopes))
        return answer

    def _granted(self, method: str, params: dict[str, Any], *, as_json: bool) -> dict[str, Any]:
        if as_json and method in NO_JSON:
            raise Refusal("invalid_arguments")
        needed = needed_scope(self, method, params)
        if needed and needed not in self.scopes:
            raise Refusal("missing_scope")
        return METHODS.get(method, _unknown)(self, params)

    async def _performed(
        self, request: web.Request, method: str, params: dict[str, Any], perform: Callable[[], dict[str, Any]]
    ) -> web.Response:
        fault = self.faults.next(method, str(params.get("channel", "")))
        status, error = 0, ""

        def done() -> web.Response:
            nonlocal status, error
            try:
                result: dict[str, Any] | Refusal = perform()
            except Refusal as refusal:
                result, error = refusal, refusal.error
            status = 200
            return _answer(result)

        try:
            answer = await answered(request, fault, done, lambda fault: lambda: _answer(_shown(fault)))
            status = answer.status
            return answer
        finally:
            hidden = fault is not None and fault.kind in AFTER
            shown = fault if not (hidden and error) else None
            self.calls.append(Called(method, params, time.monotonic(), 0 if hidden else status, shown, error))
            self.changed()

    async def _respond(self, request: web.Request) -> web.Response:
        """A response address: five uses, to say something, or to change or delete the message tapped on."""
        params = dict(await request.json())
        number = request.match_info["number"]
        return await self._performed(request, "respond", params, lambda: self._said(number, params))

    def _said(self, number: str, params: dict[str, Any]) -> dict[str, Any]:
        channel, user, message, left = self.workspace.response_urls.get(number, (None, "", None, 0))
        if channel is None:
            raise Refusal("expired_url")
        if left == 0:
            raise Refusal("used_url")
        if params.get("delete_original") and message is not None:
            message.deleted = True
        else:
            rules.message(params)
            content: dict[str, Any] = {"text": str(params.get("text") or ""), "blocks": params.get("blocks") or []}
            if params.get("replace_original") and message is not None:
                message.text, message.blocks, message.edits = content["text"], content["blocks"], message.edits + 1
            else:
                only_for = "" if params.get("response_type") == "in_channel" else user
                thread = str(params.get("thread_ts") or "")
                self.workspace.post(channel, BOT_USER, only_for=only_for, thread_ts=thread, **content)
        self.workspace.response_urls[number] = (channel, user, message, left - 1)
        return {}

    async def _upload(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        if request.content_type == "multipart/form-data":
            parts = [part for part in (await request.post()).values() if isinstance(part, FileField)]
            content = parts[0].file.read()
        else:
            content = await request.read()
        self.workspace.uploads[number] = (self.workspace.uploads[number][0], content)
        return web.Response(text=f"OK - {len(content)}")


def _unknown(_: SlackApi, __: dict[str, Any]) -> dict[str, Any]:
    raise Refusal("unknown_method")


def _shown(fault: Fault) -> Refusal:
    match fault.kind:
        case "throttled":
            return Refusal("ratelimited", retry_after=fault.retry_after)
        case "forbidden":
            return Refusal(fault.description or "channel_not_found")
        case _:
            return Refusal(fault.description or "invalid_blocks")


def _answer(result: dict[str, Any] | Refusal) -> web.Response:
    if not isinstance(result, Refusal):
        return web.json_response({"ok": True, **result})
    body: dict[str, Any] = {"ok": False, "error": result.error}
    if result.messages:
        body |= {"errors": result.messages, "response_metadata": {"messages": result.messages}}
    if result.retry_after is not None:
        return web.json_response(body, status=429, headers={"Retry-After": str(result.retry_after)})
    return web.json_response(body)


async def _params(request: web.Request) -> dict[str, Any]:
    """Of the query, a form or JSON alike."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return params | dict(await request.json())
    params |= dict(await request.post())
    for name in JSON_PARAMS:
        if isinstance(params.get(name), str) and params[name]:
            params[name] = json.loads(params[name])
    return params
