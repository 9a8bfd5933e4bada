"""Opinions on items, by tap or in words: each changes the very next list."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from bot.cards import card_now, cards, cards_listed, headlines
from bot.memory import constraints, record, untap
from bot.messages import Action, Tapped
from bot.skills.explain import why
from bot.skills.recommend import newest, reasons_told, recommend, slate_for
from bot.skills.situation import Reply, Situation, plain
from recommender.schema import Item, ItemId, SlateId, Verb

REFUSALS = {"dislike": "disliked", "seen": "seen", "skip": "skip"}
"""Verbs after which another item takes the place, and the phrase that says so."""


async def tapped(situation: Situation, action: Action) -> Reply:
    """A button: note it, say so, and put something in the place of what was refused."""
    item = situation.item(action.item)
    if item is None:
        return plain(situation, situation.say("feedback.stale"))
    reply = await _judged(situation, item, action)
    return replace(reply, tapped=_redrawn(situation, item, action, reply))


async def typed(situation: Situation) -> Reply:
    """A button that was typed. No message has it, so none is redrawn."""
    turn, shown = situation.turn, situation.before.slate_items
    if not turn.mentions:
        number = turn.query.rpartition(" ")[2]
        return plain(situation, situation.say("feedback.no_number", number=number, count=len(shown)))
    item = turn.mentions[0].item
    reply = await tapped(situation, Action(turn.query, situation.before.slate_of(item), item))
    return replace(reply, tapped=None)


def _redrawn(before: Situation, item: Item, action: Action, reply: Reply) -> Tapped:
    """The tapped card, its successor, and the list if it was on the last one, all as they look after the reply."""
    after = replace(before, person=reply.person, dialogue=reply.dialogue)
    now = card_now(item, action.slate, after)
    if action.verb == "why":
        told = reply.dialogue.reasons.get(item.id, "") or reply.text
        now = replace(now, reason=told[:1].upper() + told[1:], buttons=tuple(b for b in now.buttons if b[0] != "why"))
    replaced = action.verb in REFUSALS and reply.cards
    listed = cards_listed(after) if before.dialogue.slate_of(item.id) == action.slate != "" else ()
    if reply.dialogue.slate != before.dialogue.slate:  # another list came: the tapped one is not the last any more
        listed = ()
    return Tapped(
        action.verb,
        now,
        reply.cards[0] if replaced else None,
        tuple(now if card.item.id == item.id else card for card in listed),
        reply.dialogue.intro if listed else "",
    )


async def _judged(situation: Situation, item: Item, action: Action) -> Reply:
    if action.verb == "why":
        return why(situation, action.item)
    if action.verb == "undo":
        return _taken_back(situation, action.item)
    situation = _noted(situation, action)
    dialogue = replace(situation.dialogue, focus=action.item)
    match action.verb:
        case "more":
            anchored = replace(dialogue, domain=item.domain, like=(action.item,), unlike=())
            return await recommend(replace(situation, dialogue=anchored))
        case verb if verb in REFUSALS:
            return await _replaced(replace(situation, dialogue=dialogue), action)
        case _:
            text = situation.say("feedback.liked", titles=situation.called(item))
            return Reply(text, dialogue, situation.person)


async def told(situation: Situation, verb: Verb, item: ItemId, *, waited_for: bool) -> Reply:
    """An opinion that we asked for: noted, and while it was waited for, the next list goes by it."""
    found = situation.item(item)
    if found is None:
        return plain(situation, situation.say("feedback.stale"))
    action = Action(verb, SlateId(""), item)
    words = situation.say(f"ask.words_{verb}", title=situation.called(found))
    person = record(situation.person, situation.dialogue, action, situation.at, words)
    situation = replace(situation, person=person)
    said = situation.say(f"ask.noted_{verb}", title=situation.called(found))
    if not waited_for:
        return plain(situation, said)
    reply = await recommend(replace(situation, dialogue=replace(situation.dialogue, pending=None, ignored=0)))
    return replace(reply, text=situation.phrases.joined(said, reply.text))


def _taken_back(situation: Situation, item: ItemId) -> Reply:
    person, dialogue, words = untap(situation.person, situation.dialogue, item, situation.chat)
    text = situation.say("undo.done", words=words) if words else situation.say("undo.nothing")
    return Reply(text, replace(dialogue, focus=item), person)


def _noted(situation: Situation, action: Action) -> Situation:
    if action.verb not in get_args(Verb):
        return situation
    words = situation.say(f"words.{action.verb}", titles=situation.titles((action.item,)))
    person = record(situation.person, situation.dialogue, action, situation.at, words)
    return replace(situation, person=person)


async def _replaced(situation: Situation, action: Action) -> Reply:
    """One new item in the place of the refused one, so that the list stays as long as it was."""
    said = situation.say(f"feedback.{REFUSALS[action.verb]}", titles=situation.titles((action.item,)))
    if action.item not in situation.catalogue:  # a card of a domain that the talk has left
        return plain(situation, said)
    wishes = constraints(situation.person.profile, situation.dialogue, situation.catalogue)
    slate = await slate_for(situation, wishes, 1)
    if not slate.items:
        return plain(situation, said)
    new = slate.items[0].item.id
    dialogue = replace(
        situation.dialogue,
        shown=(*situation.dialogue.shown, new),
        slate_items=_in_place(situation.dialogue.slate_items, action.item, new),
        reasons=newest(situation.dialogue.reasons, reasons_told(situation, slate)),
        headlines=newest(situation.dialogue.headlines, headlines(slate, situation)),
        slates={**situation.dialogue.slates, new: slate.id},
    )
    text = situation.phrases.joined(said, situation.say("recommend.instead"))
    return Reply(text, dialogue, situation.person, cards(slate, situation), slate=slate)


def _in_place(items: tuple[ItemId, ...], old: ItemId, new: ItemId) -> tuple[ItemId, ...]:
    return tuple(new if item == old else item for item in items) if old in items else (*items, new)


async def remarked(situation: Situation) -> Reply:
    """`loved the second`, `seen it`, `none of these`: the opinions are learnt already; say so and go on."""
    acknowledged = _acknowledged(situation)
    reply = await recommend(situation)
    return replace(reply, text=situation.phrases.joined(acknowledged, reply.text))


def _acknowledged(situation: Situation) -> str:
    said = []
    for stance in ("liked", "disliked", "seen"):
        items = tuple(mention.item for mention in situation.turn.mentions if mention.stance == stance)
        if len(items) > 2 and stance == "disliked":
            said.append(situation.say("feedback.disliked_many"))
        elif items:
            said.append(situation.say(f"feedback.{stance}", titles=situation.titles(items)))
    return situation.phrases.joined(*said)
