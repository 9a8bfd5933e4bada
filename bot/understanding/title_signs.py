"""Signs by themselves that words are, or are not, a title: what stands around them, and how they are made."""

from __future__ import annotations

from bot.understanding.knowledge import Knowledge
from bot.understanding.text import Text

_SEQUELS = frozenset("2345678")
_ANSWERS = frozenset({"yes", "no", "any", "accept", "thank", "smalltalk", "more", "help"})


def is_numbered_on(text: Text, end: int) -> bool:
    """`Frozen 2` is not `Frozen`; but `Heat 4 stars` is."""
    if end >= len(text.tokens) or text.tokens[end].gap != " ":
        return False
    counted = text.words[end + 1 : end + 2]
    alone = not counted or bool(text.tokens[end + 1].gap.strip()) or counted[0] in text.cues.words["title_followers"]
    return text.words[end] in _SEQUELS and alone


def is_kind_of_item(known: Knowledge, words: tuple[str, ...]) -> bool:
    """`superhero movie`, `detective story`, `war film`: a kind and what it is a kind of."""
    if len(words) < 2 or words[-1] not in known.nouns.entries:
        return False
    return " ".join(words[:-1]) in known.values.lexicon.entries


def is_whole_phrase(text: Text, first: int, end: int) -> bool:
    """`Perfect!`, `Deal`: one ordinary word that is an answer."""
    if end - first > 1 or len(text.words) > 1:
        return False
    found = text.cues.intents.longest_at(text.words, 0)
    return found is not None and any(pattern.tag in _ANSWERS for pattern in found[1])


def is_introduced(text: Text, first: int, end: int) -> bool:
    """`Get Out is a 2017 film`: two capitals or more at the beginning, of which something is said."""
    telling = all(token.capital or token.norm in text.cues.stop for token in text.tokens[first:end])
    if end - first < 2 or not (telling and text.mixed_case and text.begins_sentence(first)):
        return False
    return text.tokens[end - 1].capital and text.words[end : end + 2] in (("is", "a"), ("is", "an"), ("was", "a"))


def is_full_title(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """`the lion king?`: with its article, and nothing else in the clause behind it."""
    words = text.words[first:end]
    telling = [word for word in words[1:] if word not in known.cues.stop]
    ends = end >= len(text.words) or text.tokens[end].after_stop or text.tokens[end].after_comma
    return words[0] == "the" and len(telling) > 1 and ends and not known.nouns.longest_at(words, len(words) - 1)
