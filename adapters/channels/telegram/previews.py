"""Answers to what is being typed after the bot's name in any chat (inline queries)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.channels.telegram.calls import html_text
from adapters.channels.telegram.cards import card_text, picture_of, title_of
from adapters.channels.telegram.lettering import cut, one_line
from bot.messages import Card, OutboundMessage
from bot.postings import Call

LASTS_S = 30.0
MOST = 50


def preview(message: OutboundMessage) -> Call:
    """One article for each card, as wide as the person's own taste: nobody else is given it from a cache."""
    params = {
        "inline_query_id": message.origin["inline"],
        "results": [_article(place, card) for place, card in enumerate(message.cards[:MOST], 1)],
        "is_personal": True,
        "cache_time": 0,
    }
    chat = message.address.chat
    return Call("answerInlineQuery", params, chat, weight=0, lasts_s=LASTS_S, repeatable=True)


def _article(place: int, card: Card) -> dict[str, Any]:
    # The reason is between the bot and the person: `You liked Ronin`. Whoever reads the chat has no part in it.
    content = html_text(card_text(replace(card, reason="")))
    article: dict[str, Any] = {
        "type": "article",
        "id": str(place),
        "title": cut(title_of(card), 100),
        "input_message_content": {"message_text": content.pop("text"), **content},
    }
    described = " · ".join(part for part in (one_line(card.subtitle), one_line(card.reason)) if part)
    if described:
        article["description"] = cut(described, 200)
    if picture := picture_of(card):
        article["thumbnail_url"] = picture
    return article
