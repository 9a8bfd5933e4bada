"""Buttons under a message, and what a message's buttons tell about it when one of them is tapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from adapters.channels.telegram.calls import Keyboard
from adapters.channels.telegram.lettering import is_visible, one_line
from bot.messages import Button, Card

MAX_DATA = 64
IN_A_ROW = 8
LONGEST_LABEL = 64
SYMBOLS = {
    "like": "👍",
    "dislike": "👎",
    "seen": "👀",
    "more": "✨",
    "why": "❓",
    "undo": "↩",
    "skip": "⏭",
    "open": "↗",
}
OTHER = "•"
LISTED = re.compile(r"\S+ \d+")


def under_list(cards: Sequence[Card], answers: Iterable[Button]) -> Keyboard:
    """A row for each card: `👍 1 | 👎 1 | …`."""
    rows = [
        [_button(f"{_symbol(verb)} {place}", button) for verb, button in card.buttons if _fits(button)][:IN_A_ROW]
        for place, card in enumerate(cards, 1)
    ]
    return _without_empty([*rows, *under_question(answers)])


def legend(cards: Sequence[Card]) -> str:
    """What the symbols under a list mean: `👍 Like · 👎 Not for me`."""
    shown = {verb: _label(button) for card in cards for verb, button in card.buttons if _fits(button)}
    ordered = sorted(shown, key=lambda verb: list(SYMBOLS).index(verb) if verb in SYMBOLS else len(SYMBOLS))
    return " · ".join(f"{_symbol(verb)} {shown[verb]}" for verb in ordered if shown[verb])


def under_card(card: Card) -> Keyboard:
    """Two buttons in a row, each with its name."""
    buttons = [
        _button(f"{_symbol(verb)} {_label(button)}".strip(), button) for verb, button in card.buttons if _fits(button)
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def under_question(answers: Iterable[Button]) -> Keyboard:
    """At most three in a row: on a phone, longer rows cut the labels."""
    buttons = [_button(_label(button) or OTHER, button) for button in answers if _fits(button)]
    return _without_empty([buttons[start : start + 3] for start in range(0, len(buttons), 3)])


def form_of(labels: Sequence[str], tapped: str) -> str:
    """What was tapped: a button of a `list` or a `card`, the `answer` to a question, one among others (`mixed`)."""
    kinds = {label: _kind(label) for label in labels}
    kind = kinds.get(tapped, "")
    return "mixed" if kind == "answer" and len(set(kinds.values())) > 1 else kind


def _kind(label: str) -> str:
    symbol = label.partition(" ")[0]
    if symbol not in SYMBOLS.values() and symbol != OTHER:
        return "answer"
    return "list" if LISTED.fullmatch(label) else "card"


def _button(label: str, button: Button) -> dict[str, str]:
    return {"text": label, "callback_data": button.action}


def _fits(button: Button) -> bool:
    return 0 < len(button.action.encode("utf-8", "replace")) <= MAX_DATA


def _symbol(verb: str) -> str:
    return SYMBOLS.get(verb, OTHER)


def _label(button: Button) -> str:
    label = one_line(button.label)[:LONGEST_LABEL].strip()
    return label if is_visible(label) else ""


def _without_empty(rows: Iterable[list[dict[str, str]]]) -> Keyboard:
    return [row for row in rows if row]
