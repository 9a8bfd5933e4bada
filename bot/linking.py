"""Several accounts, one person: how two documents become one, and one becomes two again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.memory import MOST_EVENTS, MOST_LESSONS, merged
from bot.turn import Lesson, Person
from recommender.schema import Feedback, Preference, Profile, UserId


class Unlinked:
    """The port `Links` where nothing is stored: everybody is a person of their own, and no code is ever given."""

    async def person_of(self, user: UserId) -> UserId:
        return user

    async def accounts_of(self, person: UserId) -> list[UserId]:
        return [person]

    async def offer(self, user: UserId, at: float) -> str:  # noqa: ARG002  # as the port has it
        return ""

    async def join(self, user: UserId, code: str, at: float) -> UserId | None:  # noqa: ARG002  # likewise
        return None

    async def leave(self, user: UserId) -> bool:  # noqa: ARG002  # likewise
        return False


def joined(person: Person, other: Person) -> Person:
    """`person` with all that `other` taught as well. Doing it twice is doing it once."""
    mine, theirs = person.profile, other.profile
    chosen = sorted((mine, theirs), key=lambda each: not each.language_fixed)
    profile = Profile(
        mine.user,
        _events(mine.user, (*mine.events, *theirs.events)),
        _wishes((*mine.preferences, *theirs.preferences)),
        language=next((each.language for each in chosen if each.language), ""),
        language_fixed=mine.language_fixed or theirs.language_fixed,
        consent=min(filter(None, (mine.consent, theirs.consent)), default=0.0),
    )
    dialogues = {
        chat: max((each.dialogues[chat] for each in (person, other) if chat in each.dialogues), key=lambda d: d.at)
        for chat in {**person.dialogues, **other.dialogues}
    }
    return replace(person, profile=profile, dialogues=dialogues, lessons=_lessons(person, other))


def parted(person: Person, account: UserId) -> Person:
    """A person of its own for one of the accounts, with a copy of everything."""
    profile = replace(person.profile, user=account, events=_events(account, person.profile.events))
    return replace(person, profile=profile)


def _events(user: UserId, events: Iterable[Feedback]) -> tuple[Feedback, ...]:
    """In order of time, each once, all of them this user's."""
    owned = dict.fromkeys(replace(event, user=user) for event in events)
    return tuple(sorted(owned, key=lambda event: event.at))[-MOST_EVENTS:]


def _wishes(wishes: Iterable[Preference]) -> tuple[Preference, ...]:
    """As if one person had said them one after another: where two contradict each other, the newer one holds."""
    held: tuple[Preference, ...] = ()
    for wish in sorted(wishes, key=lambda wish: wish.at):
        held = merged(held, (wish,), adds=True)
    return held


def _lessons(person: Person, other: Person) -> tuple[Lesson, ...]:
    """Of both; taking one back must leave what the other account had taught by then."""
    lessons = {}
    for own, foreign in ((other, person), (person, other)):
        for lesson in own.lessons:
            known = (wish for wish in foreign.profile.preferences if wish.at < lesson.at)
            lessons[lesson.at, lesson.words] = replace(lesson, preferences=_wishes((*lesson.preferences, *known)))
    return tuple(sorted(lessons.values(), key=lambda lesson: lesson.at))[-MOST_LESSONS:]
