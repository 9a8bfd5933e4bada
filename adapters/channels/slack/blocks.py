"""Cards → Block Kit, as Slack's limits allow. Every text is a `plain_text` or `rich_text`: neither takes markup.

What has pictures is a carousel; without them it is rows, which can be compared at a glance, on a telephone too,
where a carousel shows one card at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from adapters.channels.slack.texts import image, link, pieces, shown
from bot.messages import Button, Card

Block = dict[str, Any]

SECTION_MOST = 2900
"""Of 3,000; a message takes some 13,000 in all (slackapi/bolt-js#2509)."""
SECTIONS_MOST = 3
BODY_MOST = 300
"""Ten items of title, facts, description and reason stay below 8,000 characters."""
LINE_MOST = 150
FIRST = ("like", "dislike", "undo", "why", "more", "seen")
"""Which verbs get a button of their own, if not all can; the others go to a menu."""
ON_CARD = 3
IN_ROW = 2


def plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": shown(text, most) or "…", "emoji": False}


def section(text: str, most: int = SECTION_MOST) -> Block:
    return {"type": "section", "text": plain(text, most)}


def paragraphs(text: str) -> list[Block]:
    return [section(part) for part in pieces(shown(text, SECTION_MOST * SECTIONS_MOST), SECTION_MOST)]


def answers(buttons: Sequence[Button]) -> list[Block]:
    """Yes and no under our own question."""
    elements = [_button(button, f"answer:{place}") for place, button in enumerate(buttons[:25])]
    return [{"type": "actions", "elements": elements}] if elements else []


def carousel(cards: Sequence[Card], more: str) -> list[Block]:
    """Cards to swipe through, then what has no room on them: a menu of the other verbs (`more`), the links."""
    drawn = [_card(card, place) for place, card in enumerate(cards)]
    shown_as = drawn[0] if len(drawn) == 1 else {"type": "carousel", "elements": drawn}
    return [shown_as, *_menu(cards, more), *_links(cards)]


def _card(card: Card, place: int) -> Block:
    title = {"title": plain(_numbered(card, place), LINE_MOST)}
    facts = " · ".join(part for part in (card.status, card.subtitle) if part.strip())
    subtitle = {"subtitle": plain(facts, LINE_MOST)} if shown(facts, LINE_MOST) else {}
    text = shown("\n".join(part for part in (card.reason, " ".join(card.body.split())) if part.strip()), 200)
    body = {"body": plain(text, 200)} if text else {}
    buttons, _ = _divided(card, place, ON_CARD)
    return {
        "type": "card",
        **title,
        **subtitle,
        **body,
        **({"hero_image": _picture(card)} if image(card.image_url) else {}),
        **({"actions": buttons} if buttons else {}),
    }


def _menu(cards: Sequence[Card], more: str) -> list[Block]:
    groups = []
    for place, card in enumerate(cards):
        _, options = _divided(card, place, ON_CARD)
        if options:
            groups.append({"label": plain(_numbered(card, place), 75), "options": options})
    if not groups:
        return []
    called = plain(more, LINE_MOST)
    menu = {"type": "static_select", "action_id": "menu", "placeholder": called, "option_groups": groups}
    return [{"type": "actions", "elements": [menu]}]


def _links(cards: Sequence[Card]) -> list[Block]:
    linked = [(place, card) for place, card in enumerate(cards) if link(card.url)]
    if not linked:
        return []
    elements: list[Block] = []
    for place, card in linked:
        elements += [_text(" · ")] if elements else []
        elements.append({"type": "link", "url": link(card.url), "text": _numbered(card, place)})
    return [_rich(elements)]


def rows(cards: Sequence[Card], *, pictures: bool) -> list[Block]:
    """One below the other, all to be seen at once. Three blocks an item at most; a message takes fifty."""
    return [block for place, card in enumerate(cards) for block in _row(card, place, pictures=pictures)]


def _row(card: Card, place: int, *, pictures: bool) -> list[Block]:
    name = _numbered(card, place)
    bold = {"style": {"bold": True}}
    heading = {"type": "link", "url": card.url, "text": name, **bold} if link(card.url) else {**_text(name), **bold}
    status = [_text(f"  {shown(card.status, LINE_MOST)}")] if shown(card.status, LINE_MOST) else []
    facts, reason = shown(card.subtitle, LINE_MOST), shown(card.reason, LINE_MOST)
    body = shown(" ".join(card.body.split()), BODY_MOST)
    if pictures and image(card.image_url):
        text = "\n".join(part for part in (facts, reason, body) if part)
        beside = {**section(text or name), "accessory": _picture(card)}
        return [_rich([heading, *status]), beside, *_actions(card, place)]
    told = [_text(f"\n{facts}")] if facts else []
    told += [{**_text(f"\n{reason}"), "style": {"italic": True}}] if reason else []
    told += [_text(f"\n{body}")] if body else []
    return [_rich([heading, *status, *told]), *_actions(card, place)]


def _actions(card: Card, place: int) -> list[Block]:
    elements, options = _divided(card, place, IN_ROW)
    if options:
        elements.append({"type": "overflow", "action_id": f"menu:{place}", "options": options})
    return [{"type": "actions", "elements": elements}] if elements else []


def _divided(card: Card, place: int, most: int) -> tuple[list[Block], list[Block]]:
    """Buttons, at most so many, and options of a menu for the rest, at most five."""
    ranked = sorted(card.buttons, key=lambda pair: FIRST.index(pair[0]) if pair[0] in FIRST else len(FIRST))
    buttons = [_button(button, f"{verb}:{place}") for verb, button in ranked[:most]]
    return buttons, _options(button for _, button in ranked[most : most + 5])


def _button(button: Button, action_id: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(button.label, 75), "value": button.action}


def _options(buttons: Iterable[Button]) -> list[Block]:
    fitting = (button for button in buttons if len(button.action) <= 150)
    return [{"text": plain(button.label, 75), "value": button.action} for button in fitting]


def _picture(card: Card) -> Block:
    return {"type": "image", "image_url": image(card.image_url), "alt_text": shown(card.title, LINE_MOST) or "…"}


def _numbered(card: Card, place: int) -> str:
    return shown(f"{place + 1}. {shown(card.title, LINE_MOST) or card.item.id}", 140)


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _rich(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
