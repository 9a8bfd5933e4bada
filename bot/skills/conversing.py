"""What the ranker is told of the conversation when somebody talks instead of filtering."""

from __future__ import annotations

from bot.skills.situation import Situation
from recommender.schema import Conversation, ItemId


def conversation(situation: Situation) -> Conversation | None:
    """What was said and named so far; None when the person only filters.

    They talk when they named an item of this domain, or described in free words what they look for. Whoever says
    `comedies from the 90s` filters: the wishes tell everything. The bot's own sentences are left out, for what is
    learnt of conversations is learnt of people.
    """
    dialogue, catalogue = situation.dialogue, situation.catalogue
    named = tuple(item for item in dialogue.named if item in catalogue)
    if not named and not dialogue.query:
        return None
    return Conversation(
        utterances=tuple(utterance for utterance in dialogue.said if utterance.role == "user"),
        mentioned=named,
        liked=_judged(situation, named, ("like", "more")),
        disliked=_judged(situation, named, ("dislike",)),
    )


def _judged(situation: Situation, named: tuple[ItemId, ...], verbs: tuple[str, ...]) -> tuple[ItemId, ...]:
    """Those of which the last word was one of these, whenever it was said."""
    last = {event.item: event.verb for event in situation.person.profile.events}
    return tuple(item for item in named if last.get(item) in verbs)
