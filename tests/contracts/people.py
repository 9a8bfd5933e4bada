"""Hypothesis strategies for a `Person`, and ids that platforms and mischief produce."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.turn import Dialogue, Lesson, Pending, Person
from recommender.schema import Feedback, ItemId, Preference, Profile, SlateId, UserId

AWKWARD_IDS = (
    "",
    ".",
    "..",
    "console:ana",
    "console:Ana",
    "console:ana ",
    "console_ana",
    "console:../../../escaped",
    "/escaped",
    "..\\escaped",
    "con",
    "nul:aux.json",
    "console:%61na",
    "console:caf\u00e9",
    "console:cafe\u0301",
    "console:安娜",
    "console:🦊",
    "console:\0",
    "console:a\nb",
    "console:" + "x" * 5000,
    "console:" + "x" * 5001,
    "*",
    "?",
    "'; DROP TABLE turns; --",
)
"""All different, whatever a file system or a database thinks of them."""

numbers = st.floats(allow_nan=False)
words = st.text(max_size=12)
items = st.text(max_size=6).map(ItemId)
some_items = st.lists(items, max_size=3).map(tuple)
some_words = st.lists(words, max_size=3).map(tuple)

preferences = st.lists(
    st.builds(
        Preference,
        field=words,
        value=words | numbers | st.booleans() | some_words,
        source=words,
        at=numbers,
    ),
    max_size=3,
).map(tuple)

pendings = st.builds(Pending, field=words, options=some_words, id=st.none() | words.map(SlateId))

dialogues = st.builds(
    Dialogue,
    domain=words,
    wishes=preferences,
    like=some_items,
    unlike=some_items,
    query=words,
    shown=some_items,
    slate=words.map(SlateId),
    slate_items=some_items,
    reasons=st.dictionaries(items, words, max_size=2),
    intro=words,
    headlines=st.dictionaries(items, words, max_size=2),
    slates=st.dictionaries(items, words.map(SlateId), max_size=2),
    focus=st.none() | items,
    asked=some_words,
    pending=st.none() | pendings,
    turns=st.integers(0, 10_000),
    at=numbers,
)

lessons = st.builds(
    Lesson, at=numbers, words=words, preferences=preferences, wishes=preferences, item=st.none() | items, chat=words
)


def profiles(user: UserId) -> st.SearchStrategy[Profile]:
    events = st.builds(Feedback, user=st.just(user), slate=words.map(SlateId), item=items, at=numbers)
    return st.builds(
        Profile,
        user=st.just(user),
        events=st.lists(events, max_size=3).map(tuple),
        preferences=preferences,
        language=words,
        consent=numbers,
    )


def people(user: UserId) -> st.SearchStrategy[Person]:
    return st.builds(
        Person,
        profile=profiles(user),
        dialogues=st.dictionaries(words, dialogues, max_size=2),
        lessons=st.lists(lessons, max_size=2).map(tuple),
    )


def taught(user: UserId, words: str, chats: int = 1) -> Person:
    """A small plausible person who said something."""
    wish = Preference("genre", "in", ("crime", "drama"), scope="always", source=words, at=1.5)
    chat = Dialogue(domain="movies", wishes=(wish,), shown=(ItemId("movies:1"),), turns=3)
    return Person(
        Profile(user, (Feedback(user, SlateId("s"), ItemId("movies:1"), "like", 2.5),), (wish,)),
        {f"{user}:{number}": chat for number in range(chats)},
        (Lesson(2.5, words, (), (wish,)),),
    )
