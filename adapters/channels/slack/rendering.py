"""`OutboundMessage` → calls of Slack's Web API. Pure.

Each message has several forms, from cards with pictures down to bare text; when Slack refuses one, the next is
sent in its place (`Call.fallback`). So a picture that is gone, or a block that a workspace lacks, never costs
the message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from adapters.channels.slack.blocks import (
    SECTION_MOST,
    SECTIONS_MOST,
    Block,
    answers,
    carousel,
    paragraphs,
    rows,
)
from adapters.channels.slack.forms import edit_button, home, modal
from adapters.channels.slack.places import CHANNEL, HOME, as_typed
from adapters.channels.slack.texts import cut, escaped, image, pieces, shown
from bot.messages import SEPARATOR, Attachment, Card, OutboundMessage
from bot.phrasebook import phrases_in
from bot.postings import Call, Rate

Replies = Literal["ephemeral", "in_channel"]

# https://docs.slack.dev/apis/web-api/rate-limits: posting, one a second and channel; tiers, a method and workspace.
RATES = {"chat": Rate(1, 1.0), "tier3": Rate(50, 60.0), "tier4": Rate(100, 60.0)}
TRIGGER_S = 3.0
"""How long a tap may open a form."""
INTRO_MOST = 1500
"""Longer, and the text goes in a message of its own, so that the list keeps below 13,000 characters."""
QUESTION_MOST = 1000
FALLBACK_TEXT_MOST = 3000


@dataclass(frozen=True, slots=True)
class Look:
    """One way to show a message; no blocks: its text is all."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes."""

    chat: str
    channel: str
    """A channel, or a person's id: Slack then takes their direct messages."""
    user: str
    thread: str = ""
    kind: str = ""
    ts: str = ""
    response_url: str = ""
    ephemeral: bool = False
    """The message that was tapped is seen by one person only."""
    whispered: bool = False
    """For whoever tapped or reacted alone."""
    key: str = ""
    """By which a message can be found again, when it is not known whether it was sent."""

    @classmethod
    def of(cls, message: OutboundMessage) -> Place:
        origin, address = message.origin, message.address
        # After accounts are linked the address names the person, the origin still the account.
        user = origin.get("user") or address.user.removeprefix(f"{CHANNEL}:")
        at_home = address.chat == HOME
        return cls(
            chat=f"{HOME}:{user}" if at_home else address.chat,
            channel=user if at_home else address.chat,
            user=user,
            thread=origin.get("thread") or address.thread,
            kind=origin.get("kind", ""),
            ts=origin.get("ts", ""),
            response_url=origin.get("response_url", ""),
            ephemeral=origin.get("ephemeral") == "1",
            key=message.in_reply_to,
        )

    @property
    def private(self) -> bool:
        """Nobody else reads along: a direct message."""
        return self.channel.startswith(("D", "U", "W"))


def render(message: OutboundMessage, replies: Replies) -> tuple[Call, ...]:
    """The calls that show the message, in order; none while the bot is only thinking."""
    if message.thinking:
        return ()
    message = _worded(message)
    place = Place.of(message)
    uploads = tuple(_upload(attachment, place) for attachment in message.attachments)
    if uploads and not place.private:
        message = replace(message, text=f"{message.text}\n{phrases_in(message.language).say('form.elsewhere')}")
    # What was known about the person stands on their Home tab still.
    cleared = (_publish(message, place),) if message.forgotten and "view" not in message.origin else ()
    return (*_body(message, place, replies), *uploads, *cleared)


def _worded(message: OutboundMessage) -> OutboundMessage:
    """With our commands as one types them here: Slack knows no `/profile`, only `/recommend profile`."""
    tapped = message.tapped and replace(message.tapped, intro=as_typed(message.tapped.intro))
    return replace(message, text=as_typed(message.text), question=as_typed(message.question), tapped=tapped)


