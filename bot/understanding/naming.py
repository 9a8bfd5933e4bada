"""Whether a word is meant as a name: `a Hitchcock film`, `tarantino or nolan`, but not `hope`."""

from __future__ import annotations

from bot.understanding.knowledge import Knowledge
from bot.understanding.places import Place
from bot.understanding.text import CONNECTORS

_SHORT_LIST = 5
_TURNS = frozenset({"but", "not", "without", "except"})


def is_named(place: Place, *, led: bool) -> bool:
    """Is the single word, a surname mostly, meant as a name?"""
    text, cues = place.context.text, place.context.cues
    word, token = text.words[place.first], text.tokens[place.first]
    if led:
        return word not in cues.stop and not _goes_on_as_name(place)
    if len(text.words) <= 2 or _only_names(place):
        return word not in cues.common and word not in place.context.known.words.entries
    capital = token.capital and text.mixed_case
    # Without capitals, a rare word right behind `no` or `I love` is the best sign there is.
    capital = capital or (not text.mixed_case and text.frame_ending_at(place.first) is not None)
    if word in cues.common or len(word) < 4:
        return capital and not text.begins_sentence(place.first) and place.before_noun()
    return not _part_of_name(place) and (place.before_noun() or capital)


def _only_names(place: Place) -> bool:
    """`tarantino or nolan`, `nolan but not interstellar`: a short list that begins with names."""
    words, entries = place.context.words, place.context.known.values.lexicon.entries
    if len(words) > _SHORT_LIST:
        return False
    at = next((at for at, word in enumerate(words) if word in _TURNS), len(words))
    return place.first < at and all(word in CONNECTORS or word in entries for word in words[:at])


def _part_of_name(place: Place) -> bool:
    """An unknown word before, or a capital behind, makes it part of a longer, unknown name."""
    text, known, first, end = place.context.text, place.context.known, place.first, place.end
    before = first > 0 and text.tokens[first].gap == " " and _is_foreign(text.words[first - 1], known)
    behind = end < len(text.tokens) and text.tokens[end].capital and text.tokens[end].gap == " "
    return before or (behind and _is_foreign(text.words[end], known))


def _goes_on_as_name(place: Place) -> bool:
    """`by Andrei Tarkovsky`: a capital and an unknown word follow, so it is a first name of somebody else."""
    text, end = place.context.text, place.end
    if end >= len(text.tokens) or not (text.tokens[end].capital and text.mixed_case and text.tokens[end].gap == " "):
        return False
    return _is_foreign(text.words[end], place.context.known)


def _is_foreign(word: str, known: Knowledge) -> bool:
    """Neither an ordinary word nor the beginning of a noun or a category."""
    return is_unknown(word, known) and word not in known.nouns.longest and word not in known.values.spelling


def is_unknown(word: str, known: Knowledge) -> bool:
    """Not an ordinary word of the language."""
    plain = len(word) >= 4 and word.isalpha() and word.isascii()
    return plain and word not in known.cues.common and word not in known.cues.spoken
