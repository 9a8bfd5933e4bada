"""Moments of conversations: what was said until then, and the items that were told next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.schema import Conversation, ItemId


@dataclass(frozen=True, slots=True)
class Moment:
    talk: int
    """The number of the conversation that it belongs to."""
    conversation: Conversation
    targets: tuple[ItemId, ...]
    """Told next; those that were mentioned before may be among them."""

    @property
    def fresh(self) -> tuple[ItemId, ...]:
        """The targets that nobody had mentioned."""
        return tuple(item for item in self.targets if item not in self.conversation.mentioned)


def sequences(moments: Iterable[Moment], rows: Mapping[ItemId, int]) -> list[NDArray[np.intp]]:
    """The items of each conversation, each once, in the order they came up."""
    items: dict[int, dict[int, None]] = {}
    for moment in moments:
        named = (*moment.conversation.mentioned, *moment.targets)
        items.setdefault(moment.talk, {}).update((rows[item], None) for item in named if item in rows)
    return [np.fromiter(found, dtype=np.intp, count=len(found)) for found in items.values()]


def numbered(conversations: Sequence[tuple[str, Conversation]]) -> list[int]:
    """The number of the conversation that each line of a file belongs to.

    Lines belong together when they have the same id, or when one begins with all that was said in the line before.
    """
    numbers: list[int] = []
    known: dict[str, int] = {}
    for place, (name, conversation) in enumerate(conversations):
        number = known.get(name) if name else None
        if number is None and place and _continues(conversations[place - 1][1], conversation):
            number = numbers[-1]
        if number is None:
            number = place
        if name:
            known.setdefault(name, number)
        numbers.append(number)
    return numbers


def _continues(before: Conversation, after: Conversation) -> bool:
    """A greeting alone tells nothing: any conversation may begin with one."""
    said = before.utterances
    return len(said) > 1 and len(after.utterances) > len(said) and after.utterances[: len(said)] == said