def _body(message: OutboundMessage, place: Place, replies: Replies) -> tuple[Call, ...]:
    view = message.origin.get("view")
    at, spoken = message.address, phrases_in(message.language)
    form = modal(message.form, spoken, at.chat, at.thread) if message.form else None
    if view == "modal" and form and message.origin.get("trigger_id"):
        return (_open(form, message.origin["trigger_id"], place),)
    if view:
        return (_publish(message, place),)
    tapped = message.tapped
    if tapped and tapped.listed and tapped.verb not in ("why", "more") and place.ts:
        return (_chain(_edits(message, tapped.intro, tapped.listed, place)),)
    return _said(message, () if tapped and tapped.verb == "why" else message.cards, place, replies)


def _open(form: dict[str, Any], trigger: str, place: Place) -> Call:
    params = {"trigger_id": trigger, "view": form}
    return Call("views.open", params, place.chat, ("tier4:views.open",), lasts_s=TRIGGER_S, repeatable=True)


def _publish(message: OutboundMessage, place: Place) -> Call:
    view = home(message.text, phrases_in(message.language), editable=message.form is not None)
    params = {"user_id": place.user, "view": view}
    return Call("views.publish", params, place.chat, ("tier4:views.publish",), repeatable=True)


def _edits(message: OutboundMessage, intro: str, cards: tuple[Card, ...], place: Place) -> list[Call]:
    """The list again, as it stands now, in the same message; at worst the news as a message of its own."""
    forms = _forms(cut(intro, INTRO_MOST), cards, message)[:-1]
    news = Look(*_text_only(message.text))
    if place.ephemeral:
        replacing = [_respond(form, place, replace_original=True) for form in forms]
        return [*replacing, _whisper(news, place)]
    update = {"channel": place.channel, "ts": place.ts, "unfurl_links": False}
    calls = [
        Call(
            "chat.update",
            {**update, **_content(form)},
            place.chat,
            ("tier3:chat.update",),
            repeatable=True,
            about=_about(cards),
        )
        for form in forms
    ]
    # In a channel that the bot is not in, only the address that came with the tap works.
    if place.response_url:
        calls.append(_respond(forms[-1], place, replace_original=True))
    return [*calls, _post(news, place, 0) if place.private else _whisper(news, place)]


def _said(message: OutboundMessage, cards: tuple[Card, ...], place: Place, replies: Replies) -> tuple[Call, ...]:
    text, question = message.text, message.question if cards else ""
    if question:
        text = text.removesuffix(question).rstrip()
    parts = pieces(text, INTRO_MOST if cards else SECTION_MOST * SECTIONS_MOST) or [""]
    forms = [[Look(*_text_only(part)), Look(part)] for part in parts[:-1]]
    forms.append(_forms(parts[-1], cards, message))
    # A word about a tap is for whoever tapped, a list for the channel.
    place = replace(place, whispered=place.kind in ("reaction", "tap") and not place.private and not cards)
    return tuple(
        _chain(_addressed(ways, place, replies, turn, _about(cards) if turn == len(forms) - 1 else ""))
        for turn, ways in enumerate(forms)
    )


def _forms(intro: str, cards: tuple[Card, ...], message: OutboundMessage) -> list[Look]:
    """All ways to show it, the richest first, and bare text at the end."""
    question = cut(message.question, QUESTION_MOST) if cards else ""
    spoken = _spoken(intro, cards, question)
    below = (*(paragraphs(question) if question else ()), *answers(message.buttons), *_edit(message))
    drawn: list[list[Block]] = [[]]
    if cards:
        pictured = any(image(card.image_url) for card in cards)
        more = phrases_in(message.language).say("form.more")
        pictures = [carousel(cards, more), rows(cards, pictures=True)]
        drawn = [*(pictures if pictured else []), rows(cards, pictures=False)]
    forms = [Look(spoken, (*paragraphs(intro), *blocks, *below)) for blocks in drawn]
    return [*(form for form in forms if form.blocks), Look(spoken)]


def _edit(message: OutboundMessage) -> list[Block]:
    spoken = phrases_in(message.language)
    editable = message.form and modal(message.form, spoken)
    return [{"type": "actions", "elements": [edit_button(spoken)]}] if editable else []


