"""What a turn teaches: wishes for now, taste for always, opinions on items. All of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from bot.critiques import resolved
from bot.messages import Action
from bot.turn import Dialogue, Intent, Lesson, Mention, Person, Turn
from recommender.catalogue import Catalogue, texts
from recommender.schema import TEXT, Feedback, ItemId, Polarity, Preference, Profile, Verb

CONVERSATION_S = 6 * 3600.0
"""After this silence a new conversation begins: wishes for now and the list of what was shown are dropped."""
MOST_LESSONS = 20
MOST_EVENTS = 500
MOST_THEMES = 12
"""Words that items must not speak of; the oldest are let go, for each costs a look at every description."""
_SEARCHING = (Intent.RECOMMEND, Intent.PREFER, Intent.FEEDBACK, Intent.MORE)
"""Other words are no description of what is looked for: `when will my order arrive?`"""
NAMING = ("=", "in")
"""Operators of wishes that name values, as a form shows them."""
_VERBS: Mapping[str, Verb] = {"liked": "like", "disliked": "dislike", "seen": "seen"}


def resume(person: Person, chat: str, at: float) -> Dialogue:
    """Where the chat stands; after a long silence only its domain is kept."""
    dialogue = person.dialogues.get(chat, Dialogue())
    if dialogue.at and at - dialogue.at > CONVERSATION_S:
        return Dialogue(domain=dialogue.domain, turns=dialogue.turns, at=at)
    return dialogue


def learn(
    person: Person, dialogue: Dialogue, turn: Turn, catalogues: Mapping[str, Catalogue], at: float
) -> tuple[Person, Dialogue]:
    """The person and the dialogue after the turn, with a lesson that can be taken back if anything was learnt."""
    if turn.corrects:
        person, dialogue = _corrected(person, dialogue)
    moved = _moved(dialogue, turn)
    wishes = (*turn.wishes, *resolved(turn.critiques, moved, catalogues, at))
    always = tuple(wish for wish in wishes if wish.scope == "always")
    now = _for_now(wishes)
    events = _events(person.profile, turn.mentions, dialogue, at)
    profile = replace(
        person.profile,
        preferences=merged(_dropped(person.profile.preferences, turn.drops), always, adds=True),
        events=(*person.profile.events, *events)[-MOST_EVENTS:],
    )
    kept = _dropped(moved.wishes, turn.drops)
    after = replace(
        moved,
        wishes=merged(kept, now, adds=turn.adds),
        query=_query(moved, turn),
        like=_anchors(moved.like, turn, "like"),
        unlike=_anchors(moved.unlike, turn, "unlike"),
        focus=turn.mentions[-1].item if turn.mentions else moved.focus,
        named=tuple(dict.fromkeys((*moved.named, *(mention.item for mention in turn.mentions)))),
    )
    lesson = _lesson(person, dialogue, at, _words(turn))
    if profile == person.profile and lesson == _lesson(person, after, at, lesson.words):
        return person, after
    return replace(person, profile=profile, lessons=(*person.lessons, lesson)[-MOST_LESSONS:]), after


def _corrected(person: Person, dialogue: Dialogue) -> tuple[Person, Dialogue]:
    """Without what the last message taught, if it taught anything."""
    lesson = person.lessons[-1] if person.lessons else None
    if lesson is None or lesson.at != dialogue.at:
        return person, dialogue
    person, dialogue, _ = unlearn(person, dialogue, lesson.chat)
    return person, dialogue


def _for_now(wishes: tuple[Preference, ...]) -> tuple[Preference, ...]:
    """The wishes for now. `I love westerns` asks for westerns now, too, unless the same message asks for another."""
    now = tuple(wish for wish in wishes if wish.scope == "now")
    asked = {wish.field for wish in now if wish.polarity == "want"}
    tastes = tuple(
        replace(wish, scope="now", strength="hard")
        for wish in wishes
        if wish.scope == "always" and wish.polarity == "want" and wish.field not in asked and not _is_bound(wish)
    )
    return (*now, *tastes)


def record(person: Person, dialogue: Dialogue, action: Action, at: float, words: str) -> Person:
    """The person after one tap in the dialogue; `words` name the lesson."""
    event = Feedback(person.profile.user, action.slate, action.item, cast("Verb", action.verb), at)
    lesson = replace(_lesson(person, dialogue, at, words), item=action.item)
    profile = replace(person.profile, events=(*person.profile.events, event)[-MOST_EVENTS:])
    return replace(person, profile=profile, lessons=(*person.lessons, lesson)[-MOST_LESSONS:])


def fill_in(
    person: Person, dialogue: Dialogue, form: Mapping[str, Sequence[Preference]], at: float, words: str
) -> tuple[Person, Dialogue]:
    """After a form: on each of its fields, its wishes stand in place of those which it had shown.

    What it takes back or turns down is not looked for any more either.
    """
    old = person.profile.preferences
    shown = [wish for wish in old if wish.field in form and wish.op in NAMING]
    chosen = tuple(_kept(wish, shown) or wish for wishes in form.values() for wish in wishes)
    preferences = (*(wish for wish in old if wish not in shown), *dict.fromkeys(chosen))
    if set(preferences) == set(old):
        return person, dialogue
    lesson = _lesson(person, dialogue, at, words)
    profile = replace(person.profile, preferences=preferences)
    refused = _named(shown, "want") - _named(chosen, "want") | _named(chosen, "avoid")
    wishes = tuple(
        wish for wish in dialogue.wishes if wish.polarity == "avoid" or not _named([wish], "want") & refused
    )
    taught = replace(person, profile=profile, lessons=(*person.lessons, lesson)[-MOST_LESSONS:])
    return taught, replace(dialogue, wishes=wishes)


def _named(wishes: Iterable[Preference], polarity: Polarity) -> set[tuple[str, str]]:
    return {(wish.field, value) for wish in wishes if wish.polarity == polarity for value in _values(wish)}


def _kept(wish: Preference, shown: Iterable[Preference]) -> Preference | None:
    """The same wish as it stood before: it keeps its words and its age."""
    same = (old for old in shown if old.field == wish.field and old.polarity == wish.polarity)
    return next((old for old in same if _values(old) == _values(wish)), None)


def untap(person: Person, dialogue: Dialogue, item: ItemId, chat: str = "") -> tuple[Person, Dialogue, str]:
    """Take back the last tap on an item, also when others were tapped since; its words, empty when there was none."""
    place = next((at for at, lesson in reversed(list(enumerate(person.lessons))) if lesson.item == item), None)
    if place is None or place == len(person.lessons) - 1:
        return unlearn(person, dialogue, chat) if place is not None else (person, dialogue, "")
    lesson = person.lessons[place]
    events = tuple(each for each in person.profile.events if (each.item, each.at) != (item, lesson.at))
    lessons = (*person.lessons[:place], *person.lessons[place + 1 :])
    return replace(person, profile=replace(person.profile, events=events), lessons=lessons), dialogue, lesson.words


def unlearn(person: Person, dialogue: Dialogue, chat: str = "") -> tuple[Person, Dialogue, str]:
    """Take the last lesson back; its words, empty when there is none. `chat` is where the dialogue takes place."""
    if not person.lessons:
        return person, dialogue, ""
    lesson = person.lessons[-1]
    events = tuple(event for event in person.profile.events if event.at < lesson.at)
    profile = replace(person.profile, events=events, preferences=lesson.preferences)
    back = replace(
        dialogue,
        domain=lesson.domain or dialogue.domain,
        wishes=lesson.wishes,
        like=lesson.like,
        unlike=lesson.unlike,
        query=lesson.query,
    )
    here = lesson.chat in ("", chat)
    return replace(person, profile=profile, lessons=person.lessons[:-1]), back if here else dialogue, lesson.words


def _lesson(person: Person, dialogue: Dialogue, at: float, words: str) -> Lesson:
    """What to go back to: the person's taste and what the dialogue looks for."""
    return Lesson(
        at,
        words,
        person.profile.preferences,
        dialogue.wishes,
        domain=dialogue.domain,
        like=dialogue.like,
        unlike=dialogue.unlike,
        query=dialogue.query,
    )


