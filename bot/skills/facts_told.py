"""Questions about items, answered from their fields alone: one item's facts, or two side by side."""

from __future__ import annotations

from dataclasses import replace

from bot.facts import key_facts, tell
from bot.skills.recommend import recommend
from bot.skills.situation import Reply, Situation, plain
from bot.wording import comparative, description, label
from recommender.catalogue import Catalogue, as_number, texts
from recommender.schema import Field, Item, ItemId

MOST_COMPARED = 6


async def ask_item(situation: Situation) -> Reply:
    """`who directed the second?`, `is it on Netflix?`, `tell me more about Heat`."""
    items = _spoken_of(situation)
    if not items:
        return plain(situation, situation.say("item.which"))
    told = "\n".join(_answer(situation, item) for item in items)
    if situation.turn.wishes:  # `is it on Netflix? I only have that`
        reply = await recommend(situation)
        return replace(reply, text=f"{told}\n{reply.text}")
    return Reply(told, replace(situation.dialogue, focus=items[0].id), situation.person)


def _spoken_of(situation: Situation) -> list[Item]:
    dialogue = situation.dialogue
    named: list[ItemId] = [mention.item for mention in situation.turn.mentions]
    if not named and dialogue.focus:
        named = [dialogue.focus]
    if not named and len(dialogue.slate_items) == 1:
        named = list(dialogue.slate_items)
    return [item for wanted in dict.fromkeys(named) if (item := situation.item(wanted))]


def _answer(situation: Situation, item: Item) -> str:
    catalogue = situation.catalogues[item.domain]
    fields = [field for name in situation.turn.fields if (field := catalogue.field_by_name.get(name))]
    if not fields:
        return _about(situation, item, catalogue)
    return situation.phrases.joined(*(_fact(situation, item, field) for field in fields))


def _about(situation: Situation, item: Item, catalogue: Catalogue) -> str:
    facts = situation.phrases.clauses(key_facts(item, catalogue, situation.phrases, most=7))
    key = "about" if facts else "about_plain"
    text = description(item, situation.language)
    return situation.say(f"item.{key}", title=situation.called(item), facts=facts, text=text).strip()


def _fact(situation: Situation, item: Item, field: Field) -> str:
    value, title, named = item.fields.get(field.name), situation.called(item), label(field, situation.language)
    if value is None or value == ():
        return situation.say("item.unknown", title=title, label=named)
    asked = [wish for wish in situation.turn.wishes if wish.field == field.name]
    key = "fact"
    if asked:
        wanted = {text.casefold() for wish in asked for text in texts(wish.value)}
        key = "yes" if wanted & {text.casefold() for text in texts(value)} else "no"
    return situation.say(f"item.{key}", title=title, label=named, value=tell(field, value, situation.phrases))


async def compare(situation: Situation) -> Reply:
    """Two items: where they differ, line by line, and what they share."""
    items = _spoken_of(situation)
    if len(items) < 2 and len(situation.dialogue.slate_items) == 2:
        items = [item for wanted in situation.dialogue.slate_items if (item := situation.item(wanted))]
    if len(items) < 2:
        return plain(situation, situation.say("compare.need_two"))
    first, second = items[:2]
    lines = [situation.say("compare.intro", first=situation.called(first), second=situation.called(second))]
    return plain(situation, "\n".join([*lines, *_differences(situation, first, second)]))


def _differences(situation: Situation, first: Item, second: Item) -> list[str]:
    catalogue = situation.catalogues[first.domain]
    asked = [field for name in situation.turn.fields if (field := catalogue.field_by_name.get(name))]
    told: list[str] = []
    same: list[str] = []
    for field in asked or [field for field in catalogue.fields if field.shown and field.kind != "text"]:
        one, other = first.fields.get(field.name), second.fields.get(field.name)
        if one is None or other is None:
            continue
        named = label(field, situation.language)
        here, there = (tell(field, value, situation.phrases) for value in (one, other))
        if one == other:
            same.append(f"{named} {here}")
        else:
            told.append(situation.say("compare.line", label=named, first=here, second=there))
    if asked and told:
        told = [*_winners(situation, asked, first, second)] or told
    closing = [situation.say("compare.same", facts=situation.phrases.clauses(same))] if same else []
    return [*told[:MOST_COMPARED], *closing]


def _winners(situation: Situation, asked: list[Field], first: Item, second: Item) -> list[str]:
    """`X is shorter: 98 min, against 120 min.` where the question asks which has less or more of a field."""
    told = []
    for critique in situation.turn.critiques:
        field = next((field for field in asked if field.name == critique.field), None)
        if field is None or not (field.more and field.less):
            continue
        one, other = (as_number(field, item.fields.get(field.name)) for item in (first, second))
        small, large = (first, second) if one < other else (second, first)
        item, rival = (small, large) if critique.direction == "less" else (large, small)
        word = comparative(field.less if critique.direction == "less" else field.more, situation.language)
        value, against = (tell(field, each.fields[field.name], situation.phrases) for each in (item, rival))
        told.append(
            situation.say("compare.winner", title=situation.called(item), word=word, value=value, other=against)
        )
    return told
