"""A reply as calls of the Bot API: `rendered`."""

from __future__ import annotations

from typing import Literal

from adapters.channels.telegram.calls import (
    Spot,
    document,
    is_caption,
    is_group,
    plain,
    spot_of,
    styled,
    typing,
    with_picture,
)
from adapters.channels.telegram.cards import card_text, picture_of
from adapters.channels.telegram.keyboards import under_card, under_question
from adapters.channels.telegram.lists import listed
from adapters.channels.telegram.previews import preview
from adapters.channels.telegram.taps import changes, fits_note, note, without_buttons
from bot.messages import Card, OutboundMessage
from bot.postings import Call

CardsForm = Literal["auto", "photos", "list"]


def rendered(message: OutboundMessage, form: CardsForm) -> list[Call]:
    """The calls that show it, in order. Whatever the cards hold, Telegram accepts them."""
    if message.thinking:
        known = message.origin.keys() & {"callback", "inline"}
        return [] if known else [typing(spot_of(message))]
    if "inline" in message.origin:
        return [preview(message)]
    if "callback" in message.origin:
        return _answered(message, form)
    return _said(message, form)


def _answered(message: OutboundMessage, form: CardsForm) -> list[Call]:
    """A tap that may not be used, and a short reason asked for, need no new message."""
    spot, tapped = spot_of(message), message.tapped
    if message.undone or message.address.chat.startswith("inline"):  # or a tap in a chat that we are not in
        return [note(message, alert=True)]
    if tapped is None:
        return _without_card(message, form, spot)
    match tapped.verb:
        case "why" if fits_note(message):
            return [note(message, alert=True)]
        case "why":
            return [note(message, silent=True), *plain(spot, message.text)]
        case "more":
            return [note(message, silent=True), *changes(message, tapped, spot), *_said(message, form)]
        case _:
            changed = changes(message, tapped, spot)
            anew = any(call.method == "sendMessage" for call in changed[:1])
            return [note(message, silent=anew), *changed]


def _without_card(message: OutboundMessage, form: CardsForm, spot: Spot) -> list[Call]:
    """A tap on the answer to our question, or on something that we no longer know."""
    match message.origin.get("form", ""):
        case "answer":
            return [note(message, silent=True), *without_buttons(message, spot), *_said(message, form)]
        case place if place == "mixed" or message.cards or message.attachments:
            return [note(message, silent=True), *_said(message, form)]
        case _:
            return [note(message, alert=True)]


def _said(message: OutboundMessage, form: CardsForm) -> list[Call]:
    spot = spot_of(message)
    if message.attachments and not message.cards and not message.buttons and is_caption(message.text):
        first, *others = message.attachments
        return [document(spot, first, message.text), *(document(spot, other) for other in others)]
    shown = _shown(message, form, spot)
    return [*shown, *(document(spot, attachment) for attachment in message.attachments)]


def _shown(message: OutboundMessage, form: CardsForm, spot: Spot) -> list[Call]:
    if not message.cards:
        return plain(spot, message.text, under_question(message.buttons))
    intro = message.text.removesuffix(message.question).rstrip()
    if is_group(spot.chat) or not _one_by_one(message.cards, form):
        return [listed(spot, intro, message)]
    answers = under_question(message.buttons)
    head = plain(spot, intro, None if message.question else answers)
    tail = plain(spot, message.question, answers)
    return [*head, *(_card(spot, card) for card in message.cards), *tail]


def _one_by_one(cards: tuple[Card, ...], form: CardsForm) -> bool:
    return form == "photos" or (form == "auto" and any(picture_of(card) for card in cards))


def _card(spot: Spot, card: Card) -> Call:
    pieces, keyboard = card_text(card), under_card(card)
    picture = picture_of(card)
    return with_picture(spot, picture, pieces, keyboard, card) if picture else styled(spot, pieces, keyboard, card)
