"""The intent of a message, from everything found in it. The rules stand in the order in which they win."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.turn import Intent, Mention, Turn
from bot.understanding.asking import ask_item, compare, explain
from bot.understanding.evidence import Evidence
from bot.understanding.judging import judgement, opinion
from recommender.schema import ItemId

_ACCOUNT = ("undo", "reset", "forget", "export", "profile", "privacy")
_TALK = ("greet", "thank", "bye", "help", "smalltalk")
_UNSURE = 0.2
_LONGEST_SEARCH = 12

Rule = Callable[[Evidence], Turn | None]


def decide(evidence: Evidence) -> Turn:
    """The first rule that applies."""
    rules: tuple[Rule, ...] = (
        _account, _not_known, _human, _support, _elsewhere, explain, compare, ask_item, _pending_title, _answer,
        judgement, opinion, _more, _request, _talk, _open_request,
    )  # fmt: skip
    found = (turn for turn in (rule(evidence) for rule in rules) if turn is not None)
    return next(found, None) or replace(evidence.turn(Intent.UNKNOWN), confidence=_UNSURE)


def _account(evidence: Evidence) -> Turn | None:
    """Commands in words. A wish beside `start over` begins the new conversation."""
    tag = evidence.any_of(*_ACCOUNT)
    hard = any(wish.strength == "hard" for wish in evidence.wishes)
    if not tag or evidence.has_titles or (hard and tag != "reset"):
        return None
    if tag == "reset" and hard:
        return replace(evidence.full_turn(Intent.RESET), mentions=(), drops=())
    return evidence.turn(Intent(tag))


def _not_known(evidence: Evidence) -> Turn | None:
    """`never heard of it`, to our question about an item: no opinion."""
    if evidence.asked_item is None or not evidence.has_phrase("not_known"):
        return None
    return evidence.turn(Intent.ANY)


def _human(evidence: Evidence) -> Turn | None:
    if not evidence.any_of("human") or evidence.has_titles:
        return None
    return evidence.turn(Intent.HUMAN)


def _support(evidence: Evidence) -> Turn | None:
    flagged = any(isinstance(wish.value, bool) for wish in evidence.wishes)
    if not (evidence.helps and evidence.any_of("support")) or evidence.has_titles or flagged:
        return None
    domain = evidence.dialogue.domain or evidence.domain
    return Turn(Intent.SUPPORT, domain, query=_all_words(evidence), confidence=0.8)


def _elsewhere(evidence: Evidence) -> Turn | None:
    """The weather, homework, program code: what no catalogue answers."""
    items = any(True for _ in evidence.context.known.nouns.scan(evidence.text.words))
    if not evidence.any_of("unclear") or evidence.has_titles or items:
        return None
    return replace(evidence.turn(Intent.UNKNOWN), confidence=_UNSURE)


def _pending_title(evidence: Evidence) -> Turn | None:
    """The answer to `which of these did you mean?`."""
    pending = evidence.dialogue.pending
    if pending is None or pending.kind != "title" or evidence.wishes:
        return None
    named = [option for option in pending.options if any(mention.item == option for mention in evidence.mentions)]
    place = next((int(word) for word in evidence.text.words if word.isdigit()), 0)
    counted = pending.options[place - 1 : place] if place else ()
    chosen = next(iter((*named, *counted)), None)
    return evidence.turn(Intent.RECOMMEND, (Mention(ItemId(chosen), "like"),)) if chosen else None


def _answer(evidence: Evidence) -> Turn | None:
    """Yes, no and any, as the whole of a message."""
    if evidence.says_more or evidence.has_titles:
        return None
    tags = ("any", "no", "yes") if evidence.asked else ("yes", "no", "any")
    tag = evidence.any_of(*tags)
    best = evidence.phrases[0] if evidence.phrases else ""
    if not tag or (best not in (*tags, "reject", "accept") and not evidence.asked):
        return None
    judged = tag in ("yes", "no") and evidence.any_of("reject", "accept", "seen_it")
    return None if judged and not evidence.asked else evidence.turn(Intent(tag))


def _more(evidence: Evidence) -> Turn | None:
    if not evidence.any_of("more") or evidence.says_more:
        return None
    if evidence.phrases[0] in ("greet", "thank", "bye", "unclear"):
        return None
    return replace(evidence.full_turn(Intent.MORE), query="")


def _request(evidence: Evidence) -> Turn | None:
    """Wishes for now, critiques, items to resemble; or a taste alone."""
    if not evidence.says_more:
        return None
    lasting = evidence.wishes and all(wish.scope == "always" for wish in evidence.wishes)
    asks = evidence.critiques or evidence.likes or evidence.drops or evidence.unresolved or evidence.wants
    if lasting and not asks:
        return replace(evidence.full_turn(Intent.PREFER), query="")
    return evidence.full_turn(Intent.RECOMMEND)


def _talk(evidence: Evidence) -> Turn | None:
    tag = evidence.any_of(*_TALK, "unclear", "yes", "no", "any", "seen_it", "accept", "reject")
    if not tag or (evidence.mentions and tag not in _TALK):
        return None
    if tag in ("unclear", "seen_it", "accept", "reject"):
        return replace(evidence.turn(Intent.UNKNOWN), confidence=_UNSURE)
    query = _all_words(evidence).casefold() if tag == "smalltalk" else ""
    return replace(evidence.turn(Intent(tag)), query=query)


def _open_request(evidence: Evidence) -> Turn | None:
    """No wish that a field can hold: a noun, a word of asking, or search words alone."""
    text = evidence.text
    noun = any(True for _ in evidence.context.known.nouns.scan(text.words))
    wants = any(cue.tag in ("want", "like") for cue in text.frames)
    elsewhere = text.words[0] in text.cues.words["question_elsewhere"] and not evidence.has_phrase("item_phrases")
    if elsewhere and not noun:
        return None
    if noun or wants or evidence.values or evidence.has_phrase("item_phrases"):
        return replace(evidence.full_turn(Intent.RECOMMEND), confidence=0.8 if noun else 0.6)
    searchable = len(text.words) <= _LONGEST_SEARCH and not evidence.is_question
    if searchable and evidence.context.known.speaks_of(evidence.leftover):
        return replace(evidence.full_turn(Intent.RECOMMEND), confidence=0.5)
    return evidence.full_turn(Intent.ASK_ITEM) if evidence.mentions else None


def _all_words(evidence: Evidence) -> str:
    return " ".join(token.text for token in evidence.text.tokens if token.text)
