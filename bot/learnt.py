"""What one message taught about items, for the model that learns from everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recommender.schema import Feedback, UserId


def learnt(before: Sequence[Feedback], after: Sequence[Feedback], at: float) -> tuple[Feedback, ...]:
    """The new opinions, and an `undo` for each that is gone; events that only grew too old to be kept are not."""
    # who does not know an item has had nothing to do with it
    before, after = ([event for event in events if event.verb != "unknown"] for events in (before, after))
    known, kept = set(before), set(after)
    oldest = after[0].at if after else at
    gone = [event for event in before if event not in kept and (event.at >= oldest or not after)]
    taken_back = (replace(event, verb="undo", at=at) for event in gone)
    return (*taken_back, *(event for event in after if event not in known))


class Unheard:
    """Nobody learns from everybody: the port `Learner` of a bot without a global model."""

    async def learn(self, feedback: Sequence[Feedback]) -> None:
        """Not noted."""

    async def forget(self, user: UserId) -> None:
        """Nothing was kept."""
