"""A decided column → `Field` with its words and `Source` with its spelling."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from recommender.importing.age_ratings import canonical_rating, rating_order
from recommender.importing.facts import Column
from recommender.importing.kinds import Decision
from recommender.importing.lexicon import Concept, Lexicon
from recommender.importing.names import first_name_first
from recommender.importing.spelling import merged_forms
from recommender.importing.splitting import are_last_names_first, separator_of, split_cell
from recommender.importing.units import unit_families, unit_of
from recommender.importing.wording import synonyms
from recommender.schema import Field
from recommender.schema_file import Source

MOST_ASKED = 20
"""An unusual category with more values than this is not asked about: nobody knows them."""
MOST_TOLD = 6
"""Ranked values that a question tells."""


@dataclass(frozen=True, slots=True)
class Found:
    field: Field
    source: Source
    column: str

    @property
    def told(self) -> str:
        many = "several " if self.field.many else ""
        unit = f", {self.field.unit}" if self.field.unit else ""
        order = f", {' < '.join(self.field.order)}" if self.field.order else ""
        return f"{self.field.name}: {many}{self.field.kind}{unit}{order}"


@dataclass(frozen=True, slots=True)
class Priority:
    """Which column has the words of a usual field that several columns could be."""

    by_group: Mapping[str, str]

    @classmethod
    def among(cls, decided: Sequence[tuple[Column, Decision]]) -> Priority:
        best: dict[str, tuple[float, str]] = {}
        for column, decision in decided:
            concept = decision.concept
            if concept:
                exact = column.header.phrase in concept.headers
                fitness = column.coverage + 0.3 * exact - concept.rank / 1000
                group = concept.group or concept.name
                best[group] = max(best.get(group, (-1.0, "")), (fitness, column.name))
        return cls({group: name for group, (_, name) in best.items()})

    def leads(self, column: Column, concept: Concept | None) -> bool:
        return concept is not None and self.by_group.get(concept.group or concept.name) == column.name


def field_of(
    column: Column, decision: Decision, lexicon: Lexicon, priority: Priority, taken: set[str]
) -> list[Found]:
    """One field, or two where a column mixes units that are no scale of each other (`90 min`, `2 Seasons`)."""
    leads = priority.leads(column, decision.concept)
    name = _free(identifier(column.name.removeprefix("crew.")), taken)
    if decision.kind == "number":
        return _numbers(column, decision, name, leads=leads)
    source, values, others = _values(column, decision, lexicon)
    concept = decision.concept
    ranked = rating_order(values) if concept and concept.name == "content_rating" else ()
    order = ranked or _usual_order(concept, values)
    several = bool(source.separator or source.flags or len(source.column) > 1 or column.is_list)
    words = synonyms(lexicon, concept.values if concept else "", list(values)) if decision.kind == "category" else {}
    plain = Field(name=name, kind=decision.kind or "text", many=several, order=order, synonyms=_with(words, others))
    field = _worded(column, decision, plain, leads=leads, size=len(values))
    return [Found(field, source, column.name)]


def _with(words: Mapping[str, tuple[str, ...]], forms: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The synonyms and the other forms in which a value was written (`Snacks` of `Snack`)."""
    found = dict(words)
    for written, used in forms.items():
        if written.casefold() not in {word.casefold() for word in (used, *found.get(used, ()))}:
            found[used] = (*found.get(used, ()), written.casefold())
    return found


def identifier(column: str) -> str:
    """`Major Genre` → `major_genre`; `_` before a leading digit, `field` when nothing is left."""
    column = column.replace("(s)", "s")
    text = unicodedata.normalize("NFKC", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.replace("IMDb", "Imdb")))
    text = "".join(sign if f"_{sign}".isidentifier() else "_" for sign in text.casefold())
    text = re.sub(r"_+", "_", unicodedata.normalize("NFKC", text)).strip("_") or "field"
    return text if text.isidentifier() else f"_{text}"


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _values(column: Column, decision: Decision, lexicon: Lexicon) -> tuple[Source, Counter[str], dict[str, str]]:
    """How the cells are written, their values by frequency, and for values with several forms the one to use."""
    concept, people = decision.concept, decision.kind == "person"
    separator = ""
    if decision.kind in ("category", "person") and not column.is_list:
        usual = bool(concept and concept.many)
        vocabulary = concept.values if concept else ""
        line = partial(lexicon.line, vocabulary)
        separator = separator_of(column.entries, people=people, usual=usual, line=line)
    texts = [part for text in column.entries for part in (split_cell(text, separator) if separator else (text,))]
    codes = _codes(texts, concept, lexicon)
    if codes:
        texts = [next((name for name, _ in lexicon.lines(codes, text)), text) for text in texts]
    if concept and concept.name == "content_rating":
        texts = [canonical_rating(text) for text in texts]
    source = Source(
        column=() if column.flags else column.sources or (column.name,),
        separator=separator,
        day_first=decision.kind == "date" and column.day_first,
        last_name_first=people and separator != "," and _last_first(texts),
        codes=codes,
        flags=column.flags,
    )
    counts = Counter(texts)
    forms = merged_forms(counts, people=people)
    values = Counter(forms.get(text, text) for text in texts)
    return source, Counter(dict(values.most_common())), {} if people else forms