def _text_only(text: str) -> tuple[str, tuple[Block, ...]]:
    return text, tuple(paragraphs(text))


def _spoken(intro: str, cards: Sequence[Card], question: str) -> str:
    """For notifications, screen readers, and a workspace that refuses blocks."""
    listed = [
        shown(" - ".join(part for part in (card.title, card.status, card.subtitle, card.reason) if part), 250)
        for card in cards
    ]
    numbered = [f"{place}. {line}" for place, line in enumerate(listed, 1)]
    return "\n".join(part for part in (intro, *numbered, question) if part)


def _addressed(ways: Sequence[Look], place: Place, replies: Replies, turn: int, about: str) -> list[Call]:
    """The forms, each sent to where this answer belongs, and where else when that is refused."""
    if place.response_url and (place.kind == "command" or place.ephemeral):
        calls = [_respond(form, place, visible=place.kind == "command" and replies == "in_channel") for form in ways]
        # In direct messages nobody else reads along, and what only one person sees is gone after a while. But they
        # may be those of two people: there we may not post, and Slack does not say beforehand.
        lasting = [_post(ways[0], place, turn, about)] if place.kind == "command" and place.private else []
        # The address works five times in half an hour; afterwards only the person can be told.
        return [*lasting, *calls, *(_whisper(form, place) for form in ways[-2:])]
    calls = [_whisper(form, place) if place.whispered else _post(form, place, turn, about) for form in ways]
    if place.response_url:
        # In a channel that the bot is not in, only the address that came with the tap works.
        calls += [_respond(form, place, visible=not place.whispered) for form in ways[-2:]]
    return calls


def _post(form: Look, place: Place, turn: int, about: str = "") -> Call:
    params = {
        "channel": place.channel,
        **_content(form),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        **({"thread_ts": place.thread} if place.thread else {}),
        **({"metadata": _metadata(f"{place.key}#{turn}", form.text)} if place.key else {}),
    }
    return Call("chat.postMessage", params, place.chat, (f"chat:{place.channel}",), about=about)


def _metadata(key: str, text: str) -> dict[str, Any]:
    # One message may be answered by several; each has words of its own.
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]
    return {"event_type": "chat_rec", "event_payload": {"key": f"{key}#{digest}"}}


def _whisper(form: Look, place: Place) -> Call:
    """Seen by one person only."""
    params = {
        "channel": place.channel,
        "user": place.user,
        **_content(form),
        **({"thread_ts": place.thread} if place.thread else {}),
    }
    return Call("chat.postEphemeral", params, place.chat, ("tier4:chat.postEphemeral",))


def _respond(form: Look, place: Place, *, replace_original: bool = False, visible: bool = False) -> Call:
    params = {
        "url": place.response_url,
        **_content(form),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "replace_original": replace_original,
        **({} if replace_original else {"response_type": "in_channel" if visible else "ephemeral"}),
        **({"thread_ts": place.thread} if place.thread and not replace_original else {}),
    }
    return Call("response_url", params, place.chat, (f"chat:{place.channel}",), repeatable=replace_original)


def _content(form: Look) -> dict[str, Any]:
    text = escaped(cut(form.text, FALLBACK_TEXT_MOST if form.blocks else SECTION_MOST * SECTIONS_MOST)) or "…"
    return {"text": text, **({"blocks": list(form.blocks)} if form.blocks else {})}


def _upload(attachment: Attachment, place: Place) -> Call:
    """Always to the person alone, whereever they asked: it holds all that is known about them."""
    params = {"user": place.user, "name": attachment.name, "content": attachment.content}
    written = Call("send_text", params, place.chat, ("tier4:files",))
    return replace(written, method="upload", fallback=written)


def _chain(calls: Sequence[Call]) -> Call:
    """Each with the next as what to send when it is refused."""
    first, *rest = calls
    return replace(first, fallback=_chain(rest)) if rest else first


def _about(cards: Sequence[Card]) -> str:
    """`slate·item` of the only card."""
    return f"{cards[0].slate}{SEPARATOR}{cards[0].item.id}" if len(cards) == 1 and cards[0].slate else ""
