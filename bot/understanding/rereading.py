"""`no, I meant the actor`, `not the film, the book`: the last message, to be read again in the other sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.turn import Dialogue
from bot.understanding.knowledge import Knowledge
from bot.understanding.text import Text

TITLE = "title"
_LONGEST = 9
_OPENING = r"(?:(?:no|nope|sorry|wait|actually|oh|well|hey|um|uh) )*"
_MEANT = r"(?:(?:i|we) )?(?:meant|mean|was talking about|am talking about|was asking about|was thinking of)"
_TRAILING = r"(?: (?:called that|of that name|with that name|by that name|please|instead))?"
_THING = rf"(?:by |as |for |in |about )?(?:the|an|a) (?P<thing>[a-z]+(?: [a-z]+)?){_TRAILING}"
_OTHER = r"(?:the|an|a) [a-z]+(?: [a-z]+)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_OPENING}{_MEANT} {_THING}(?: (?:and |but )?not {_OTHER})?",
        rf"(?:no|nope|sorry|wait)(?: \w+)? {_THING}",
        rf"{_OPENING}not {_OTHER} (?:but )?(?:{_MEANT} )?{_THING}",
        rf"{_OPENING}{_THING} not {_OTHER}",
    )
)


@dataclass(frozen=True, slots=True)
class Correction:
    last: str
    """What the person said before."""
    domain: str
    meant: str
    """The field of which its words are a value; `title`: they are one; empty: it speaks of the domain."""


def corrected(text: Text, dialogue: Dialogue, known: Mapping[str, Knowledge], current: str) -> Correction | None:
    """What is to be read again; None where the message says anything else, or nothing was said before."""
    last = next((said.text for said in reversed(dialogue.said) if said.role == "user"), "")
    if not last or len(text.words) > _LONGEST:
        return None
    line = " ".join(text.words)
    thing = next((found["thing"] for form in _FORMS if (found := form.fullmatch(line))), "")
    if not thing:
        return None
    meant = _field(thing, known[current])
    if meant:
        return Correction(last, current, meant)
    of = next((name for name, each in known.items() if thing in each.nouns.entries), "")
    return Correction(last, of, TITLE if of == current else "") if of else None


def _field(thing: str, known: Knowledge) -> str:
    if thing in ("title", "name"):
        return TITLE
    for word in known.words.entries.get(thing, ()):
        if word.sense == "name" and known.facts[word.field].field.kind in ("category", "person"):
            return word.field
    return ""