def _codes(texts: Sequence[str], concept: Concept | None, lexicon: Lexicon) -> str:
    """The vocabulary whose short codes most of the values are."""
    if concept is None or concept.values not in ("language", "country"):
        return ""
    short = sum(len(text) <= 5 and len(text.split("-")[0]) <= 3 and text.isascii() for text in texts)
    return concept.values if short > 0.7 * len(texts) and lexicon.vocabularies else ""


def _last_first(parts: Sequence[str]) -> bool:
    return are_last_names_first(parts) and any(first_name_first(part) != part for part in parts)


def _usual_order(concept: Concept | None, values: Counter[str]) -> tuple[str, ...]:
    if not concept or not concept.order:
        return ()
    ranked = [(concept.order.index(value.casefold()), value) for value in values if value.casefold() in concept.order]
    return tuple(value for _, value in sorted(ranked)) if len(ranked) > 1 else ()


def _numbers(column: Column, decision: Decision, name: str, *, leads: bool) -> list[Found]:
    concept = decision.concept
    families = unit_families(column)
    main = families[0] if families else ""
    scale, unit = unit_of(column, concept, main)
    zero = bool(concept and concept.zero_unknown)
    source = Source(column=column.sources or (column.name,), decimal=column.decimal, scale=scale, zero_unknown=zero)
    field = _worded(column, decision, Field(name=name, kind="number", unit=unit), leads=leads)
    found = [Found(field, source, column.name)]
    for other in families[1:]:
        extra = Field(name=other, kind="number", unit=other, label=other, names=(other,))
        found.append(Found(extra, Source(column=source.column, decimal=source.decimal), column.name))
    return found


def _worded(column: Column, decision: Decision, field: Field, *, leads: bool, size: int = 0) -> Field:
    """The field with label, names, comparatives and question; only the leading column has the usual words."""
    concept = decision.concept
    phrase = _phrase(column)
    names = tuple(dict.fromkeys((phrase, *(concept.names if concept and leads else ()))))
    label = (concept.label if concept and leads else "") or phrase
    if concept is None or not leads:
        question = "" if concept else _generic_question(field, column, size, label)
        return replace(field, label=label, names=names, shown=_is_shown(field, concept, column), question=question)
    question = _usual_question(field, concept, column, size)
    return replace(
        field, label=label, names=names, more=concept.more, less=concept.less, question=question, shown=concept.shown
    )


def _usual_question(field: Field, concept: Concept, column: Column, size: int) -> str:
    if column.coverage < 0.1 or len(column.counts) < 2 or size > (concept.asked_up_to or size):
        return ""
    if concept.group == "rating":
        return concept.question.replace(")", f", out of {_scale(column)})")
    if concept.question and 1 < len(field.order) <= MOST_TOLD:
        return f"{concept.question} ({', '.join(field.order)})"
    return concept.question


def _phrase(column: Column) -> str:
    words = column.header.words if not column.name.isascii() or column.header.words else (column.name,)
    return " ".join(words) or column.name.casefold()


def _scale(column: Column) -> int:
    top = max((value.value for value in column.measures), default=10.0)
    return 5 if top <= 5 else 10 if top <= 10 else 100


def _is_shown(field: Field, concept: Concept | None, column: Column) -> bool:
    if concept:
        return concept.shown
    return field.kind in ("category", "person", "date", "flag") and column.coverage > 0.3 and "." not in column.name


def _generic_question(field: Field, column: Column, size: int, label: str) -> str:
    fit = field.kind == "category" and 2 < size <= MOST_ASKED and column.coverage > 0.5
    return f"Which {label} would you like?" if fit else ""
