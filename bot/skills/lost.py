"""Not followed twice, or a complaint: what was understood so far, and other ways than going on like this."""

from __future__ import annotations

from bot.facts import wishes_in_words
from bot.skills.situation import Reply, Situation, plain
from bot.skills.smalltalk import listed_examples, nouns
from bot.turn import Intent
from bot.wording import label


async def hand_over(situation: Situation) -> Reply:
    """Nothing is dropped or passed on by itself: each way is the person's to take."""
    examples = listed_examples(situation.catalogue, situation.phrases)
    ways = situation.say("lost.ways", nouns=nouns(situation), examples=examples)
    sorry = situation.say("lost.complaint" if situation.turn.intent is Intent.COMPLAIN else "lost.sorry")
    said = situation.phrases.joined(sorry, _understood(situation), ways)
    return plain(situation, said)


def _understood(situation: Situation) -> str:
    dialogue, catalogue = situation.dialogue, situation.catalogue
    words = wishes_in_words(dialogue.wishes, catalogue, situation.phrases)
    if dialogue.query:
        words.append(situation.say("wish.query", query=dialogue.query))
    if not words:
        return situation.say("lost.nothing")
    named = [catalogue.field_by_name[wish.field] for wish in dialogue.wishes if wish.field in catalogue.field_by_name]
    field = label(named[-1], situation.language) if named else ""
    listed = situation.phrases.listed(words, "all")
    if not field:
        return situation.say("lost.query", words=listed)
    return situation.say("lost.known", words=listed, label=field)
