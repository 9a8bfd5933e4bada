"""The methods of Slack's Web API that the fake knows: parameters in, result out, `Refusal` for what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.platforms import slack_rules as rules
from tests.platforms.slack_rules import Refusal
from tests.platforms.slack_workspace import APP, BOT, BOT_USER, TEAM, Message

if TYPE_CHECKING:
    from tests.platforms.slack_api import SlackApi

Params = dict[str, Any]
Result = dict[str, Any]
Method = Callable[["SlackApi", Params], Result]


def auth_test(api: SlackApi, _: Params) -> Result:
    known = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "app_id": APP}
    return {"url": f"{api.url}/", "team": "Film club", "user": "rec", "is_enterprise_install": False} | known


def _content(params: Params) -> Params:
    rules.message(params)
    text = str(params.get("text") or "")[:40_000]
    return {"text": text, "blocks": params.get("blocks") or [], "metadata": params.get("metadata") or {}}


def post_message(api: SlackApi, params: Params) -> Result:
    channel = api.workspace.writable(params.get("channel"))
    content = _content(params)
    message = api.workspace.post(channel, BOT_USER, thread_ts=str(params.get("thread_ts") or ""), **content)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}


def post_ephemeral(api: SlackApi, params: Params) -> Result:
    channel = api.workspace.channel(params.get("channel"))
    user = str(params.get("user") or "")
    if user not in api.workspace.users:
        raise Refusal("user_not_in_channel")
    content = _content(params)
    thread = str(params.get("thread_ts") or "")
    message = api.workspace.post(channel, BOT_USER, only_for=user, thread_ts=thread, **content)
    return {"message_ts": message.ts}


def _own(api: SlackApi, params: Params) -> Message:
    message = api.workspace.channel(params.get("channel")).messages.get(str(params.get("ts")))
    if message is None or message.deleted or message.only_for:
        raise Refusal("message_not_found")
    if not message.by_bot:
        raise Refusal("cant_update_message")
    return message


def update(api: SlackApi, params: Params) -> Result:
    message = _own(api, params)
    for name, value in _content(params).items():
        setattr(message, name, value)
    message.edits += 1
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": message.as_json()}


def delete(api: SlackApi, params: Params) -> Result:
    message = _own(api, params)
    message.deleted = True
    return {"channel": message.channel.id, "ts": message.ts}


def conversations_open(api: SlackApi, params: Params) -> Result:
    users = str(params.get("users") or "")
    if users not in api.workspace.users:
        raise Refusal("user_not_found")
    return {"channel": {"id": api.workspace.direct(users).id}}


def conversations_info(api: SlackApi, params: Params) -> Result:
    channel = api.workspace.channel(params.get("channel"))
    kind = {"is_im": channel.kind == "im", "is_channel": channel.kind != "im", "is_member": channel.member}
    return {"channel": {"id": channel.id, "name": channel.name, **kind}}


def conversations_history(api: SlackApi, params: Params) -> Result:
    """Newest first; of a thread, oldest first with what it hangs on."""
    channel, thread = api.workspace.channel(params.get("channel")), params.get("ts")
    metadata = str(params.get("include_all_metadata")).lower() in ("1", "true")
    shown = [
        one.as_json() | ({"metadata": one.metadata} if metadata and one.metadata else {})
        for one in channel.messages.values()
        if not one.deleted and not one.only_for and (thread is None or thread in (one.ts, one.thread_ts))
        if one.ts == thread or float(one.ts) >= float(params.get("oldest") or 0)
    ]
    limit = int(params.get("limit") or 100)
    return {"messages": shown[:limit] if thread else shown[::-1][:limit], "has_more": False}


def users_info(api: SlackApi, params: Params) -> Result:
    user = str(params.get("user") or "")
    if user not in api.workspace.users:
        raise Refusal("user_not_found")
    return {"user": {"id": user, "name": api.workspace.users[user], "locale": "en-US", "is_bot": user == BOT_USER}}


def views_open(api: SlackApi, params: Params) -> Result:
    shown = params.get("view") or {}
    rules.view(shown)
    view = api.workspace.open_view(api.workspace.spend(params.get("trigger_id")), shown)
    return {"view": view.as_json()}


def views_update(api: SlackApi, params: Params) -> Result:
    view = api.workspace.views.get(str(params.get("view_id")))
    if view is None or view.closed:
        raise Refusal("not_found")
    rules.view(params.get("view") or {})
    view.shown, view.hash = params["view"], str(int(view.hash) + 1)
    return {"view": view.as_json()}


def views_publish(api: SlackApi, params: Params) -> Result:
    user = str(params.get("user_id") or "")
    if user not in api.workspace.users:
        raise Refusal("user_not_found")
    rules.view(params.get("view") or {})
    return {"view": api.workspace.open_view(user, params["view"]).as_json()}


def get_upload_url(api: SlackApi, params: Params) -> Result:
    number = f"F{api.workspace.number():07}"
    if not params.get("filename") or int(params.get("length") or 0) < 1:
        raise Refusal("invalid_arguments")
    api.workspace.uploads[number] = (str(params["filename"]), b"")
    return {"upload_url": f"{api.url}/upload/{number}", "file_id": number}


def complete_upload(api: SlackApi, params: Params) -> Result:
    files = params.get("files") or []
    for one in files:
        name, content = api.workspace.uploads.get(one.get("id"), ("", b""))
        if not content:
            raise Refusal("file_not_found")
        if params.get("channel_id"):
            channel = api.workspace.writable(params["channel_id"])
            text, thread = str(params.get("initial_comment") or ""), str(params.get("thread_ts") or "")
            api.workspace.post(channel, BOT_USER, text=text, file=name, content=content, thread_ts=thread)
    return {"files": [{"id": one["id"], "title": one.get("title", "")} for one in files]}


def connections_open(api: SlackApi, _: Params) -> Result:
    return {"url": api.push.ticket(api.url.replace("http://", "ws://"))}


def _nothing(_: SlackApi, __: Params) -> Result:
    return {}


NO_JSON = {"conversations.replies"}
"""Methods that find no parameters in JSON."""
SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "conversations.info": "im:read",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "reactions.add": "reactions:write",
    "assistant.threads.setStatus": "chat:write",
}
"""What the app must have been granted; for history see `needed_scope`."""


def needed_scope(api: SlackApi, method: str, params: Params) -> str:
    """Empty: none. History takes another one for each kind of conversation."""
    if method in ("conversations.history", "conversations.replies"):
        return "im:history" if api.workspace.channel(params.get("channel")).kind == "im" else "channels:history"
    return SCOPES.get(method, "")


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "conversations.open": conversations_open,
    "conversations.info": conversations_info,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_history,
    "users.info": users_info,
    "views.open": views_open,
    "views.push": views_open,
    "views.update": views_update,
    "views.publish": views_publish,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "apps.connections.open": connections_open,
    "api.test": _nothing,
    "reactions.add": _nothing,
    "assistant.threads.setStatus": _nothing,
    "assistant.threads.setSuggestedPrompts": _nothing,
    "assistant.threads.setTitle": _nothing,
}
