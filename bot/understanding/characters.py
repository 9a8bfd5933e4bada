"""Single Chinese characters, which are words of their own less often than parts of others: 灯 of 灯塔 is no lamp."""

from __future__ import annotations

from bot.understanding.knowledge import Knowledge
from bot.understanding.text import Text


def is_part_of_word(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """Does a character that the catalogue knows no word for follow this one without anything between?"""
    if end - first > 1 or text.words[first].isascii() or len(text.words[first]) > 1 or end >= len(text.words):
        return False
    token = text.tokens[end]
    if token.gap or token.norm.isascii():
        return False
    lexicons = (known.values.lexicon, known.nouns, known.words, known.titles.lexicon)
    return all(lexicon.longest_at(text.words, end) is None for lexicon in lexicons)
