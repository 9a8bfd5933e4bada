"""What a person may do with what is kept about them: see it, take it back, take it along, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from bot.facts import wishes_in_words
from bot.memory import unlearn
from bot.messages import Attachment
from bot.skills.situation import Reply, Situation, plain, question_id, yes_or_no
from bot.skills.taste import taste_form
from bot.turn import Dialogue, Pending, Person
from recommender.schema import ItemId, Preference, Profile


async def show_profile(situation: Situation) -> Reply:
    profile = situation.person.profile
    told = [line for line in _known(situation, profile) if line]
    lines = [situation.say("profile.intro"), *told, situation.say("profile.outro")]
    text = "\n".join(lines) if told else situation.say("profile.empty")
    return replace(plain(situation, text), form=taste_form(situation.catalogue, profile, situation.phrases))


def _known(situation: Situation, profile: Profile) -> list[str]:
    wanted = [wish for wish in profile.preferences if wish.polarity == "want"]
    avoided = [replace(wish, polarity="want") for wish in profile.preferences if wish.polarity == "avoid"]
    last = {event.item: event.verb for event in profile.events if event.verb in ("like", "dislike", "seen", "more")}
    return [
        _words(situation, "profile.likes", wanted),
        _words(situation, "profile.avoids", avoided),
        _titles(situation, "profile.liked", last, ("like", "more")),
        _titles(situation, "profile.disliked", last, ("dislike",)),
        _titles(situation, "profile.seen", last, ("seen",)),
        _words(situation, "profile.now", list(situation.dialogue.wishes)),
    ]


def _words(situation: Situation, key: str, wishes: list[Preference]) -> str:
    words = wishes_in_words(wishes, situation.catalogue, situation.phrases)
    return situation.say(key, words=situation.phrases.listed(words, "all")) if words else ""


def _titles(situation: Situation, key: str, last: Mapping[ItemId, str], verbs: tuple[str, ...]) -> str:
    items = tuple(item for item, verb in reversed(list(last.items())) if verb in verbs)
    titles = situation.titles(items, most=10)
    return situation.say(key, titles=titles) if titles else ""


async def undo(situation: Situation) -> Reply:
    person, dialogue, words = unlearn(situation.person, situation.dialogue, situation.chat)
    text = situation.say("undo.done", words=words) if words else situation.say("undo.nothing")
    return Reply(text, dialogue, person)


async def reset(situation: Situation) -> Reply:
    """Wishes for now and the list of what was shown go; taste and opinions stay."""
    dialogue = Dialogue(domain=situation.dialogue.domain, turns=situation.dialogue.turns, at=situation.at)
    return Reply(situation.say("reset.done"), dialogue, situation.person)


async def export(situation: Situation) -> Reply:
    """Everything that is kept, as one JSON document which can be stored again; for nobody else's eyes."""
    if situation.public:
        return plain(situation, situation.say("talk.alone"))
    content = TypeAdapter(Person).dump_json(situation.person, indent=2).decode()
    name = f"chat-rec-{situation.person.profile.user.replace(':', '-')}.json"
    text = situation.say("privacy.export")
    return Reply(text, situation.dialogue, situation.person, attachments=(Attachment(name, content),))


async def ask_to_forget(situation: Situation) -> Reply:
    pending = Pending("forget", id=question_id(situation, "forget"))
    text = situation.say("privacy.forget_sure")
    dialogue = replace(situation.dialogue, pending=pending)
    return Reply(text, dialogue, situation.person, buttons=yes_or_no(situation, "forget"))


async def forget(situation: Situation) -> Reply:
    empty = Person(Profile(situation.person.profile.user))
    return Reply(situation.say("privacy.forgotten"), Dialogue(), empty, forget=True)


async def privacy(situation: Situation) -> Reply:
    return plain(situation, situation.say("privacy.text"))
