"""What an answer to our own question says, tapped or typed, as if it had been said in full."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import CHOICES, Action
from bot.turn import Intent, Mention, Pending, Turn
from recommender.schema import ItemId

_TAPS = {"yes": Intent.YES, "no": Intent.NO, "any": Intent.ANY}


def tapped_answer(action: Action, pending: Pending | None, domain: str, at: float) -> Turn:
    """The turn that a tapped button says. One under an earlier question says nothing."""
    if action.verb in _TAPS:
        said = Turn(_TAPS[action.verb], domain)
        return in_full(said, pending) if _is_open(action, pending) else said
    if action.verb not in CHOICES or pending is None or not _is_open(action, pending):
        return Turn(Intent.FEEDBACK, domain)
    chosen = pending.choices[CHOICES.index(action.verb) - 1 :][:1]
    wishes = tuple(replace(wish, at=at) for choice in chosen for wish in choice)
    return Turn(Intent.RECOMMEND, domain, wishes=wishes)


def in_full(turn: Turn, pending: Pending | None) -> Turn:
    """`yes` to `did you mean Heat?` names Heat."""
    if pending is None or pending.kind != "title" or turn.intent is not Intent.YES:
        return turn
    return replace(turn, intent=Intent.RECOMMEND, mentions=(Mention(ItemId(pending.options[0]), "like"),))


def _is_open(action: Action, pending: Pending | None) -> bool:
    return pending is not None and pending.id == action.slate
