"""Why an item was shown: the reasons that were kept when it was."""

from __future__ import annotations

from dataclasses import replace

from bot.skills.situation import Reply, Situation, plain
from recommender.schema import ItemId


async def explain(situation: Situation) -> Reply:
    dialogue = situation.dialogue
    named = [mention.item for mention in situation.turn.mentions]
    items = named or [item for item in (dialogue.focus, *dialogue.slate_items[:1]) if item]
    if not items:
        return plain(situation, situation.say("explain.nothing"))
    return why(situation, items[0])


def why(situation: Situation, wanted: ItemId) -> Reply:
    item = situation.item(wanted)
    title = situation.called(item) if item else wanted
    dialogue = replace(situation.dialogue, focus=wanted)
    if wanted not in dialogue.reasons:
        return Reply(situation.say("explain.not_shown", title=title), dialogue, situation.person)
    reasons = dialogue.reasons[wanted] or situation.say("explain.fits")
    return Reply(
        _closed(situation, situation.say("explain.intro", title=title, reasons=reasons)), dialogue, situation.person
    )


def _closed(situation: Situation, sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "。")) else f"{sentence}{situation.say('list.stop')}"
