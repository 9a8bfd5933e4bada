"""Chinese in the words of English: each cue is glossed with the English cue that means the same.

    不要太长的恐怖片，类似《闪灵》  →  not too long [恐怖] [片], like [闪灵]

What belongs to a catalogue (values, titles, names, nouns) stays Chinese, for the catalogue knows it by that name.
Nothing separates Chinese words, so the text is cut where the longest phrase of a cue or of the catalogue fits,
left to right; every rule of the grammar is then the one that serves English. The person's own characters stay in
the tokens' texts and gaps, so what they said can be quoted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.understanding.chinese_cutting import cut, is_han
from bot.understanding.chinese_writing import Writer
from bot.understanding.knowledge import Knowledge
from bot.understanding.lexicon import Lexicon
from bot.understanding.text import Text, read_tokens

_HEAD, _TAIL = 200, 100
"""Tokens that are read of a longer message: every character is one, and three say as much as two English words."""


def in_english(text: Text, shelves: Iterable[Knowledge]) -> Text:
    """The text with its Chinese cues glossed; any other text as it is."""
    if not any(is_han(word) for word in text.words):
        return text
    glosses, tokens = text.cues.glosses, text.tokens
    if len(tokens) > _HEAD + _TAIL:
        tokens = (*tokens[:_HEAD], *tokens[-_TAIL:])
    pieces = cut(tokens, glosses, _lexicons(shelves))
    return read_tokens(Writer(glosses.comparatives).write(tokens, pieces), text.cues)


def _lexicons(shelves: Iterable[Knowledge]) -> list[Lexicon[Any]]:
    return [
        lexicon
        for known in shelves
        for lexicon in (known.values.lexicon, known.titles.lexicon, known.titles.short, known.nouns, known.words)
    ]
