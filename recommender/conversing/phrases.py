"""Which categories people ask for: the catalogue's values and synonyms, found in what was said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from recommender.catalogue import Catalogue, texts

FADING = 0.9
"""What a wish weighs, to the power of the utterances since then; a later word on the same value counts."""
LONGEST = 4
"""Words of a phrase."""
REACH = 3
"""Words before a phrase among which a `no` turns it around."""
DENIALS = frozenset(("no", "not", "never", "hate", "dislike", "without", "except", "nothing", "不", "没", "别"))
_TOKEN = re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff][^\W\u4e00-\u9fff'’-]*(?:[-'’][^\W\u4e00-\u9fff]+)*")


@dataclass(frozen=True)
class Phrases:
    values: Mapping[tuple[str, ...], tuple[str, ...]]
    """Words of a phrase → the category values that it names, case-folded."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        values: dict[tuple[str, ...], dict[str, None]] = {}
        for field in catalogue.fields:
            if field.kind == "category" and not field.order:
                own = {text for item in catalogue.items for text in texts(item.fields.get(field.name))}
                named = [(form, text) for text in sorted(own) for form in (text, _plural(text))]
                named += [(word, value) for value, others in field.synonyms.items() for word in others]
                for phrase, value in named:
                    if words := _words(phrase):
                        values.setdefault(words, {})[value.casefold()] = None
        return cls({words: tuple(found) for words, found in values.items()})

    def asked(self, lines: Sequence[str]) -> dict[str, float]:
        """Value → how much it is asked for, in [-1, 1]; below 0: it was turned down. `lines` are oldest first."""
        wanted: dict[str, float] = {}
        for age, line in enumerate(reversed(lines)):
            for value, sign in self._found(_words(line)).items():
                wanted.setdefault(value, sign * FADING**age)
        return wanted

    def _found(self, words: tuple[str, ...]) -> dict[str, float]:
        found: dict[str, float] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                for value in self.values.get(words[start:end], ()):
                    before = words[max(start - REACH, 0) : start]
                    denied = any(word in DENIALS or word.endswith("n't") for word in before)
                    found[value] = -1.0 if denied else 1.0
        return found


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _words(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.casefold().replace("’", "'")))
