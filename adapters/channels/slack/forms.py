"""The Home tab and the form of lasting wishes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from adapters.channels.slack.blocks import paragraphs, plain, section
from adapters.channels.slack.places import HOME
from bot.messages import Form, FormField
from bot.phrasebook import Phrasebook

EDIT = "edit_taste"
"""The button that opens the form."""
TASTE = "taste"
"""The form itself."""
WANT, AVOID = "want:", "avoid:"
FIELDS_MOST = 40
"""Two questions each; a form takes 100 blocks."""
OPTIONS_MOST = 100
VIEW_MOST = 200_000
"""Bytes; Slack says `view_too_large` from 250 kB."""

View = dict[str, Any]


def edit_button(phrases: Phrasebook) -> View:
    return {"type": "button", "action_id": EDIT, "text": plain(phrases.say("form.edit"), 75), "value": EDIT}


def home(text: str, phrases: Phrasebook, *, editable: bool) -> View:
    """The Home tab: what is known, the button to change it, how to begin."""
    edit = [{"type": "actions", "elements": [edit_button(phrases)]}] if editable else []
    hint = plain(phrases.say("form.hint"), 2000)
    header = {"type": "header", "text": plain(phrases.say("form.title"), 150)}
    return {"type": "home", "blocks": [header, *paragraphs(text), *edit, {"type": "context", "elements": [hint]}]}


def modal(form: Form, phrases: Phrasebook, chat: str = HOME, thread: str = "") -> View | None:
    """The form, filled in as things stand; None when it asks nothing. It remembers in which chat it was asked for."""
    blocks: list[View] = []
    for field in form.fields[:FIELDS_MOST]:
        more = [*blocks, *_questions(field, phrases)]
        blocks = more if len(json.dumps(more)) < VIEW_MOST else blocks
    if not blocks:
        return None
    return {
        "type": "modal",
        "callback_id": TASTE,
        "private_metadata": json.dumps({"domain": form.domain[:200], "chat": chat, "thread": thread}),
        "title": plain(phrases.say("form.title"), 24),
        "submit": plain(phrases.say("form.save"), 24),
        "close": plain(phrases.say("form.cancel"), 24),
        "blocks": [section(phrases.say("form.intro")), *blocks],
    }


def field_of(block: str) -> tuple[Literal["want", "avoid"], str]:
    """Which question a block of the form was. Raises `ValueError` for one that is none of ours."""
    if block.startswith(WANT):
        return "want", block.removeprefix(WANT)
    if block.startswith(AVOID):
        return "avoid", block.removeprefix(AVOID)
    raise ValueError(f"{block[:40]!r} is no question of the form")


def _questions(field: FormField, phrases: Phrasebook) -> Iterator[View]:
    # A value comes back as it was sent only if Slack took it whole: 150 characters, a block's name 255.
    given = dict.fromkeys((*field.wanted, *field.avoided, *field.options))
    options = [option for option in given if option.strip() and len(option) <= 150][:OPTIONS_MOST]
    if not options or len(field.name) > 240:
        return
    offered = {option: _option(option, field.named.get(option, option)) for option in options}
    anything = phrases.say("form.anything")
    for kind, name, chosen in ((WANT, "want", field.wanted), (AVOID, "avoid", field.avoided)):
        label = phrases.say(f"form.{name}", label=field.label)
        yield _select(f"{kind}{field.name}", label, anything, offered, chosen)


def _select(block: str, label: str, anything: str, offered: Mapping[str, View], chosen: tuple[str, ...]) -> View:
    picked = [shown for option, shown in offered.items() if option in chosen]
    element = {
        "type": "multi_static_select",
        "action_id": "pick",
        "options": list(offered.values()),
        "placeholder": plain(anything, 150),
        **({"initial_options": picked} if picked else {}),
    }
    return {"type": "input", "block_id": block, "label": plain(label, 150), "element": element, "optional": True}


def _option(option: str, shown: str) -> View:
    return {"text": plain(shown, 75), "value": option}
