"""What an update says: `parsed`. Pure; raises nothing but `BadUpdate`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from adapters.channels.telegram import reading
from adapters.channels.telegram.arriving import CHANNEL, inline_chat
from adapters.channels.telegram.keyboards import form_of
from adapters.channels.telegram.reading import Fields
from adapters.channels.telegram.wording import Me, addressed_to, in_plain, said, without_name
from bot.errors import BadUpdate
from bot.messages import Address, InboundMessage
from recommender.schema import UserId

WORDLESS = (
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "animation",
    "document",
    "sticker",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "story",
    "game",
    "paid_media",
    "checklist",
)
"""A message that has one of these is said to us; without words or these it only tells what happened in the chat."""
LIKES = frozenset("👍❤🔥👏🎉🤩🥰😍💯🏆⚡👌💘😘🤗🆒🫡🤝")
DISLIKES = frozenset("👎💩🤮🥱😡🤬💔🤡😴🖕🙈")
VARIATION = "\ufe0f"


def parsed(payload: str, me: Me) -> InboundMessage | None:
    """None when it is none of our business."""
    update = _loaded(payload)
    key = f"tg:{reading.needed(update, 'update_id')}"
    if message := reading.part(update, "message"):
        return _message(key, message, me)
    if tap := reading.part(update, "callback_query"):
        return _tap(key, tap)
    if query := reading.part(update, "inline_query"):
        return _typed(key, query)
    if change := reading.part(update, "message_reaction"):
        return _reaction(key, change)
    return None


def _loaded(payload: str) -> Fields:
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError):
        raise BadUpdate("the update is not JSON: look at who posts to the webhook") from None
    if not isinstance(update, dict):
        raise BadUpdate("the update is not an object: look at who posts to the webhook")
    return update


def _message(key: str, message: Fields, me: Me) -> InboundMessage | None:
    kind = reading.text(reading.part(message, "chat"), "type")
    sender = reading.part(message, "from")
    if kind == "channel" or reading.flag(sender, "is_bot") or _is_ours(reading.part(message, "via_bot"), me):
        return None
    if not sender or not (said(message) or any(name in message for name in WORDLESS)):
        return None
    heard = _heard(message, me, in_group=kind in ("group", "supergroup"))
    if heard is None:
        return None
    at = str(reading.needed(message, "message_id"))
    return InboundMessage(
        key,
        _address(message, sender),
        text=in_plain(heard),
        sent_at=float(reading.number(message, "date")),
        locale=reading.text(sender, "language_code"),
        regarding=_regarding(message, me),
        public=kind in ("group", "supergroup"),
        origin={"message": at},
    )


def _heard(message: Fields, me: Me, *, in_group: bool) -> str | None:
    """The words meant for us. In a group that is a command, a mention of us or a reply to us; else None."""
    text, mentioned = without_name(message, me)
    command = addressed_to(text, me)
    if in_group and not me.username and "@" in said(message):
        raise BadUpdate("the bot does not know its own name yet, so it cannot tell who is meant: retry it later")
    if command is False and not mentioned:
        return None
    wanted = not in_group or mentioned or bool(command) or bool(_regarding(message, me))
    if mentioned and not text and not any(name in message for name in WORDLESS):
        return "/help"  # our name and nothing else
    # A picture in a group says nothing to us, even as a reply.
    return text if wanted and (text or mentioned or not in_group) else None


def _regarding(message: Fields, me: Me) -> str:
    """In a forum each message is a reply to the one that opened the topic: that is none to us."""
    earlier = reading.part(message, "reply_to_message")
    if not _is_ours(reading.part(earlier, "from"), me) or "forum_topic_created" in earlier:
        return ""
    return str(reading.needed(earlier, "message_id"))


def _tap(key: str, tap: Fields) -> InboundMessage | None:
    token, message = reading.text(tap, "data"), reading.part(tap, "message")
    if not token:
        return None
    sender = reading.part(tap, "from")
    origin = {"callback": reading.text(tap, "id"), **(_tapped_at(message, token) if message else {})}
    address = _address(message, sender) if message else _inline(sender)
    return InboundMessage(key, address, locale=reading.text(sender, "language_code"), token=token, origin=origin)


def _tapped_at(message: Fields, token: str) -> Mapping[str, str]:
    """Which message it was, and what kind; unknown for one that Telegram shows no more of (date 0)."""
    found = {"message": str(reading.needed(message, "message_id"))}
    rows: Any = reading.part(message, "reply_markup").get("inline_keyboard")
    buttons = [button for row in rows if isinstance(row, list) for button in row] if isinstance(rows, list) else []
    labels = {str(button.get("text")): button.get("callback_data") for button in buttons if isinstance(button, dict)}
    tapped = next((label for label, data in labels.items() if data == token), "")
    if form := form_of(list(labels), tapped):
        found["form"] = form
    if "photo" in message:
        found["photo"] = "1"
    return found


def _typed(key: str, query: Fields) -> InboundMessage | None:
    """Before the first letter is typed, what the person may like is offered."""
    sender, text = reading.part(query, "from"), reading.text(query, "query").strip() or "/recommend"
    origin = {"inline": reading.text(query, "id")}
    locale = reading.text(sender, "language_code")
    return InboundMessage(key, _inline(sender), text=text, locale=locale, preview=True, origin=origin)


def _reaction(key: str, change: Fields) -> InboundMessage | None:
    """Only what was put on, not what was taken off; nobody is named when a whole chat reacts."""
    sender = reading.part(change, "user")
    before = {reading.text(each, "emoji") for each in reading.listed(change, "old_reaction")}
    added = [reading.text(each, "emoji") for each in reading.listed(change, "new_reaction")]
    verbs = [verb for emoji in added if emoji not in before and (verb := _verb(emoji))]
    if not verbs or not sender or reading.flag(sender, "is_bot"):
        return None
    return InboundMessage(
        key,
        _address(change, sender),
        sent_at=float(reading.number(change, "date")),
        locale=reading.text(sender, "language_code"),
        regarding=str(reading.needed(change, "message_id")),
        reaction=verbs[-1],
    )


def _verb(emoji: str) -> str:
    letter = emoji.replace(VARIATION, "")
    return "like" if letter in LIKES else "dislike" if letter in DISLIKES else ""


def _is_ours(sender: Fields, me: Me) -> bool:
    return bool(sender) and reading.number(sender, "id") == me.id


def _address(message: Fields, sender: Fields) -> Address:
    thread = reading.number(message, "message_thread_id") if reading.flag(message, "is_topic_message") else 0
    chat = reading.needed(reading.part(message, "chat"), "id")
    return Address(CHANNEL, str(chat), _user(sender), str(thread) if thread else "")


def _inline(sender: Fields) -> Address:
    return Address(CHANNEL, inline_chat(str(reading.needed(sender, "id"))), _user(sender))


def _user(sender: Fields) -> UserId:
    return UserId(f"{CHANNEL}:{reading.needed(sender, 'id')}")
