"""All that the bot can understand of one catalogue, built once from its fields and items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.understanding.cues import Cues
from bot.understanding.fields import FieldFacts, FieldWord, describe, field_words
from bot.understanding.lexicon import Lexicon
from bot.understanding.titles import Titles, index_titles
from bot.understanding.tokens import fold, key, norms
from bot.understanding.values import Values, index_values, inflections
from recommender.catalogue import Catalogue
from recommender.schema import ItemId

_READ = 20_000
_SPELT = 4
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Knowledge:
    catalogue: Catalogue
    cues: Cues
    facts: Mapping[str, FieldFacts]
    words: Lexicon[FieldWord]
    values: Values
    titles: Titles
    nouns: Lexicon[bool]
    """The catalogue's nouns; True for a plural."""
    leads: Mapping[str, frozenset[str]]
    """Field → folded phrases that may stand before its values: `directed by`, `on`."""
    trails: Mapping[str, frozenset[str]]
    """Field → folded phrases that may stand behind its values: `rated`."""

    vocabulary: frozenset[str]
    """Words of the items' descriptions; empty where there are none."""
    written: frozenset[str] = frozenset()
    """Every word that the catalogue or the cues use: none of them is a slip."""
    spellings: tuple[str, ...] = ()
    """Words that a slip may be meant for: those of values, fields and nouns, and those people ask with."""
    telling: frozenset[str] = frozenset()
    """The catalogue's among them."""
    leading: frozenset[str] = frozenset()
    """Every word of the leads."""

    def has_word(self, word: str) -> bool:
        """Do the descriptions use the word, in the singular or the plural? Unknown where there are none."""
        forms = (word, *(" ".join(form) for form in inflections([word])))
        return not self.vocabulary or not word.isascii() or any(form in self.vocabulary for form in forms)

    def speaks_of(self, query: str) -> bool:
        """Does a word of the query occur in the catalogue? Unknown where it has no descriptions."""
        words = norms(query)
        return bool(words) and (not self.vocabulary or any(word in self.vocabulary for word in words))

    def item(self, row: int) -> ItemId:
        return self.catalogue.items[row].id


def learn_catalogue(catalogue: Catalogue, cues: Cues) -> Knowledge:
    """About 30 ms per thousand items."""
    facts = describe(catalogue, cues)
    words, nouns, values = field_words(facts.values()), _nouns(catalogue), index_values(catalogue, facts, cues)
    titles, vocabulary = index_titles(catalogue, facts, cues), _vocabulary(catalogue)
    kinds = (phrase for phrase, held in values.lexicon.entries.items() if not facts[held[0].field].is_person)
    telling = _words((*kinds, *words.entries, *nouns.entries))
    leads = {name: _leads(fact) for name, fact in facts.items()}
    return Knowledge(
        catalogue,
        cues,
        facts,
        words,
        values,
        titles,
        nouns,
        leads,
        {name: frozenset(map(key, fact.role.behind)) if fact.role else frozenset() for name, fact in facts.items()},
        vocabulary,
        telling | vocabulary | cues.used | cues.common | _words((*titles.ordered, *values.lexicon.entries)),
        tuple(sorted(word for word in telling | cues.used if len(word) >= _SPELT and word.isalpha())),
        telling,
        _words(phrase for held in leads.values() for phrase in held),
    )


def _words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())


def _vocabulary(catalogue: Catalogue) -> frozenset[str]:
    texts = (f"{item.title} {item.text}" for item in catalogue.items[:_READ] if item.text)
    return frozenset(word for text in texts for word in _WORD.findall(fold(text)))


def _nouns(catalogue: Catalogue) -> Lexicon[bool]:
    lexicon: Lexicon[bool] = Lexicon()
    for noun in map(norms, catalogue.nouns):
        if noun:
            lexicon.add(noun, meaning=False)
            for plural in inflections(noun):
                lexicon.add(plural, meaning=True)
    return lexicon


def _leads(fact: FieldFacts) -> frozenset[str]:
    own = map(key, (*fact.field.names, fact.field.label, fact.field.name.replace("_", " ")))
    role = map(key, fact.role.before) if fact.role else ()
    return frozenset((*own, *role)) - {""}
