"""The methods of the Bot API that a fake Telegram knows: parameters in, result out, `Rejected` for what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.platforms import telegram_rules as rules
from tests.platforms.telegram_chats import Chat, Message, change
from tests.platforms.telegram_rules import Rejected, bad

if TYPE_CHECKING:
    from tests.platforms.bot_api import BotApi

Params = dict[str, Any]
Method = Callable[["BotApi", Params], Any]


def _chat(api: BotApi, params: Params) -> Chat:
    try:
        chat = api.chats[int(params.get("chat_id", ""))]
    except (KeyError, ValueError):
        raise bad("chat not found") from None
    chat.open_to_bot()
    return chat


def _place(chat: Chat, params: Params) -> Params:
    """Thread and reply of a new message."""
    reply = params.get("reply_parameters") or {}
    target = reply.get("message_id", params.get("reply_to_message_id"))
    if target is not None and (int(target) not in chat.messages or chat.messages[int(target)].deleted):
        if not reply.get("allow_sending_without_reply", params.get("allow_sending_without_reply")):
            raise bad("message to be replied not found")
        target = None
    thread = params.get("message_thread_id")
    return {
        "reply_to": None if target is None else int(target),
        "thread": None if thread is None else int(thread),
        "rows": rules.keyboard(params.get("reply_markup")),
    }


def _sent(api: BotApi, chat: Chat, params: Params, **content: Any) -> Message:
    place = _place(chat, params)
    api.flood(chat)
    message = chat.add(api.me, **content, **place)
    api.changed()
    return message


def send_message(api: BotApi, params: Params) -> Any:
    chat = _chat(api, params)
    text = rules.message_text(params)
    return _sent(api, chat, params, text=text, source=params["text"]).as_json()


def send_photo(api: BotApi, params: Params) -> Any:
    chat = _chat(api, params)
    picture, uploaded = api.file(params, params.get("photo"))
    text = rules.caption(params)
    shown = rules.photo(picture, uploaded=uploaded)
    return _sent(api, chat, params, text=text, source=params.get("caption", ""), photo=shown).as_json()


def send_document(api: BotApi, params: Params) -> Any:
    chat = _chat(api, params)
    found, uploaded = api.file(params, params.get("document"))
    if not uploaded:
        raise bad("there is no document in the request")
    text = rules.caption(params)
    message = _sent(api, chat, params, text=text, document=found.filename, content=found.content)
    return message.as_json()


def send_media_group(api: BotApi, params: Params) -> Any:
    chat = _chat(api, params)
    media = params.get("media") or []
    if not 2 <= len(media) <= 10:
        raise bad("wrong number of items in the album: 2-10 are allowed")  # in our words
    if params.get("reply_markup"):
        raise bad("reply markup is not allowed in albums")  # in our words
    shown = []
    for number, one in enumerate(media, start=1):
        picture, uploaded = api.file(params, one.get("media"))
        try:
            shown.append((rules.photo(picture, uploaded=uploaded), rules.caption(one)))
        except Rejected as error:
            raise bad(f'failed to send message #{number} with the error message "{error.description}"') from None
    place = _place(chat, params)
    api.flood(chat, len(shown))
    album = f"album-{len(chat.messages)}"
    sent = [chat.add(api.me, text=text, photo=picture, album=album, **place) for picture, text in shown]
    api.changed()
    return [message.as_json() for message in sent]


def edit_message_text(api: BotApi, params: Params) -> Any:
    if "inline_message_id" in params:
        return _edit_inline(api, params, text=rules.message_text(params))
    message = _chat(api, params).editable(params.get("message_id"))
    if message.photo or message.document:
        raise bad("there is no text in the message to edit")
    return _edited(api, message, params, text=rules.message_text(params), source=params["text"])


def edit_message_caption(api: BotApi, params: Params) -> Any:
    message = _chat(api, params).editable(params.get("message_id"))
    if not (message.photo or message.document):
        raise bad("there is no caption in the message to edit")
    return _edited(api, message, params, text=rules.caption(params), source=params.get("caption", ""))


def edit_message_media(api: BotApi, params: Params) -> Any:
    message = _chat(api, params).editable(params.get("message_id"))
    media = params.get("media") or {}
    picture, uploaded = api.file(params, media.get("media"))
    shown = rules.photo(picture, uploaded=uploaded)
    text = rules.caption(media)
    return _edited(api, message, params, photo=shown, text=text, source=media.get("caption", ""))


def edit_message_reply_markup(api: BotApi, params: Params) -> Any:
    if "inline_message_id" in params:
        return _edit_inline(api, params)
    message = _chat(api, params).editable(params.get("message_id"))
    return _edited(api, message, params)


def _edited(api: BotApi, message: Message, params: Params, **content: Any) -> Any:
    change(message, rows=rules.keyboard(params.get("reply_markup")), **content)
    api.changed()
    return message.as_json()


def _edit_inline(api: BotApi, params: Params, **content: Any) -> bool:
    message = api.inline_messages.get(params["inline_message_id"])
    if message is None:
        raise bad("MESSAGE_ID_INVALID")
    change(message, rows=rules.keyboard(params.get("reply_markup")), **content)
    api.changed()
    return True


def delete_message(api: BotApi, params: Params) -> bool:
    message = _chat(api, params).messages.get(int(params.get("message_id", 0)))
    if message is None or message.deleted:
        raise bad("message to delete not found")
    message.deleted = True
    api.changed()
    return True


def answer_callback_query(api: BotApi, params: Params) -> bool:
    number = str(params.get("callback_query_id", ""))
    if number not in api.taps or number in api.stale:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(params.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    api.answered.setdefault(number, params.get("text", ""))
    api.changed()
    return True


def answer_inline_query(api: BotApi, params: Params) -> bool:
    number = str(params.get("inline_query_id", ""))
    if number not in api.inline_queries or number in api.stale:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    rules.inline_results(params.get("results") or [])
    api.inline_results[number] = list(params.get("results") or [])
    api.changed()
    return True


def send_chat_action(api: BotApi, params: Params) -> bool:
    _chat(api, params).actions.append(str(params.get("action", "")))
    api.changed()
    return True


def send_message_draft(api: BotApi, params: Params) -> bool:
    chat = _chat(api, params)
    if chat.kind != "private":
        raise bad("message drafts can be sent to private chats only")  # in our words
    chat.drafts.append(str(params.get("text", "")))
    return True


def set_my_commands(api: BotApi, params: Params) -> bool:
    rules.commands(params.get("commands") or [])
    api.commands = list(params.get("commands") or [])
    return True


def get_chat(api: BotApi, params: Params) -> Any:
    return {**_chat(api, params).as_json(), "accent_color_id": 0, "max_reaction_count": 1}


def _yes(_: BotApi, __: Params) -> bool:
    return True


METHODS: dict[str, Method] = {
    "getme": lambda api, _: api.me | {"can_join_groups": True, "supports_inline_queries": True},
    "getchat": get_chat,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendmediagroup": send_media_group,
    "sendchataction": send_chat_action,
    "sendmessagedraft": send_message_draft,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
    "setmycommands": set_my_commands,
    "getmycommands": lambda api, _: api.commands,
    **dict.fromkeys(
        ("setmessagereaction", "setmydescription", "setmyshortdescription", "setmyname", "setchatmenubutton"), _yes
    ),
}
