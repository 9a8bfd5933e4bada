"""What is known about catalogues in general: usual fields, usual values, usual domains (data/lexicon/*.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from recommender.importing.cells import UNIT_OF
from recommender.schema import FieldKind

FOLDER = Path(__file__).parents[1] / "data" / "lexicon"
_WORD = re.compile(r"[^\W\d_]+\d*|\d+|[$€£%]")
_SITES = re.compile(r"([IT])MDb")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT_WORDS = frozenset(
    (
        "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "sec", "secs", "seconds", "ms",
        "usd", "$", "dollars", "eur", "€", "euro", "gbp", "£", "jpy", "cny", "inr", "kg", "g", "cm", "mm", "km", "%",
        "lbs",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Concept:
    """A usual field; see data/lexicon/fields.toml for its parts."""

    name: str
    rank: int
    headers: tuple[str, ...]
    kinds: tuple[FieldKind, ...]
    unit: str = ""
    label: str = ""
    names: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    question: str = ""
    values: str = ""
    many: bool = False
    shown: bool = True
    asked_up_to: int = 0
    """With more values than this it is not asked about; 0: however many there are."""
    popularity: int = 0
    """1 is the best measure of how known an item is; 0: it is none."""
    group: str = ""
    """Concepts that the same words ask for: IMDb's and the critics' rating."""
    order: tuple[str, ...] = ()
    zero_unknown: bool = False
    """A zero says that nothing is known."""


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    nouns: tuple[str, ...]
    words: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name in words."""

    words: tuple[str, ...]
    unit: str = ""

    @property
    def phrase(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Lexicon:
    concepts: Mapping[str, Concept]
    vocabularies: Mapping[str, Mapping[str, tuple[str, ...]]]
    compounds: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    domains: tuple[Domain, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Role of a column in the item → its usual headers; `order`: of the fields. See data/lexicon/columns.toml."""

    def meanings(self, header: Header) -> list[Concept]:
        """The concepts that a column of this name may be, the likeliest first."""
        found = [
            (fit, -concept.rank, concept)
            for concept in self.concepts.values()
            if (fit := max((_fit(header.phrase, usual) for usual in concept.headers), default=0.0))
        ]
        return [concept for _, _, concept in sorted(found, key=lambda entry: entry[:2], reverse=True)]

    def place(self, concept: Concept | None) -> tuple[int, int]:
        """Where a field stands in catalogue.toml; those without a concept are last."""
        order = self.columns.get("order", ())
        if concept is None:
            return len(order), len(self.concepts)
        return order.index(concept.name) if concept.name in order else len(order), concept.rank

    def lines(self, vocabulary: str, value: str) -> list[tuple[str, tuple[str, ...]]]:
        """The vocabulary's lines (name, words) that a value belongs to."""
        return self._index.get((vocabulary, folded_value(value)), [])

    def line(self, vocabulary: str, value: str) -> str:
        """The name of the first line of a value; empty when it has none."""
        return next((name for name, _ in self.lines(vocabulary, value)), "")

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
        index: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        for vocabulary, lines in self.vocabularies.items():
            for name, words in lines.items():
                for folded in {folded_value(word) for word in (name, *words)}:
                    index.setdefault((vocabulary, folded), []).append((name, words))
        return index


def load_lexicon(folder: Path = FOLDER) -> Lexicon:
    fields, values, compounds, domains, columns = (
        tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("fields", "values", "compounds", "domains", "columns")
    )
    return Lexicon(
        concepts={
            name: Concept(name=name, rank=rank, **_tuples(entry)) for rank, (name, entry) in enumerate(fields.items())
        },
        vocabularies={name: _tuples(entry) for name, entry in values.items()},
        compounds={name: _tuples(entry) for name, entry in compounds.items()},
        domains=tuple(Domain(name=name, **_tuples(entry)) for name, entry in domains.items()),
        columns=_tuples(columns),
    )


def header_of(column: str) -> Header:
    """`Running Time min`, `runtime_minutes` and `duration (h)` are words and a unit; dots are spaces."""
    words = tuple(_WORD.findall(_HUMPS.sub(" ", _SITES.sub(r"\1mdb", column.replace("(s)", "s"))).casefold()))
    words = tuple(word for word in words if word not in ("in", "the", "of")) if len(words) > 2 else words
    if len(words) > 1 and words[-1] in _UNIT_WORDS:
        return Header(words[:-1], UNIT_OF[words[-1]])
    return Header(words)


def folded_value(text: str) -> str:
    """Values that differ only in case, hyphens or a plural's ending are one."""
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def _fit(phrase: str, usual: str) -> float:
    """How surely a header means a usual one, in [0, 3]: the same, ends with it, begins with it, has it."""
    usual, phrase = _without_articles(usual), _without_articles(phrase)
    if phrase == usual:
        return 3.0
    part = len(usual) / max(1, len(phrase))
    if phrase.endswith(f" {usual}"):
        return 1.5 + part
    if phrase.startswith(f"{usual} "):
        return 0.7 + part
    return 0.3 + part if f" {usual} " in phrase else 0.0


def _without_articles(phrase: str) -> str:
    words = [word for word in phrase.split() if word not in ("of", "the", "in")]
    return " ".join(words) if len(words) > 1 else phrase


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
