"""Questions about items: why this, what differs, who directed it."""

from __future__ import annotations

from dataclasses import replace

from bot.turn import Intent, Mention, Turn
from bot.understanding.evidence import Evidence

_VERDICTS = ("yes", "no", "accept", "reject", "seen_it", "more")


def explain(evidence: Evidence) -> Turn | None:
    if evidence.phrases[:1] != ("explain",):
        return None
    return evidence.turn(Intent.EXPLAIN, evidence.mentioned_only())


def compare(evidence: Evidence) -> Turn | None:
    several = len(evidence.mentions) >= 2 or len(evidence.dialogue.slate_items) >= 2
    if not (several and evidence.any_of("compare")):
        return None
    return evidence.turn(Intent.COMPARE, evidence.mentioned_only(), evidence.fields_named)


def ask_item(evidence: Evidence) -> Turn | None:
    """A fact about an item that is named, pointed at, or in focus."""
    mentions = _pointed(evidence) or _in_focus(evidence) or _purely_named(evidence)
    if not mentions:
        return None
    turn = evidence.turn(Intent.ASK_ITEM, mentions, _asked(evidence))
    # `is it on Netflix? I only have that`: the question says a wish as well.
    return replace(turn, wishes=evidence.wishes) if evidence.has_phrase("only_that") else turn


def _asked(evidence: Evidence) -> tuple[str, ...]:
    """The fields asked about; `about` in `what is it about?` asks for the story, not for a field of that name."""
    general, words = evidence.text.cues.words["general_phrases"], evidence.text.words
    story = {word.field for word in evidence.words if " ".join(words[word.first : word.end]) in general}
    return tuple(name for name in evidence.fields_named if name not in story)


def _pointed(evidence: Evidence) -> tuple[Mention, ...]:
    """`who directed the second?`, `tell me about Heat`."""
    told = _tells_about(evidence)
    question = (evidence.is_question or told) and not evidence.proposes and not evidence.requests
    fact = told or bool(evidence.fields_named) or evidence.has_phrase("general_phrases")
    plain = all(mention.stance in ("about", "like") for mention in evidence.mentions)
    return evidence.mentioned_only() if question and fact and plain else ()


def _in_focus(evidence: Evidence) -> tuple[Mention, ...]:
    """`duration`, `what is the plot?`: the item is not said."""
    item = evidence.spoken_of
    if item is None or evidence.asked or evidence.has_titles or evidence.drops or evidence.proposes:
        return ()
    named = any(word.sense == "name" for word in evidence.words)
    question = evidence.is_question or _tells_about(evidence)
    if (named or (question and evidence.fields_named)) and _only_names_field(evidence):
        return (Mention(item, "about"),)
    if question and not evidence.says_more and evidence.has_phrase("general_phrases"):
        return (Mention(item, "about"),)
    return ()


def _purely_named(evidence: Evidence) -> tuple[Mention, ...]:
    """`the second one`, `show me Heat`: an item and nothing else."""
    plain = all(mention.stance == "about" for mention in evidence.mentions)
    if not plain or evidence.says_more or evidence.leftover or evidence.any_of(*_VERDICTS):
        return ()
    return evidence.mentions


def _tells_about(evidence: Evidence) -> bool:
    start = f"{' '.join(evidence.text.plain.words[:4])} "
    return any(start.startswith(f"{phrase} ") for phrase in evidence.text.cues.words["about_phrases"])


def _only_names_field(evidence: Evidence) -> bool:
    """Nothing is wished."""
    if evidence.critiques or evidence.unresolved or evidence.requests:
        return False
    short = len(evidence.text.words) <= 4 and not evidence.leftover.replace("name", "")
    return evidence.is_question or (short and not evidence.wishes)
