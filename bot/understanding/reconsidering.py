"""What the intent head says of a message that the rules are unsure of.

The head knows no titles and no wishes: it never takes away what the rules found, and it never decides alone what
cannot be taken back. `forget me`, read so by it, is answered by how to do it; `oops`, by how to take something back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.turn import Dialogue, Intent, Turn
from recommender.heads import OUT_OF_SCOPE

UNSURE = 0.6
"""Confidence of a turn up to which the head is asked."""
SEARCHED = 0.5
"""Confidence of a turn that has nothing but words which the catalogue speaks of."""
SURE, SURER = 0.6, 0.8
"""Least probability of a label where the rules found nothing, and where they found words to search for.

Nine of ten labels are right from the first on, by our held-out texts of both languages."""

_TALK: Mapping[str, Intent] = {
    "recommend": Intent.RECOMMEND,
    "explain": Intent.EXPLAIN,
    "ask_item": Intent.ASK_ITEM,
    "compare": Intent.COMPARE,
    "greet": Intent.GREET,
    "thank": Intent.THANK,
    "bye": Intent.BYE,
    "smalltalk": Intent.SMALLTALK,
    "chitchat": Intent.CHITCHAT,
    "support": Intent.SUPPORT,
    "human": Intent.HUMAN,
    "complain": Intent.COMPLAIN,
    "privacy": Intent.PRIVACY,
    "undo": Intent.MISTAKE,
}
"""Label → intent, whatever was said before. A taste (`prefer`) is no news when no wish was found in it."""
_OF_LIST = ("critique", "reject", "seen")
"""What is said of a list, without saying which item or which wish: the next list answers it."""
_ITEMS = (Intent.EXPLAIN, Intent.ASK_ITEM, Intent.COMPARE)
_OF_US = (Intent.COMPLAIN, Intent.MISTAKE)
"""What is said of our talk may hold words of asking: `why do you recommend such crap`, `i hit like by mistake`."""
_QUERIES = (Intent.SMALLTALK, Intent.SUPPORT)
"""Intents whose skills look at the words."""


def unsure(turn: Turn) -> bool:
    """The rules found nothing but, perhaps, words to search for. A message without words tells nobody more."""
    found = turn.wishes or turn.critiques or turn.mentions or turn.drops or turn.unresolved
    return 0 < turn.confidence <= UNSURE and not found and turn.intent in (Intent.UNKNOWN, Intent.RECOMMEND)


def reconsidered(turn: Turn, text: str, intents: Mapping[str, float], dialogue: Dialogue) -> Turn:
    """The unsure turn as the head reads the text; unchanged where it is unsure itself."""
    label = max(intents, key=lambda each: intents[each], default=OUT_OF_SCOPE)
    if intents.get(label, 0.0) < (SURE if turn.intent is Intent.UNKNOWN else SURER):
        return turn
    intent = Intent.UNKNOWN if label == OUT_OF_SCOPE else _intent(label, turn, dialogue)
    if intent is turn.intent or (_asks(turn) and intent not in _OF_US):
        return turn
    query = text.casefold() if intent in _QUERIES else ""
    confidence = UNSURE if intent is Intent.UNKNOWN else intents[label]
    return replace(turn, intent=intent, query=query, confidence=confidence)


def _asks(turn: Turn) -> bool:
    """A word of asking, with something to search for: `something with a person who talks to a ghost`."""
    return bool(turn.query) and turn.confidence > SEARCHED


def _intent(label: str, turn: Turn, dialogue: Dialogue) -> Intent:
    if label == "accept":
        return _accepted(turn, dialogue)
    if label in _OF_LIST:
        return _of_list(label, turn, dialogue)
    intent = _TALK.get(label, turn.intent)
    # Without a list there is nothing to ask about; and `suitable for a five year old` is a wish as likely.
    asked = bool(dialogue.slate_items or dialogue.focus) and not (
        intent is Intent.ASK_ITEM and turn.intent is Intent.RECOMMEND
    )
    return intent if asked or intent not in _ITEMS else turn.intent


def _accepted(turn: Turn, dialogue: Dialogue) -> Intent:
    """A yes. Not to `shall I delete everything?`: that takes a plain word."""
    deletes = dialogue.pending is not None and dialogue.pending.kind == "forget"
    return turn.intent if deletes else Intent.YES


def _of_list(label: str, turn: Turn, dialogue: Dialogue) -> Intent:
    if dialogue.pending is not None:
        return Intent.NO if label == "reject" else turn.intent
    if not dialogue.slate_items:
        return turn.intent
    # Words that describe what is wished for instead are worth a search.
    return turn.intent if label == "critique" and turn.query else Intent.MORE
