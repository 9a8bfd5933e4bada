"""Opinions: on what was shown, and on items that are named."""

from __future__ import annotations

from dataclasses import replace

from bot.turn import Intent, Mention, Stance, Turn
from bot.understanding.evidence import Evidence

_OPINIONS = ("liked", "disliked", "seen")
_STANCES: dict[str, Stance] = {"reject": "disliked", "accept": "liked", "seen_it": "seen"}


def judgement(evidence: Evidence) -> Turn | None:
    """A verdict on what was shown, without a title: `I'll watch it`, `none of these`, `seen it`."""
    target = evidence.spoken_of
    tag = evidence.any_of("reject_all", *_STANCES)
    if target is None or evidence.has_titles or not tag:
        return None
    if tag == "reject_all":
        return _judged(evidence, tuple(Mention(item, "disliked") for item in evidence.dialogue.slate_items))
    if any(mention.stance in _OPINIONS for mention in evidence.mentions):
        return None
    named = tuple(replace(mention, stance=_STANCES[tag]) for mention in evidence.mentions)
    return _judged(evidence, named or (Mention(target, _STANCES[tag]),))


def opinion(evidence: Evidence) -> Turn | None:
    """`I loved Heat`, `seen the first`; with a wish beside it, a request."""
    if not any(mention.stance in _OPINIONS for mention in evidence.mentions):
        return None
    now = any(wish.scope == "now" for wish in evidence.wishes)
    asks = now or evidence.critiques or evidence.unresolved or evidence.likes or evidence.wants
    return evidence.full_turn(Intent.RECOMMEND) if asks else replace(evidence.full_turn(Intent.FEEDBACK), query="")


def _judged(evidence: Evidence, mentions: tuple[Mention, ...]) -> Turn:
    asks = evidence.wishes or evidence.critiques
    turn = evidence.full_turn(Intent.RECOMMEND if asks else Intent.FEEDBACK)
    return replace(turn, mentions=mentions, query=turn.query if asks else "")