def constraints(profile: Profile, dialogue: Dialogue, catalogue: Catalogue) -> tuple[Preference, ...]:
    """Every wish in force in this domain. A wish for now beats what was said about always."""
    wanted = {
        (wish.field, value.casefold())
        for wish in dialogue.wishes
        if wish.polarity == "want"
        for value in texts(wish.value)
    }
    standing = tuple(
        wish
        for wish in profile.preferences
        if not any((wish.field, value.casefold()) in wanted for value in texts(wish.value))
    )
    known = {*catalogue.field_by_name, TEXT}
    return tuple(wish for wish in (*standing, *dialogue.wishes) if wish.field in known)


def not_again(profile: Profile, dialogue: Dialogue) -> frozenset[ItemId]:
    """What must not be shown: shown in this conversation, or known, seen or rejected in any."""
    known = (event.item for event in profile.events if event.verb in ("like", "dislike", "seen"))
    return frozenset((*dialogue.shown, *known))


def merged(old: Iterable[Preference], new: Iterable[Preference], *, adds: bool) -> tuple[Preference, ...]:
    """The wishes after the new ones. A new wish takes the place of an old one that it contradicts or restates;
    with `adds`, positive categories and people join those that stand."""
    new = tuple(new)
    kept = [wish for wish in old if not any(_gives_way(wish, other, adds=adds) for other in new)]
    both = (*kept, *(wish for place, wish in enumerate(new) if wish not in new[:place]))
    themes = [wish for wish in both if wish.field == TEXT]
    return tuple(wish for wish in both if wish.field != TEXT or wish in themes[-MOST_THEMES:])


