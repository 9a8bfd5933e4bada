"""People in a fake Slack workspace: they say, mention, command, tap, fill in, react, and look."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.platforms.slack_rules import buttons, menus, options
from tests.platforms.slack_workspace import APP, BOT_USER, TEAM, USES_OF_RESPONSE_URL, Channel, Message, View

if TYPE_CHECKING:
    from tests.platforms.slack_api import SlackApi

VERIFICATION = "legacy"


class Person:
    def __init__(self, api: SlackApi, number: str, name: str) -> None:
        self.api = api
        self.number = number
        self.name = name

    @property
    def chat(self) -> Channel:
        """Their conversation with the bot."""
        return self.api.workspace.direct(self.number)

    @property
    def home(self) -> View | None:
        return self.api.workspace.homes.get(self.number)

    def say(self, text: str, channel: Channel | None = None, thread: str = "") -> str:
        """The event's id; in a channel the bot hears of it only when it is subscribed to what is said there."""
        where = channel or self.chat
        message = self.api.workspace.post(where, self.number, text=text, thread_ts=thread)
        event = message.as_json() | {"channel": where.id, "channel_type": where.kind, "event_ts": message.ts}
        mentions = f"<@{BOT_USER}>" in text
        if where.kind != "im" and mentions:
            # Slack tells of a mention twice, under two ids, where an app listens to both.
            if "message.channels" in self.api.subscribed:
                self.api.event(event)
            event = {name: value for name, value in event.items() if name != "channel_type"} | {"type": "app_mention"}
            return self.api.event(event)
        wanted = "message.im" if where.kind == "im" else "message.channels"
        return self.api.event(event) if wanted in self.api.subscribed else ""

    def mention(self, text: str, channel: Channel, thread: str = "") -> str:
        return self.say(f"<@{BOT_USER}> {text}", channel, thread)

    def command(self, command: str, text: str = "", channel: Channel | None = None) -> str:
        """Its trigger."""
        where = channel or self.chat
        trigger = self.api.workspace.trigger(self.number)
        form = {
            "token": VERIFICATION,
            "team_id": TEAM,
            "team_domain": "club",
            "channel_id": where.id,
            "channel_name": where.name if where.kind != "im" else "directmessage",
            "user_id": self.number,
            "user_name": self.name,
            "command": command,
            "text": text,
            "api_app_id": APP,
            "response_url": self._response_url(where, None),
            "trigger_id": trigger,
        }
        self.api.push.deliver("slash_commands", trigger, form)
        return trigger

    def tap(self, button: str, message: Message | None = None, channel: Channel | None = None) -> str:
        """Tap the button with this label, action id or value on the newest message that has it; its trigger."""
        where = channel or self.chat
        mine = [one for one in where.seen_by(self.number) if one.by_bot]
        for candidate in [message] if message else reversed(mine):
            for block, shown in buttons(candidate.blocks):
                if button in (shown["text"]["text"], shown.get("action_id"), shown.get("value")):
                    return self._act(shown, block, candidate)
        raise AssertionError(f"there is no button {button!r} to tap, only {[one.labels for one in mine[-3:]]}")

    def choose(
        self, option: str, message: Message | None = None, channel: Channel | None = None, item: int = 0
    ) -> str:
        """Choose from a menu, on the newest message that has this option; `item` counts those that read alike."""
        where = channel or self.chat
        mine = [one for one in where.seen_by(self.number) if one.by_bot]
        for candidate in [message] if message else reversed(mine):
            found = [
                (menu, block, shown)
                for block, menu in menus(candidate.blocks)
                for shown in options(menu)
                if option in (shown["text"]["text"], shown["value"])
            ]
            if found:
                menu, block, shown = found[item]
                kind = {"type": menu["type"], "action_id": menu["action_id"]}
                return self._act({**kind, "selected_option": shown}, block, candidate)
        raise AssertionError(f"there is no {option!r} in a menu")

    def tap_value(self, value: str, message: Message, action: str = "forged") -> str:
        """A tap with any value at all, as a forger sends it."""
        button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "?"}, "value": value}
        return self._act(button, "", message)

    def tap_home(self, button: str) -> str:
        assert self.home is not None, "there is no Home tab"
        for block, shown in buttons(self.home.shown["blocks"]):
            if button in (shown["text"]["text"], shown.get("action_id")):
                container = {"type": "view", "view_id": self.home.id}
                return self._interact(
                    "block_actions",
                    container=container,
                    view=self.home.as_json(),
                    actions=[self._action(shown, block)],
                )
        raise AssertionError(f"there is no button {button!r} on the Home tab")

    def _act(self, button: dict[str, Any], block: str, message: Message) -> str:
        container: dict[str, Any] = {"type": "message", "message_ts": message.ts, "channel_id": message.channel.id}
        container["is_ephemeral"] = bool(message.only_for)
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        shown = {} if message.only_for else {"message": message.as_json()}
        return self._interact(
            "block_actions",
            container=container,
            channel={"id": message.channel.id, "name": message.channel.name},
            response_url=self._response_url(message.channel, message),
            state={"values": {}},
            actions=[self._action(button, block)],
            **shown,
        )

    def _action(self, button: dict[str, Any], block: str) -> dict[str, Any]:
        return {**button, "block_id": block or "b0", "action_ts": self.api.workspace.ts()}

    def shortcut(self, callback: str, message: Message | None = None) -> str:
        """A global shortcut, or one on a message."""
        if message is None:
            return self._interact("shortcut", callback_id=callback, action_ts=self.api.workspace.ts())
        return self._interact(
            "message_action",
            callback_id=callback,
            message_ts=message.ts,
            message=message.as_json(),
            channel={"id": message.channel.id, "name": message.channel.name},
            response_url=self._response_url(message.channel, message),
        )

    def view(self) -> View:
        """The modal that is open before them, the newest one."""
        mine = [one for one in self.api.workspace.views.values() if one.user == self.number and not one.closed]
        return next(one for one in reversed(mine) if one.shown["type"] == "modal")

    def submit(self, values: dict[str, Any], view: View | None = None) -> str:
        """Send the modal off; values are those of `view.state.values`. What the app answers is in `api.push.acks`."""
        shown = view or self.view()
        trigger = self._interact(
            "view_submission", view=shown.as_json() | {"state": {"values": values}}, response_urls=[]
        )
        shown.closed = True
        return trigger

    def open_home(self) -> str:
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": self.number,
            "channel": self.chat.id,
            "tab": "home",
        }
        if self.home is not None:
            event["view"] = self.home.as_json()
        return self.api.event(event | {"event_ts": self.api.workspace.ts()})

    def react(self, message: Message, name: str, *, removed: bool = False) -> str:
        item = {"type": "message", "channel": message.channel.id, "ts": message.ts}
        kind = "reaction_removed" if removed else "reaction_added"
        event = {"type": kind, "user": self.number, "reaction": name, "item": item, "item_user": message.user}
        return self.api.event(event | {"event_ts": self.api.workspace.ts()})

    def _interact(self, kind: str, **content: Any) -> str:
        trigger = self.api.workspace.trigger(self.number)
        payload = {
            "type": kind,
            "token": VERIFICATION,
            "team": {"id": TEAM, "domain": "club"},
            "user": {"id": self.number, "username": self.name, "name": self.name, "team_id": TEAM},
            "api_app_id": APP,
            "trigger_id": trigger,
            "is_enterprise_install": False,
            "enterprise": None,
            **content,
        }
        self.api.push.deliver("interactive", trigger, payload)
        return trigger

    def _response_url(self, channel: Channel, message: Message | None) -> str:
        number = f"{self.api.workspace.number()}x{time.monotonic_ns()}"
        self.api.workspace.response_urls[number] = (channel, self.number, message, USES_OF_RESPONSE_URL)
        return f"{self.api.url}/respond/{number}"

    async def sees(self, text: str, channel: Channel | None = None, seconds: float = 10) -> Message:
        """Wait for a message of the bot's that reads so, somewhere in it; the newest such one."""
        where = channel or self.chat

        def found() -> Message | None:
            mine = [one for one in where.seen_by(self.number) if one.by_bot]
            return next((one for one in reversed(mine) if text in one.reads), None)

        try:
            message: Message = await self.api.until(found, seconds)
        except TimeoutError:
            shown = [one.reads[:200] for one in where.seen_by(self.number)[-5:]]
            raise AssertionError(f"{text!r} is not shown within {seconds} s, only {shown}") from None
        return message
