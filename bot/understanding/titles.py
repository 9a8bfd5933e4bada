"""Titles as people write them: the index, and the rules for when words mean a title."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.understanding.cues import Cues
from bot.understanding.fields import FieldFacts
from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import joined_possessives, norms
from recommender.catalogue import Catalogue

ARTICLES = frozenset({"the", "a", "an"})
_YEAR_AT_END = re.compile(r"\s*[(\[]((?:18|19|20)\d\d)[)\]]\s*$")
_ARTICLE_AT_END = re.compile(r"^(.*), (the|a|an)$", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*(?::|\s[-–—]\s|\()")
_COLON = re.compile(r":\s+")
_SAID = {"versus": "vs", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
"""Words of titles as they are often typed; the reverse is looked up, too."""
_NUMBERED = {"two": "2", "three": "3", "four": "4", "five": "5"}
_SUBTITLED = 2
"""A subtitle alone is a title from so many telling words on, or from one of `_LONG` letters: `Infinity War`."""
_LONG = 7
_SWAPPED = 5


@dataclass(frozen=True, slots=True)
class Titles:
    lexicon: Lexicon[int]
    """Folded title, alias, or either without its article → rows."""
    short: Lexicon[int]
    """What stands before the colon → rows."""
    ordered: tuple[str, ...]
    """All folded titles, sorted: for prefixes and for misspellings."""
    years: NDArray[np.float64]
    popularity: NDArray[np.float32]
    common: frozenset[str] = field(default_factory=frozenset)
    """Words that alone prove nothing."""

    def is_distinct(self, words: Sequence[str]) -> bool:
        """Can the words mean a title wherever they stand?"""
        telling = [word for word in words if word not in self.common and not word.isdigit()]
        if len(words) == 1:
            return bool(telling) and (len(words[0]) >= 4 or not words[0].isascii())
        return bool(telling)

    def best(self, rows: Sequence[int], year: int | None = None) -> int:
        """The row of that year if there is one, else the most popular."""
        if year is not None:
            of_year = [row for row in rows if np.floor(self.years[row]) == year]
            rows = of_year or rows
        return max(rows, key=lambda row: (self.popularity[row], -row))

    def beginning(self, words: Sequence[str]) -> tuple[int, ...]:
        """Rows of the titles that begin with these words, an article left aside."""
        phrase = " ".join(words)
        start = bisect.bisect_left(self.ordered, phrase)
        found: list[int] = []
        for title in self.ordered[start : start + 40]:
            if not title.startswith(phrase):
                break
            if len(title) == len(phrase) or title[len(phrase)] == " ":
                found += self.lexicon.entries[title]
        return tuple(found)

    def similar(self, phrase: str, cutoff: float) -> tuple[str, float] | None:
        """The title most like a misspelt one, and how like (0-100)."""
        found = process.extractOne(phrase, self.ordered, scorer=fuzz.ratio, score_cutoff=cutoff)
        if found is None and " " not in phrase and len(phrase) >= _SWAPPED:
            # Two letters that changed places (`alein`) cost a short word too much of its ratio.
            swapped = process.extractOne(phrase, self.ordered, scorer=OSA.distance, score_cutoff=1)
            found = swapped if swapped and sorted(swapped[0]) == sorted(phrase) else None
        return (found[0], found[1]) if found else None


def index_titles(catalogue: Catalogue, facts: Mapping[str, FieldFacts], cues: Cues) -> Titles:
    lexicon: Lexicon[int] = Lexicon()
    short: Lexicon[int] = Lexicon()
    years = _years(catalogue, facts)
    for row, item in enumerate(catalogue.items):
        for title in (item.title, *item.aliases):
            _add_title(lexicon, short, title, row)
            if row < len(years) and np.isnan(years[row]) and (match := _YEAR_AT_END.search(title)):
                years[row] = float(match.group(1))
    nouns = {word for noun in catalogue.nouns for word in (*norms(noun), *norms(noun + "s"))}
    return Titles(
        lexicon,
        short,
        tuple(sorted(lexicon.entries)),
        years,
        catalogue.popularity,
        cues.common | cues.spoken | nouns,
    )


def _add_title(lexicon: Lexicon[int], short: Lexicon[int], title: str, row: int) -> None:
    bare = _YEAR_AT_END.sub("", title)
    if moved := _ARTICLE_AT_END.match(bare):
        bare = f"{moved.group(2)} {moved.group(1)}"
    words = norms(bare)
    typed = norms(joined_possessives(bare)) if "s" in bare and ("'" in bare or "’" in bare) else words
    for spelt in _spellings(words, typed):
        lexicon.add(spelt, row)
        lexicon.add(_without_article(spelt), row)
    _add_subtitle(short, bare, row)
    before_colon = norms(_SUBTITLE.split(bare, maxsplit=1)[0])
    if 0 < len(before_colon) < len(words):
        for form in (before_colon, _without_article(before_colon)):
            short.add(form, row)


def _spellings(words: list[str], typed: list[str]) -> list[list[str]]:
    """`Rocky II` is also typed `Rocky 2`, `Kramer vs. Kramer` with `versus`, `It Chapter Two` with a digit."""
    forms = [words, typed]
    forms.append([_SAID.get(word, word) if at else word for at, word in enumerate(words)])
    if len(words) > 1 and words[-1] in _NUMBERED:
        forms.append([*words[:-1], _NUMBERED[words[-1]]])
    if "vs" in words:
        forms.append(["versus" if word == "vs" else word for word in words])
    return [form for at, form in enumerate(forms) if form not in forms[:at]]


def _add_subtitle(short: Lexicon[int], title: str, row: int) -> None:
    """`Avengers: Endgame` is called by what stands behind the colon."""
    parts = _COLON.split(title, maxsplit=1)
    words = norms(parts[1]) if len(parts) == 2 else []
    if (
        len(words) > _SUBTITLED
        or (len(words) == 1 and len(words[0]) >= _LONG)
        or (len(words) == _SUBTITLED and words[0] not in ARTICLES)
    ):
        for form in (words, _without_article(words)):
            short.add(form, row)


def _without_article(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def _years(catalogue: Catalogue, facts: Mapping[str, FieldFacts]) -> NDArray[np.float64]:
    dated = next((name for name, fact in facts.items() if fact.is_date), None)
    if dated is None:
        return np.full(len(catalogue.items), np.nan)
    return catalogue.numbers[dated].copy()
