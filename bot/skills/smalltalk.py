"""Everything said between the recommendations, and what to say when nothing was understood."""

from __future__ import annotations

from bot.skills.situation import Reply, Situation, plain
from bot.skills.support import HELP
from bot.skills.taste import as_written
from recommender.catalogue import Catalogue
from recommender.schema import Field

MOST_EXAMPLES = 3


async def greet(situation: Situation) -> Reply:
    key = "welcome.again" if situation.person.profile.events else "welcome.hello"
    return plain(situation, situation.say(key))


async def start(situation: Situation) -> Reply:
    """What it can do and two or three examples; somebody known is greeted as such."""
    catalogue = situation.catalogue
    key = "welcome.start_again" if situation.person.profile.events else "welcome.start"
    return plain(situation, situation.say(key, nouns=nouns(situation), examples=listed_examples(catalogue)))


async def no_command(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.no_command", name=situation.turn.query))


async def thank(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.thanks"))


async def bye(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.bye"))


async def help_(situation: Situation) -> Reply:
    return plain(situation, situation.say("talk.help", examples=listed_examples(situation.catalogue)))


async def smalltalk(situation: Situation) -> Reply:
    words = situation.turn.query.split()
    catalogue = situation.catalogue
    key = "how" if "how" in words or "hows" in words else "who" if {"who", "are"} & set(words) else "small"
    return plain(situation, situation.say(f"talk.{key}", count=len(catalogue.items), nouns=plural(catalogue)))


async def unknown(situation: Situation) -> Reply:
    """A message without a word (a picture, an emoji) is told apart from words that make no sense."""
    key = "unknown" if situation.turn.confidence else "wordless"
    suggested = listed_examples(situation.catalogue)
    return plain(situation, situation.say(f"talk.{key}", nouns=nouns(situation), examples=suggested))


def nouns(situation: Situation) -> str:
    """All that can be asked for, first what the talk is about: `films, books and products`."""
    current, shelves = situation.catalogue, situation.catalogues
    known = [current, *(shelf for name, shelf in shelves.items() if name != HELP and shelf is not current)]
    return situation.phrases.listed([plural(shelf) for shelf in known])


def listed_examples(catalogue: Catalogue) -> str:
    return ", ".join(f'"{example}"' for example in examples(catalogue))


def examples(catalogue: Catalogue) -> list[str]:
    """Sentences that this very catalogue can answer, at most three."""
    best = max(catalogue.items, key=lambda item: item.popularity, default=None)
    said = [f"something like {best.title}"] if best else []
    for kind in ("category", "person"):
        field = next((field for field in catalogue.fields if field.kind == kind and field.question), None)
        value = _usual_value(catalogue, field) if field else ""
        if value:
            said.append(
                f"something with {value}"
                if kind == "person"
                else f"{value}, but not {_other(catalogue, field, value)}"
            )
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


def plural(catalogue: Catalogue) -> str:
    noun = catalogue.nouns[0] if catalogue.nouns else "item"
    return noun if noun.endswith("s") else f"{noun}s"
