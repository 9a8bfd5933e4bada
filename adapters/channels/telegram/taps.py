"""Answers to a tap: the tapped message changes in place, and the button's spinner always stops."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.channels.telegram.calls import Spot, about, edit, html_of, html_text, plain, styled
from adapters.channels.telegram.cards import card_text, list_text, picture_of
from adapters.channels.telegram.keyboards import under_card, under_list
from adapters.channels.telegram.lettering import clean, cut, units
from adapters.channels.telegram.lists import listed
from bot.messages import Card, OutboundMessage, Tapped
from bot.postings import Call

MAX_NOTE = 200
ANNOUNCED = re.compile(r"(?<=[.!?] )[^.!?]{1,40}:$|(?<=[。！？])[^。！？]{1,20}：$")
LASTS_S = 140.0
"""Telegram drops a tap after 150 seconds."""


def note(message: OutboundMessage, *, alert: bool = False, silent: bool = False) -> Call:
    """A line over the chat that goes by itself, an alert to be closed, or nothing but the end of the spinner."""
    params = {"callback_query_id": message.origin["callback"]}
    text = cut(_noted(message.text), MAX_NOTE)
    shown = {"text": text, **({"show_alert": True} if alert else {})} if text and not silent else {}
    chat = message.address.chat
    return Call("answerCallbackQuery", {**params, **shown}, chat, weight=0, lasts_s=LASTS_S, repeatable=True)


def fits_note(message: OutboundMessage) -> bool:
    return units(_noted(message.text)) <= MAX_NOTE


def changes(message: OutboundMessage, tapped: Tapped, spot: Spot) -> list[Call]:
    """What a tap on a card does to the message that shows the card."""
    at, form = message.origin.get("message", ""), message.origin.get("form", "")
    if not at or form not in ("list", "card"):
        return [] if tapped.verb == "more" else anew(message, spot)
    if form == "list":
        # Of an older list nothing is known but the tapped card; what takes its place is to be seen all the same.
        old = anew(message, spot) if tapped.successor else []
        return [_list_edit(message, tapped, spot, at)] if tapped.listed else old
    if message.origin.get("photo"):
        return _picture_edits(message, tapped, spot, at)
    return [_card_edit(message, tapped.successor or tapped.card, spot, at)]


def anew(message: OutboundMessage, spot: Spot) -> list[Call]:
    """The same said in a new message, where the old one cannot be changed."""
    if not message.cards:
        return plain(spot, message.text)
    return [listed(spot, message.text, replace(message, question=""))]


def without_buttons(message: OutboundMessage, spot: Spot) -> list[Call]:
    """Our question is answered: nobody shall answer it twice."""
    at = message.origin.get("message", "")
    return [edit(spot, "editMessageReplyMarkup", at, {}, [])] if at else []


def _noted(text: str) -> str:
    """Without the words that announce what is to be seen in the message: `Noted. Instead:` → `Noted.`"""
    said = clean(text)
    return ANNOUNCED.sub("", said).strip() or said


def _list_edit(message: OutboundMessage, tapped: Tapped, spot: Spot, at: str) -> Call:
    pieces = list_text(tapped.intro, tapped.listed, message.question)
    keyboard = under_list(tapped.listed, message.buttons)
    return _or_anew(edit(spot, "editMessageText", at, html_text(pieces), keyboard), message, tapped, spot)


def _card_edit(message: OutboundMessage, card: Card, spot: Spot, at: str) -> Call:
    call = edit(spot, "editMessageText", at, html_text(card_text(card)), under_card(card))
    return _or_anew(replace(call, about=about(card)), message, message.tapped, spot)


def _picture_edits(message: OutboundMessage, tapped: Tapped, spot: Spot, at: str) -> list[Call]:
    """A picture can be changed, but not taken away: a successor without one needs a message of its own."""
    new = tapped.successor
    if new and (picture := picture_of(new)):
        media = {"type": "photo", "media": picture, "caption": html_of(card_text(new)), "parse_mode": "HTML"}
        call = edit(spot, "editMessageMedia", at, {"media": media}, under_card(new))
        # Refused for its picture, or for the old message: either way the new card is to be seen.
        return [replace(call, about=about(new), fallback=styled(spot, card_text(new), under_card(new), new))]
    caption = {"caption": html_of(card_text(tapped.card)), "parse_mode": "HTML"}
    marked = edit(spot, "editMessageCaption", at, caption, under_card(tapped.card))
    marked = replace(marked, about=about(tapped.card))
    if new:
        return [marked, styled(spot, card_text(new), under_card(new), new)]
    return [_or_anew(marked, message, tapped, spot)]


def _or_anew(call: Call, message: OutboundMessage, tapped: Tapped | None, spot: Spot) -> Call:
    """After `more` a new list follows anyway."""
    said = [] if tapped and tapped.verb == "more" else anew(message, spot)
    return replace(call, fallback=said[0] if said else None)