def _gives_way(old: Preference, new: Preference, *, adds: bool) -> bool:
    if old.field != new.field:
        return False
    if _values(old) & _values(new):
        return old.polarity != new.polarity or _values(old) <= _values(new)
    if _is_bound(old) and _is_bound(new):
        return old.op[0] == new.op[0] or "=" in (old.op, new.op) or _side(old) == _side(new) or _crossed(old, new)
    if _is_bound(old) or _is_bound(new):
        return old.polarity == new.polarity
    if old.polarity == "avoid" or new.polarity == "avoid":
        return False
    return not adds


def _values(wish: Preference) -> frozenset[str]:
    return frozenset() if _is_bound(wish) else frozenset(value.casefold() for value in texts(wish.value))


def _is_bound(wish: Preference) -> bool:
    return wish.op in "<≤>≥" or (isinstance(wish.value, (int, float)) and not isinstance(wish.value, bool))


def _side(wish: Preference) -> str:
    return {"<": "upper", "≤": "upper", ">": "lower", "≥": "lower"}.get(wish.op, "both")


def _crossed(old: Preference, new: Preference) -> bool:
    """An upper bound below a lower bound: both cannot hold, the newer one does."""
    if isinstance(old.value, (tuple, str)) or isinstance(new.value, (tuple, str)):
        return False
    upper, lower = (old, new) if _side(old) == "upper" else (new, old)
    highest, lowest = float(upper.value), float(lower.value)  # type: ignore[arg-type]  # tuples are excluded above
    return highest < lowest or (highest == lowest and "<" in upper.op + lower.op.replace(">", "<"))


def _moved(dialogue: Dialogue, turn: Turn) -> Dialogue:
    """In another domain the wishes of the old one mean nothing; what was liked or pointed at still does.

    What was merely shown does when nothing else says what is looked for: `any books like that?`
    """
    if not dialogue.domain or turn.domain == dialogue.domain:
        return replace(dialogue, domain=turn.domain)
    pointed = (dialogue.focus,) if dialogue.focus else dialogue.slate_items[:3]
    anchors = dialogue.like or (() if turn.wishes or turn.query else pointed)
    return replace(dialogue, domain=turn.domain, wishes=(), query="", like=anchors, unlike=(), pending=None)


def _query(dialogue: Dialogue, turn: Turn) -> str:
    if turn.intent not in _SEARCHING:
        return dialogue.query
    if turn.query:
        return f"{dialogue.query} {turn.query}".strip() if turn.adds else turn.query
    return "" if turn.replaces or "*" in turn.drops else dialogue.query


def _anchors(old: tuple[ItemId, ...], turn: Turn, stance: str) -> tuple[ItemId, ...]:
    """Items to resemble: those named now take the place of those named before."""
    named = tuple(dict.fromkeys(mention.item for mention in turn.mentions if mention.stance == stance))
    if "*" in turn.drops:
        return named
    if not named:
        return old
    return tuple(dict.fromkeys((*old, *named))) if turn.adds else named


def _events(profile: Profile, mentions: tuple[Mention, ...], dialogue: Dialogue, at: float) -> tuple[Feedback, ...]:
    return tuple(
        Feedback(profile.user, dialogue.slate_of(mention.item), mention.item, _VERBS[mention.stance], at)
        for mention in mentions
        if mention.stance in _VERBS
    )


def _dropped(wishes: tuple[Preference, ...], drops: tuple[str, ...]) -> tuple[Preference, ...]:
    return () if "*" in drops else tuple(wish for wish in wishes if wish.field not in drops)


def _words(turn: Turn) -> str:
    """The person's own words for the lesson."""
    said = [wish.source for wish in turn.wishes if wish.source]
    said += [critique.source for critique in turn.critiques if critique.source]
    said += [mention.quote for mention in turn.mentions if mention.quote and mention.stance != "about"]
    said += [name.replace("_", " ") for name in turn.drops if name != "*"]
    return ", ".join(dict.fromkeys(said)) or turn.query or turn.domain
