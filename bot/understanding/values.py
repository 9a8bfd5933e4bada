"""The words for the values of a catalogue: categories, people and flags, with every way to write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as declared

from bot.understanding.cues import Cues
from bot.understanding.fields import FieldFacts
from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import norms
from recommender.catalogue import Catalogue, texts
from recommender.people import names_abroad
from recommender.schema import Op

EXACT, INFLECTED, SYNONYM, FAMILY, SURNAME = range(5)
_COMPARISON = re.compile(r"^(<=|>=|[≤≥<>=])\s*(-?\d+(?:\.\d+)?)$")
_PARTICLES = {
    "de",
    "del",
    "della",
    "di",
    "da",
    "van",
    "von",
    "der",
    "den",
    "la",
    "le",
    "al",
    "el",
    "du",
    "ten",
    "ter",
    "mac",
    "st",
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase says about a field."""

    field: str
    value: str | bool
    """As the catalogue writes it."""
    how: int
    """`EXACT` … `SURNAME`: how far the phrase is from the value; less is surer."""
    count: int = 0
    """Items that have the value."""
    op: Op = "="
    bound: float = 0.0
    """For `op` other than `=`: the number that a synonym stands for (`"≤ 100"`)."""


@dataclass(frozen=True, slots=True)
class Values:
    lexicon: Lexicon[Meaning]
    names: Mapping[str, tuple[str, ...]]
    """Any word of a person's name → the folded full names that have it."""
    initials: Mapping[str, tuple[str, ...]]
    """Initials of first and last name (`sk`), or of a last name alone (`k`) → folded names."""
    spelling: tuple[str, ...] = ()
    """Single words of five letters or more, for the misspelt."""
    sizes: Mapping[str, int] = declared(default_factory=dict)
    """Field → how many different values it has."""


def index_values(catalogue: Catalogue, facts: Mapping[str, FieldFacts], cues: Cues) -> Values:
    lexicon: Lexicon[Meaning] = Lexicon()
    surnames: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    names: dict[str, list[str]] = defaultdict(list)
    kinds, abroad = _kinds(catalogue, facts), names_abroad()
    for name, fact in facts.items():
        for value, count in _values(catalogue, name):
            if fact.is_person:
                if not _is_nobody(value, kinds, cues):
                    _add_person(lexicon, Meaning(name, value, EXACT, count), surnames, names)
                    _add_words(lexicon, abroad.get(value.casefold(), ()), Meaning(name, value, INFLECTED, count))
            else:
                _add_category(lexicon, catalogue, Meaning(name, value, EXACT, count))
        _add_synonyms(lexicon, fact, catalogue)
        if fact.field.kind == "flag":
            _add_flag(lexicon, fact)
    _add_surnames(lexicon, surnames)
    _add_families(lexicon, facts, cues)
    words = (phrase for phrase in lexicon.entries if len(phrase) >= 5 and " " not in phrase)
    closed = [word for word in words if any(not facts[m.field].is_person for m in lexicon.entries[word])]
    sizes = {name: len(postings) for name, postings in catalogue.postings.items()}
    full_names = {word: tuple(full) for word, full in names.items()}
    return Values(lexicon, full_names, _initials(full_names, surnames), tuple(closed), sizes)


def _kinds(catalogue: Catalogue, facts: Mapping[str, FieldFacts]) -> frozenset[str]:
    """Single words that name a category or an item of the catalogue."""
    values = (value for name, fact in facts.items() if not fact.is_person for value, _ in _values(catalogue, name))
    phrases = [words for words in map(norms, (*values, *catalogue.nouns)) if words]
    return frozenset(" ".join(form) for words in phrases for form in (words, *inflections(words)) if len(form) == 1)


def _is_nobody(name: str, kinds: frozenset[str], cues: Cues) -> bool:
    """`The`, `and`, `Action`, `case`: pieces of a scraped page that stand among the people."""
    words = norms(name)
    if len(words) == 1 and (words[0] in kinds or (words[0] in cues.common and name.islower())):
        return True
    return all(word in cues.stop for word in words)


