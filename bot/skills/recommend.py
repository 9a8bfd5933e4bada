"""A list of items for the wishes in force, with one question where its answer would help."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace

from bot.cards import cards, headlines, sentences
from bot.facts import wishes_in_words
from bot.memory import constraints, not_again
from bot.skills.asking import Question, confirmation, question
from bot.skills.conversing import conversation
from bot.skills.nearly import nearly_named
from bot.skills.next_move import Move, Standing, next_move
from bot.skills.nothing import nothing_fits
from bot.skills.situation import Reply, Situation
from bot.turn import Dialogue, Intent, Turn
from recommender.schema import ItemId, Preference, RankRequest, Slate

MOST_REASONS = 30
"""Items whose reasons are kept: a button or a reply may come to a list some time after it was shown."""


async def recommend(situation: Situation) -> Reply:
    """The next list; when nothing fits, what stands in the way and what could give."""
    unresolved = situation.turn.unresolved
    guess = nearly_named(situation.catalogue, unresolved) if unresolved else None
    doubt = confirmation(situation, guess) if guess else None
    if unresolved and not _knows_anything(situation):
        return _not_found(situation, doubt)
    note = _not_measured(situation)
    if note and not _says_anything(situation.turn):
        return Reply(note, situation.dialogue, situation.person)
    wishes = constraints(situation.person.profile, situation.dialogue, situation.catalogue)
    slate = await slate_for(situation, wishes, situation.slate_size)
    reply = _shown(situation, wishes, slate, doubt) if slate.items else nothing_fits(situation, wishes, slate.matched)
    said = (note, _learnt(situation), _still(situation, wishes), reply.text)
    return replace(reply, text=situation.phrases.joined(*said))


def _not_measured(situation: Situation) -> str:
    """An honest word on amounts that nothing in this catalogue tells, so that they are not passed over in silence."""
    words = situation.turn.unmeasured
    return situation.say("nothing.unmeasured", words=situation.phrases.listed(list(words), "all")) if words else ""


def _says_anything(turn: Turn) -> bool:
    return bool(turn.wishes or turn.critiques or turn.mentions or turn.drops or turn.query)


def _learnt(situation: Situation) -> str:
    """A taste that was told on the way, so that the person sees it was understood as one."""
    always = [wish for wish in situation.turn.wishes if wish.scope == "always"]
    words = wishes_in_words(always, situation.catalogue, situation.phrases)
    return situation.say("feedback.learnt", words=situation.phrases.listed(words, "all")) if words else ""


def _still(situation: Situation, wishes: tuple[Preference, ...]) -> str:
    """The lasting wishes, after a change of mind (`instead`, `forget the year`): the intro tells of the others."""
    turn, now = situation.turn, situation.dialogue.wishes
    if not (turn.replaces or turn.drops) or all(wish in now for wish in situation.before.wishes):
        return ""
    standing = [wish for wish in wishes if wish not in now and wish not in turn.wishes]
    words = wishes_in_words(standing, situation.catalogue, situation.phrases)
    return situation.say("recommend.still", words=situation.phrases.listed(words, "all")) if words else ""


async def slate_for(situation: Situation, wishes: tuple[Preference, ...], k: int) -> Slate:
    """Ask the ranker for k items that were not shown, seen or rejected, unless the person asks for them again."""
    dialogue = situation.dialogue
    readings = await situation.recommender.read([dialogue.query]) if dialogue.query else []
    return await situation.recommender.rank(
        RankRequest(
            profile=situation.person.profile,
            domain=dialogue.domain,
            query_vector=readings[0].vector if readings else None,
            query_text=dialogue.query,
            constraints=wishes,
            like=dialogue.like,
            unlike=dialogue.unlike,
            conversation=conversation(situation),
            exclude=frozenset() if situation.turn.again else not_again(situation.person.profile, dialogue),
            k=k,
            seed=situation.seed + zlib.crc32(f"{situation.person.profile.user}{dialogue.turns}".encode()),
        )
    )


def _not_found(situation: Situation, doubt: Question | None) -> Reply:
    text = situation.say("nothing.unknown_title", title=situation.turn.unresolved)
    reply = Reply(text, situation.dialogue, situation.person)
    if doubt is None:
        return reply
    return replace(reply, text=doubt.text, dialogue=doubt.asked_in(reply.dialogue), buttons=doubt.buttons)


def _shown(situation: Situation, wishes: tuple[Preference, ...], slate: Slate, doubt: Question | None) -> Reply:
    text = situation.say("list.announced", said=_intro(situation, slate))
    dialogue = after_showing(situation, slate, text)
    asked = doubt or question(situation, wishes, slate, dialogue)
    standing = Standing(guessed=doubt is not None, saves=asked.saves if asked else 0.0, ignored=dialogue.ignored)
    if next_move(standing) not in (Move.ASK, Move.CONFIRM):
        asked = None
    reply = Reply(text, dialogue, situation.person, cards(slate, situation), slate=slate)
    if asked is None:
        return reply
    return replace(reply, dialogue=asked.asked_in(dialogue), question=asked.text, buttons=asked.buttons)


def after_showing(situation: Situation, slate: Slate, intro: str) -> Dialogue:
    """The dialogue in which `the second one` counts in this slate."""
    dialogue = situation.dialogue
    items = tuple(ranked.item.id for ranked in slate.items)
    return replace(
        dialogue,
        shown=tuple(dict.fromkeys((*dialogue.shown, *items))),
        slate=slate.id,
        slate_items=items,
        reasons=newest(dialogue.reasons, reasons_told(situation, slate)),
        intro=intro,
        headlines=newest(dialogue.headlines, headlines(slate, situation)),
        slates={},
        focus=items[0] if len(items) == 1 else None,
        pending=None,
    )


def newest(old: Mapping[ItemId, str], new: Mapping[ItemId, str]) -> dict[ItemId, str]:
    kept = {item: reason for item, reason in old.items() if item not in new}
    return dict([*kept.items(), *new.items()][-MOST_REASONS:])


def reasons_told(situation: Situation, slate: Slate) -> dict[ItemId, str]:
    """What `why?` will be answered with, item by item."""
    return {ranked.item.id: situation.phrases.clauses(sentences(ranked, situation)) for ranked in slate.items}


def _intro(situation: Situation, slate: Slate) -> str:
    """What the list answers, without its full stop, so that a misunderstanding shows at once."""
    dialogue, turn = situation.dialogue, situation.turn
    words = wishes_in_words(dialogue.wishes, situation.catalogue, situation.phrases)
    if dialogue.query:
        words.append(situation.say("wish.query", query=dialogue.query))
    titles = situation.titles(dialogue.like)
    if turn.unresolved:
        return situation.say("nothing.unknown_title_list", title=turn.unresolved)
    if titles:
        key = "like_wishes" if words else "like"
    elif words:
        key = "wishes"
    elif turn.intent is Intent.MORE and len(slate.items) < situation.slate_size:
        key = "last"
    else:
        key = "taste" if situation.person.profile.events else "plain"
    said = situation.say(f"recommend.{key}", titles=titles, wishes=situation.phrases.listed(words, "all"))
    return said[:1].upper() + said[1:]


def _knows_anything(situation: Situation) -> bool:
    dialogue = situation.dialogue
    return bool(dialogue.wishes or dialogue.like or dialogue.query)
