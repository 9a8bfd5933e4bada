"""What the bot speaks: `/language` asks, `/language zh` settles it, `/language auto` lets it follow the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.messages import LANGUAGES, Action, Button
from bot.phrasebook import Phrasebook
from bot.skills.situation import Reply, Situation, plain, question_id
from recommender.schema import ItemId

NAMES: Mapping[str, str] = {
    "en": "en", "english": "en", "英文": "en", "英语": "en", "英": "en",
    "zh": "zh", "cn": "zh", "chinese": "zh", "mandarin": "zh", "中文": "zh", "汉语": "zh", "中": "zh", "普通话": "zh",
    "auto": "", "automatic": "", "自动": "", "any": "",
}  # fmt: skip
"""What people call the languages; empty: whichever they write in."""


async def choose(situation: Situation) -> Reply:
    name = situation.turn.query.strip(" .!。！").casefold()
    if not name:
        return replace(plain(situation, situation.say("language.which")), buttons=_buttons(situation))
    if name not in NAMES and name.partition("-")[0] not in LANGUAGES:
        return plain(situation, situation.say("language.unknown", name=situation.turn.query.strip()))
    return speak(situation, NAMES.get(name, name.partition("-")[0]))


def speak(situation: Situation, language: str) -> Reply:
    """From now on this language; empty: whichever the person writes in."""
    spoken = language or situation.language
    profile = replace(situation.person.profile, language=spoken, language_fixed=bool(language))
    situation = replace(
        situation,
        person=replace(situation.person, profile=profile),
        phrases=situation.spoken.get(spoken, situation.phrases),
    )
    return plain(situation, situation.say("language.done" if language else "language.follow"))


def _buttons(situation: Situation) -> tuple[Button, ...]:
    number = question_id(situation, "language")
    known: Mapping[str, Phrasebook] = situation.spoken
    return tuple(
        Button(known[name].say("language.name"), Action(name, number, ItemId("")).encode())
        for name in LANGUAGES
        if name in known
    )
