"""A list as the journal keeps it, and what it earned."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from recommender.schema import Feedback, ItemId, SlateId, UserId

EARNED: Mapping[str, float] = {"like": 1.0, "more": 0.5, "skip": 0.0, "dislike": 0.0}
"""What a place earned, by the last of these about its item; other events say nothing, and without any it is 0."""


@dataclass(frozen=True, slots=True)
class LoggedPlace:
    item: ItemId
    propensity: float
    """Probability of standing there, given those before, in (0, 1]."""


@dataclass(frozen=True, slots=True)
class LoggedSlate:
    id: SlateId
    person: UserId
    """Whoever has the account that it was shown to."""
    domain: str
    at: float
    """Seconds since the epoch."""
    model_version: str
    places: tuple[LoggedPlace, ...]
    shortlist: tuple[ItemId, ...]
    """What it was chosen from, best first."""
    diversified: tuple[ItemId, ...]
    reserved: tuple[ItemId, ...]
    """Those that got their place by a guarantee."""
    told: tuple[float, ...] = ()
    """Share of what was said in the conversation in the score of each of the shortlist and then of the reserved.

    Empty: nothing was said, or nobody noted it.
    """
    particular: bool = False
    """Something in particular was asked for: the list was not calibrated to the person."""

    @property
    def pool(self) -> tuple[ItemId, ...]:
        """Everything that could have been shown."""
        return tuple(dict.fromkeys((*self.shortlist, *self.reserved)))


def within(slate: LoggedSlate, known: Container[ItemId]) -> LoggedSlate | None:
    """Without what the catalogue has no more; None when that was shown, or when it is not kept what else could be."""
    shown = {place.item for place in slate.places}
    if not shown or not shown <= set(slate.pool) or not all(item in known for item in shown):
        return None
    told = dict(zip((*slate.shortlist, *slate.reserved), slate.told, strict=bool(slate.told)))
    shortlist, diversified, reserved = (
        tuple(item for item in stage if item in known)
        for stage in (slate.shortlist, slate.diversified, slate.reserved)
    )
    kept = tuple(told[item] for item in (*shortlist, *reserved)) if told else ()
    return replace(slate, shortlist=shortlist, diversified=diversified, reserved=reserved, told=kept)


def earned(slate: LoggedSlate, events: Iterable[Feedback]) -> list[float]:
    """What each place earned, by the person's events that name the list."""
    rewards: dict[ItemId, float] = {}
    for event in events:
        if event.slate == slate.id and event.verb in EARNED:
            rewards[event.item] = EARNED[event.verb]
    return [rewards.get(place.item, 0.0) for place in slate.places]
