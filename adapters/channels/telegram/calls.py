"""Calls of the Bot API as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.channels.telegram.lettering import clean, cost, disarmed, is_visible, pages
from adapters.channels.telegram.markup import Piece, as_html
from bot.messages import SEPARATOR, Attachment, Card, OutboundMessage
from bot.postings import Call, Rate

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_PAGES = 4
TYPING_LASTS_S = 5.0
RATES: Mapping[str, Rate] = {"chat": Rate(1, 1.0), "group": Rate(20, 60.0), "all": Rate(30, 1.0)}
"""https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""
NO_LINK_PREVIEW = {"is_disabled": True}

Keyboard = list[list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message is to appear."""

    chat: str
    thread: str = ""
    reply_to: str = ""

    @property
    def params(self) -> dict[str, Any]:
        params: dict[str, Any] = {"chat_id": _id(self.chat)}
        if self.thread:
            params["message_thread_id"] = _id(self.thread)
        if self.reply_to:
            params["reply_parameters"] = {"message_id": _id(self.reply_to), "allow_sending_without_reply": True}
        return params


def spot_of(message: OutboundMessage) -> Spot:
    """In a group the answer hangs on the message that it answers; two people talk alone without that."""
    address, origin = message.address, message.origin
    hangs = is_group(address.chat) and "callback" not in origin
    return Spot(address.chat, address.thread, origin.get("message", "") if hangs else "")


def is_group(chat: str) -> bool:
    return chat.startswith("-")


def about(card: Card) -> str:
    return f"{card.slate}{SEPARATOR}{card.item.id}" if card.slate else ""


def plain(spot: Spot, text: str, keyboard: Keyboard | None = None) -> list[Call]:
    """What the bot says without cards, on as many messages as it takes; the keyboard is under the last."""
    said = [page for page in pages(disarmed(clean(text)), MAX_TEXT, MAX_PAGES) if is_visible(page)]
    calls = [_send(spot, "sendMessage", _text(page)) for page in said]
    if keyboard and calls:
        calls[-1] = with_keyboard(calls[-1], keyboard, fallback=calls[-1])
    return calls


def styled(spot: Spot, pieces: Sequence[Piece], keyboard: Keyboard, card: Card | None = None) -> Call:
    """A list, or a card without a picture; if Telegram refuses it, the same words without style and buttons."""
    simple = replace(_send(spot, "sendMessage", _text(words(pieces))), about=about(card) if card else "")
    return with_keyboard(replace(simple, params={**simple.params, **html_text(pieces)}), keyboard, fallback=simple)


def with_picture(spot: Spot, url: str, pieces: Sequence[Piece], keyboard: Keyboard, card: Card) -> Call:
    params = {"photo": url, "caption": html_of(pieces), "parse_mode": "HTML"}
    call = replace(_send(spot, "sendPhoto", params), about=about(card))
    return with_keyboard(call, keyboard, fallback=styled(spot, pieces, keyboard, card))


def edit(spot: Spot, method: str, message: str, params: Mapping[str, Any], keyboard: Keyboard) -> Call:
    """A change in place: done twice it looks as if done once. Without a keyboard the old one goes."""
    where = {"chat_id": _id(spot.chat), "message_id": _id(message)}
    call = Call(method, {**where, **params}, spot.chat, _paces(spot.chat), repeatable=True)
    return with_keyboard(call, keyboard)


def is_caption(text: str) -> bool:
    """May it stand under a file?"""
    return is_visible(text) and cost(disarmed(clean(text))) <= MAX_CAPTION


def document(spot: Spot, attachment: Attachment, caption: str = "") -> Call:
    """The file travels as text until it is sent, see `sending`."""
    # Telegram refuses an empty file.
    file = {"name": clean(attachment.name) or "file.txt", "content": clean(attachment.content) or "\n"}
    written = plain(spot, "\n".join(part for part in (caption, attachment.content) if part))
    above = {"caption": disarmed(clean(caption))} if caption else {}
    sent = _send(spot, "sendDocument", {"document": file, **above})
    return replace(sent, fallback=written[0] if written else None)


def typing(spot: Spot) -> Call:
    params = {name: value for name, value in spot.params.items() if name != "reply_parameters"}
    params["action"] = "typing"
    return Call("sendChatAction", params, spot.chat, weight=0, lasts_s=TYPING_LASTS_S, repeatable=True)


def html_text(pieces: Sequence[Piece]) -> dict[str, Any]:
    return {"text": html_of(pieces), "parse_mode": "HTML", "link_preview_options": NO_LINK_PREVIEW}


def html_of(pieces: Sequence[Piece]) -> str:
    return "\n".join(map(as_html, pieces))


def words(pieces: Sequence[Piece]) -> str:
    """Without style and buttons."""
    return "\n".join(piece.text for piece in pieces if not piece.of_buttons).rstrip()


def with_keyboard(call: Call, keyboard: Keyboard, *, fallback: Call | None = None) -> Call:
    shown = {"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {}
    return replace(call, params={**call.params, **shown}, fallback=fallback or call.fallback)


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "link_preview_options": NO_LINK_PREVIEW}


def _send(spot: Spot, method: str, params: Mapping[str, Any]) -> Call:
    return Call(method, {**spot.params, **params}, spot.chat, _paces(spot.chat))


def _paces(chat: str) -> tuple[str, ...]:
    return (f"chat:{chat}", f"group:{chat}", "all") if is_group(chat) else (f"chat:{chat}", "all")


def _id(text: str) -> int | str:
    """Numbers as numbers; a chat may also be a name."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() else text
