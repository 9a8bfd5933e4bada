"""Everything said between the recommendations, and what to say when nothing was understood."""

from __future__ import annotations

from bot.phrasebook import Phrasebook
from bot.skills.situation import Reply, Situation, plain, title_in_words
from bot.skills.support import HELP
from bot.skills.taste import as_written
from bot.wording import noun, word
from recommender.catalogue import Catalogue
from recommender.schema import Field

MOST_EXAMPLES = 3
_HOW = frozenset({"how", "hows", "好吗", "怎么样", "还好", "好不好"})
_WHO = frozenset({"who", "are", "谁", "机器人", "真人", "叫什么", "什么人"})


async def greet(situation: Situation) -> Reply:
    key = "welcome.again" if situation.person.profile.events else "welcome.hello"
    return plain(situation, situation.say(key))


async def start(situation: Situation) -> Reply:
    """What it can do and two or three examples; somebody known is greeted as such."""
    key = "welcome.start_again" if situation.person.profile.events else "welcome.start"
    return plain(situation, situation.say(key, nouns=nouns(situation), examples=_listed_examples(situation)))


async def no_command(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.no_command", name=situation.turn.query))


async def thank(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.thanks"))


async def bye(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.bye"))


async def help_(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.help", examples=_listed_examples(situation)))


async def smalltalk(situation: Situation) -> Reply:
    query, catalogue = situation.turn.query, situation.catalogue
    key = "how" if _speaks_of(query, _HOW) else "who" if _speaks_of(query, _WHO) else "small"
    kinds = plural(catalogue, situation.phrases)
    return plain(situation, situation.say(f"talk.{key}", count=len(catalogue.items), nouns=kinds))


async def chitchat(situation: Situation) -> Reply:
    kinds = plural(situation.catalogue, situation.phrases)
    return plain(situation, situation.say("talk.chitchat", nouns=kinds))


async def mistake(situation: Situation) -> Reply:
    return plain(situation, situation.say("undo.how"))


def _speaks_of(query: str, words: frozenset[str]) -> bool:
    """Chinese is written without gaps: there, a part of the query will do."""
    joined = query.replace(" ", "")
    return bool(words & set(query.split())) or any(not each.isascii() and each in joined for each in words)


async def unknown(situation: Situation) -> Reply:
    """A message without a word (a picture, an emoji) is told apart from words that make no sense."""
    key = "unknown" if situation.turn.confidence else "wordless"
    suggested = _listed_examples(situation)
    return plain(situation, situation.say(f"talk.{key}", nouns=nouns(situation), examples=suggested))


def nouns(situation: Situation) -> str:
    """All that can be asked for, first what the talk is about: `films, books and products`."""
    current, shelves = situation.catalogue, situation.catalogues
    known = [current, *(shelf for name, shelf in shelves.items() if name != HELP and shelf is not current)]
    return situation.phrases.listed([plural(shelf, situation.phrases) for shelf in known])


def _listed_examples(situation: Situation) -> str:
    return listed_examples(situation.catalogue, situation.phrases)


def listed_examples(catalogue: Catalogue, phrases: Phrasebook) -> str:
    return phrases.say("list.or_between").join(map(phrases.quoted, examples(catalogue, phrases)))


def examples(catalogue: Catalogue, phrases: Phrasebook) -> list[str]:
    """Sentences that this very catalogue can answer, at most three."""
    best = max(catalogue.items, key=lambda item: item.popularity, default=None)
    said = [phrases.say("example.like", title=title_in_words(best, catalogue, phrases))] if best else []
    for kind in ("category", "person"):
        field = next((field for field in catalogue.fields if field.kind == kind and field.question), None)
        value = _usual_value(catalogue, field) if field else ""
        if field and value:
            key = "with" if kind == "person" else "not"
            other = word(field, _other(catalogue, field, value), phrases.language)
            said.append(phrases.say(f"example.{key}", value=word(field, value, phrases.language), other=other))
    return said[:MOST_EXAMPLES]


def _usual_value(catalogue: Catalogue, field: Field) -> str:
    postings = catalogue.postings.get(field.name, {})
    folded = max(postings, key=lambda value: len(postings[value]), default="")
    return as_written(catalogue, field, folded)


def _other(catalogue: Catalogue, field: Field | None, value: str) -> str:
    if field is None:
        return ""
    ranked = sorted(catalogue.postings[field.name].items(), key=lambda pair: -len(pair[1]))
    other = next((folded for folded, _ in ranked if folded != value.casefold()), "")
    return as_written(catalogue, field, other)


def plural(catalogue: Catalogue, phrases: Phrasebook) -> str:
    one = noun(catalogue, phrases.language) or phrases.say("list.item")
    return one if one.endswith("s") else phrases.say("list.plural", noun=one)
