"""Buttons that are typed: `like 2`, `-1`, `why 3`, or a sign in a reply to a card. They mean what the tap means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.turn import Dialogue, Intent, Mention, Turn
from recommender.schema import ItemId

# Three digits are more likely a title (`like 300`) than a place on a list.
_TYPED = re.compile(r"(?P<verb>[^\d\s][^\d]*?)\s*#?(?P<number>\d{1,2})[.!?]?")
_VARIATION = "\ufe0f"
_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")


def tap_typed(said: str, dialogue: Dialogue, taps: Mapping[str, str]) -> Turn | None:
    """A verb and a number, while there is a list; None for any other text."""
    found = _TYPED.fullmatch(_folded(said))
    verb = taps.get(found["verb"].strip()) if found else None
    if not found or not verb or not dialogue.slate_items:
        return None
    number = int(found["number"])
    if not 1 <= number <= len(dialogue.slate_items):
        return Turn(Intent.TAP, dialogue.domain, query=f"{verb} {number}")
    return _tap(verb, dialogue.slate_items[number - 1], dialogue)


def sign_typed(said: str, about: ItemId, dialogue: Dialogue, signs: Mapping[str, str]) -> Turn | None:
    """A sign that is the whole reply to an item's card; None for any other text."""
    verb = signs.get(_folded(said))
    return _tap(verb, about, dialogue) if verb else None


def _tap(verb: str, item: ItemId, dialogue: Dialogue) -> Turn:
    return Turn(Intent.TAP, dialogue.domain, mentions=(Mention(item, "about"),), query=verb)


def _folded(said: str) -> str:
    """In one case and spacing, emoji without the colour and the look that were chosen for them."""
    return " ".join(_TONE.sub("", said.replace(_VARIATION, "")).casefold().split())