def _initials(names: Mapping[str, tuple[str, ...]], surnames: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word, people in names.items():
        for name in people:
            if name.startswith(f"{word} "):
                found[word[0] + name.rsplit(" ", 1)[-1][0]].append(name)
    for last in surnames:
        found[last[0]].append(last)
    return {letters: tuple(people) for letters, people in found.items()}


def inflections(words: list[str]) -> Iterator[list[str]]:
    """Plural or singular of the last word, and the words written as one or in two."""
    *head, last = words
    if last.endswith("ies"):
        yield [*head, last[:-3] + "y"]
    elif last.endswith("y") and len(last) > 3:
        yield [*head, last[:-1] + "ies"]
    if last.endswith("s") and not last.endswith("ss") and len(last) > 4:
        yield [*head, last[:-1]]
    elif not last.endswith("s") and len(last) > 2:
        yield [*head, last + ("es" if last.endswith(("ch", "sh", "x")) else "s")]
    if len(words) == 2 and sum(map(len, words)) >= 5:
        yield ["".join(words)]


def full_name(words: list[str]) -> list[str]:
    """Without `Jr.` and the like."""
    return words[:-1] if len(words) > 2 and words[-1] in _SUFFIXES else words


def surname(words: list[str]) -> list[str]:
    """The last name with its particles: `de niro`, `von trier`."""
    core = full_name(words)
    start = len(core) - 1
    while start > 1 and core[start - 1] in _PARTICLES:
        start -= 1
    return core[start:]


def _values(catalogue: Catalogue, name: str) -> Iterator[tuple[str, int]]:
    for folded, rows in catalogue.postings.get(name, {}).items():
        spelled = texts(catalogue.items[int(rows[0])].fields.get(name))
        yield next((text for text in spelled if text.casefold() == folded), folded), len(rows)


def _add_person(
    lexicon: Lexicon[Meaning],
    meaning: Meaning,
    surnames: dict[str, dict[tuple[str, str], int]],
    names: dict[str, list[str]],
) -> None:
    words = norms(str(meaning.value))
    lexicon.add(words, meaning)
    core = full_name(words)
    if len(core) < len(words):
        lexicon.add(core, meaning)
    if len(core) > 1:
        surnames[" ".join(surname(core))][meaning.field, str(meaning.value)] += meaning.count
        for word in (core[0], core[-1]):
            names[word].append(" ".join(words))


def _surname_forms(last: str, person: str) -> list[list[str]]:
    """`De Niro` is also typed `deniro`, `DiCaprio` also `di caprio`."""
    words = last.split()
    joined = [["".join(words)]] if len(words) > 1 else []
    parts = _CAMEL.sub(" ", person.rsplit(maxsplit=1)[-1])
    apart = [norms(parts)] if " " in parts and norms(parts)[0] in _PARTICLES else []
    return [words, *joined, *apart]


def _add_surnames(lexicon: Lexicon[Meaning], surnames: Mapping[str, Mapping[tuple[str, str], int]]) -> None:
    for last, people in surnames.items():
        by_person: dict[str, int] = defaultdict(int)
        for (_, person), count in people.items():
            by_person[person.casefold()] += count
        ranked = sorted(by_person.values(), reverse=True)
        if len(ranked) > 1 and ranked[0] < 2 * ranked[1]:
            continue
        chosen = max(by_person, key=lambda person: by_person[person])
        for (name, person), count in people.items():
            if person.casefold() == chosen:
                for form in _surname_forms(last, person):
                    lexicon.add(form, Meaning(name, person, SURNAME, count))


def _add_category(lexicon: Lexicon[Meaning], catalogue: Catalogue, meaning: Meaning) -> None:
    words = norms(str(meaning.value))
    if not words:
        return
    lexicon.add(words, meaning)
    bare = words[:-1] if len(words) > 1 and _is_noun(words[-1], catalogue) else words
    shorter = () if bare is words else (bare, *inflections(bare))
    for other in (*inflections(words), *shorter):
        lexicon.add(other, Meaning(meaning.field, meaning.value, INFLECTED, meaning.count))


def _is_noun(word: str, catalogue: Catalogue) -> bool:
    return any(word in (noun, noun + "s") for noun in map(str.casefold, catalogue.nouns))


def _add_synonyms(lexicon: Lexicon[Meaning], fact: FieldFacts, catalogue: Catalogue) -> None:
    postings = catalogue.postings.get(fact.field.name, {})
    for value, words in fact.field.synonyms.items():
        comparison = _COMPARISON.match(value.strip())
        count = len(postings.get(value.casefold(), ()))
        for phrase in map(norms, words):
            if comparison and fact.is_numeric:
                lexicon.add(phrase, _comparison(fact.field.name, comparison))
            elif phrase and (count or fact.field.kind == "flag"):
                held: str | bool = True if fact.field.kind == "flag" else value
                # A name in another script is the value's own, no word that is only near it.
                how = SYNONYM if phrase[0].isascii() else INFLECTED
                lexicon.add(phrase, Meaning(fact.field.name, held, how, count))
                for other in inflections(phrase):
                    lexicon.add(other, Meaning(fact.field.name, held, how, count))
    for wording in fact.field.wording.values():
        for value, word in wording.values.items():
            if count := len(postings.get(value.casefold(), ())):
                _add_words(lexicon, (word,), Meaning(fact.field.name, value, INFLECTED, count))


def _add_words(lexicon: Lexicon[Meaning], words: Iterable[str], meaning: Meaning) -> None:
    for phrase in map(norms, words):
        lexicon.add(phrase, meaning)


def _comparison(name: str, match: re.Match[str]) -> Meaning:
    ops: dict[str, Op] = {"<=": "≤", ">=": "≥", "≤": "≤", "≥": "≥", "<": "<", ">": ">", "=": "="}
    return Meaning(name, match.group(), SYNONYM, 0, ops[match.group(1)], float(match.group(2)))


def _add_flag(lexicon: Lexicon[Meaning], fact: FieldFacts) -> None:
    named = (fact.field.name.replace("_", " "), fact.field.label, *fact.field.names)
    for words in map(norms, named):
        lexicon.add(words, Meaning(fact.field.name, value=True, how=EXACT))


def _add_families(lexicon: Lexicon[Meaning], facts: Mapping[str, FieldFacts], cues: Cues) -> None:
    """Lends a value the words of its family, unless the field itself uses them for another."""
    for family in cues.families:
        held = [meaning for word in family for meaning in lexicon.entries.get(" ".join(norms(word)), ())]
        for meaning in _closest(held, facts):
            for words in map(norms, family):
                used = lexicon.entries.get(" ".join(words), ())
                if not any(other.field == meaning.field and other.how < FAMILY for other in used):
                    lexicon.add(words, Meaning(meaning.field, meaning.value, FAMILY, meaning.count))


def _closest(meanings: Iterable[Meaning], facts: Mapping[str, FieldFacts]) -> list[Meaning]:
    """Per field the exact values among the meanings."""
    found = dict.fromkeys(
        meaning
        for meaning in meanings
        if meaning.how in (EXACT, INFLECTED) and not facts[meaning.field].is_person and meaning.value is not True
    )
    by_value = {(meaning.field, meaning.value): meaning for meaning in found}
    fields = [field for field, _ in by_value]
    return [meaning for (field, _), meaning in by_value.items() if fields.count(field) == 1]
