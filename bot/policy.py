"""Which skill answers a turn: the table of contents of everything the bot can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.messages import ANSWERS, CHOICES, LANGUAGES, Action
from bot.skills import (
    account,
    explain,
    facts_told,
    handoff,
    judge,
    language,
    linking,
    lost,
    recommend,
    smalltalk,
    support,
)
from bot.skills.asking import ABOUT_ITEM, OPINIONS
from bot.skills.next_move import Move, Standing, next_move
from bot.skills.nothing import accept_relaxation
from bot.skills.situation import Reply, Situation, Skill, plain
from bot.turn import Intent, Pending
from recommender.schema import ItemId, Verb

SKILLS: Mapping[Intent, Skill] = {
    Intent.RECOMMEND: recommend.recommend,
    Intent.PREFER: judge.remarked,
    Intent.TAP: judge.typed,
    Intent.FEEDBACK: judge.remarked,
    Intent.MORE: recommend.recommend,
    Intent.EXPLAIN: explain.explain,
    Intent.ASK_ITEM: facts_told.ask_item,
    Intent.COMPARE: facts_told.compare,
    Intent.UNDO: account.undo,
    Intent.RESET: account.reset,
    Intent.GREET: smalltalk.greet,
    Intent.THANK: smalltalk.thank,
    Intent.BYE: smalltalk.bye,
    Intent.HELP: smalltalk.help_,
    Intent.PROFILE: account.show_profile,
    Intent.FORGET: account.ask_to_forget,
    Intent.EXPORT: account.export,
    Intent.PRIVACY: account.privacy,
    Intent.SMALLTALK: smalltalk.smalltalk,
    Intent.CHITCHAT: smalltalk.chitchat,
    Intent.MISTAKE: smalltalk.mistake,
    Intent.START: smalltalk.start,
    Intent.LINK: linking.link,
    Intent.UNLINK: linking.unlink,
    Intent.LANGUAGE: language.choose,
    Intent.HUMAN: handoff.ask_for_a_person,
    Intent.NO_COMMAND: smalltalk.no_command,
    Intent.SUPPORT: support.support,
    Intent.COMPLAIN: lost.hand_over,
    Intent.UNKNOWN: smalltalk.unknown,
}


VERDICTS: Mapping[Intent, Verb] = {Intent.YES: "like", Intent.NO: "dislike", Intent.ANY: "unknown"}
"""What an answer in words says of the item that we asked about."""


async def answer(situation: Situation, action: Action | None) -> Reply:
    """The reply to a tap, to the answer of our own question, or to anything else that was said."""
    if action is not None and action.slate.startswith(ABOUT_ITEM) and action.verb in OPINIONS:
        return await judge.told(situation, action.verb, action.item, waited_for=_is_open(situation, action))
    if action is not None and action.verb in LANGUAGES:
        return language.speak(situation, action.verb)
    if action is not None and action.verb not in (*ANSWERS, *CHOICES):
        return await judge.tapped(situation, action)
    if action is not None and not _is_open(situation, action):
        return plain(situation, situation.say("ask.closed"))
    if situation.turn.intent is not Intent.TAP:  # a tap passes no question over, typed or not
        situation = _attended(situation)
    if situation.turn.intent in (Intent.YES, Intent.NO, Intent.ANY):
        return await _answered(situation, situation.before.pending)
    if next_move(Standing(situation.dialogue.misunderstood)) is Move.HAND_OVER:
        return await lost.hand_over(situation)
    return await SKILLS[situation.turn.intent](situation)


def _is_open(situation: Situation, action: Action) -> bool:
    """A button under an earlier question must not answer the present one: that may be `delete everything?`."""
    pending = situation.before.pending
    return pending is not None and pending.id == action.slate


def _attended(situation: Situation) -> Situation:
    """Keep count of our questions that were passed over; a question once answered or passed over is closed."""
    pending, turn = situation.before.pending, situation.turn
    ignored = situation.dialogue.ignored
    if pending is not None and pending.kind == "field":
        spoken = {wish.field for wish in turn.wishes} | set(turn.drops) | {c.field for c in turn.critiques}
        answered = pending.field in spoken or turn.intent in (Intent.ANY, Intent.NO)
        ignored = 0 if answered else ignored + 1
    if pending is not None and pending.kind == "item":
        judged = any(mention.item in pending.options for mention in turn.mentions)
        ignored = 0 if judged or turn.intent in VERDICTS else ignored + 1
    dialogue = replace(situation.dialogue, pending=None, ignored=ignored, misunderstood=_misunderstood(situation))
    return replace(situation, dialogue=dialogue)


def _misunderstood(situation: Situation) -> int:
    """Messages in a row that were not followed; one without a word (a picture) does not count."""
    turn = situation.turn
    if turn.intent is not Intent.UNKNOWN:
        return 0
    return situation.dialogue.misunderstood + (turn.confidence > 0)


async def _answered(situation: Situation, pending: Pending | None) -> Reply:
    intent = situation.turn.intent
    match pending.kind if pending else None, intent:
        case "forget", Intent.YES:
            return await account.forget(situation)
        case "forget", _:
            return plain(situation, situation.say("privacy.kept"))
        case "relax", Intent.YES | Intent.ANY:
            assert pending is not None  # noqa: S101  # matched above; mypy does not see through the tuple
            return await recommend.recommend(accept_relaxation(situation, pending))
        case "relax", _:
            return plain(situation, situation.say("nothing.kept"))
        case "item", _:
            assert pending is not None  # noqa: S101  # as above
            return await judge.told(situation, VERDICTS[intent], ItemId(pending.options[0]), waited_for=True)
        case "field", Intent.ANY | Intent.NO:
            reply = await recommend.recommend(situation)
            return replace(reply, text=f"{situation.say('ask.any')} {reply.text}")
        case _, Intent.ANY:
            return await recommend.recommend(situation)
        case _:
            return plain(situation, situation.say("talk.yes" if intent is Intent.YES else "talk.no"))
