"""What the bot does next: one decision, from all that it depends on.

not followed twice ─▶ hand over      a title that may be meant ─▶ confirm      why, who, which ─▶ explain
nothing left ─▶ relax                a question saves turns ─▶ recommend and ask      else ─▶ recommend
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_IGNORED = 2
"""Questions left unanswered in a row, after which the bot asks no more in this conversation."""
MOST_MISUNDERSTOOD = 2
"""Messages in a row that were not followed, from which on examples alone do not help."""
WORTH_ASKING = 0.25
"""Turns that a question below a list must save to be worth a person's attention."""


class Move(StrEnum):
    RECOMMEND = "recommend"
    """Show a list."""
    ASK = "ask"
    """Show a list and ask one question below it."""
    EXPLAIN = "explain"
    """Answer a question about what was shown."""
    RELAX = "relax"
    """Say what stands in the way, and offer the smallest step."""
    CONFIRM = "confirm"
    """Ask whether a guess is right before acting on it."""
    HAND_OVER = "hand over"
    """Say what was understood, and offer other ways than going on like this."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands when something has to be done."""

    misunderstood: int = 0
    """Messages in a row that were not followed, this one included."""
    guessed: bool = False
    """Something was named that is not known, and something known is spelt nearly so."""
    asks_about_items: bool = False
    left: int = 1
    """Items on the list that could be shown."""
    saves: float = 0.0
    """Turns that the best question saves; 0 where nothing can be asked."""
    ignored: int = 0
    """Our questions passed over in a row."""


def next_move(standing: Standing) -> Move:
    """The first that applies, in the order of what helps most."""
    if standing.misunderstood >= MOST_MISUNDERSTOOD:
        return Move.HAND_OVER
    if standing.asks_about_items:
        return Move.EXPLAIN
    if standing.guessed:
        return Move.CONFIRM
    if not standing.left:
        return Move.RELAX
    asks = standing.saves >= WORTH_ASKING and standing.ignored < MOST_IGNORED
    return Move.ASK if asks else Move.RECOMMEND
