"""What is said of items rather than wished of them: `comedies always make me laugh`, `her films touch my heart`.

Inside of such a predicate words are no values, titles or words to search for. Whether it praises or blames is told
by the verdicts of the cue file.
"""

from __future__ import annotations

from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import Span
from bot.understanding.text import Text

_LONGEST_SUBJECT = 4


def find_predicates(text: Text, known: Knowledge) -> list[Span]:
    """From the verb, or the adverb before it, to the end of the clause."""
    found: list[Span] = []
    for at in range(1, len(text.words)):
        if (found and at < found[-1].end) or text.tokens[at].after_stop or text.tokens[at].after_comma:
            continue
        adverb = text.words[at] in text.cues.words["predicate_adverbs"] and _ends_subject(text, known, at)
        if adverb or (_ends_noun(text, known, at) and _judges_for_me(text, at)):
            found.append(Span(at, _clause_end(text, at)))
    return found


def _ends_noun(text: Text, known: Knowledge, at: int) -> bool:
    return any(
        (held := known.nouns.longest_at(text.words, at - size)) and held[0] == at for size in (1, 2) if size <= at
    )


def _ends_subject(text: Text, known: Knowledge, at: int) -> bool:
    """Is the word before a noun of the catalogue, or the end of a value or a name?"""
    sizes = range(1, min(_LONGEST_SUBJECT, at) + 1)
    valued = any(" ".join(text.words[at - size : at]) in known.values.lexicon.entries for size in sizes)
    last = text.tokens[at - 1]
    named = text.mixed_case and last.capital and not text.begins_sentence(at - 1)
    return _ends_noun(text, known, at) or (valued and last.norm not in text.cues.stop) or named


def _judges_for_me(text: Text, at: int) -> bool:
    """`films take me away`, `movies touch my heart`: a verb whose object is the speaker."""
    follows = text.words[at + 1 : at + 2]
    verb = text.words[at] not in text.cues.stop and text.words[at] not in text.cues.words["title_may_end"]
    return verb and follows in (("me",), ("my",), ("us",))


def _clause_end(text: Text, at: int) -> int:
    end = at + 1
    while end < len(text.words):
        token = text.tokens[end]
        if token.after_stop or token.after_comma or token.norm in ("but", "though", "although", "except"):
            break
        end += 1
    return end
