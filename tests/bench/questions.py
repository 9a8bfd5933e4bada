"""Questions before the right item: a list that holds it, within 15 turns, in the protocol of conversational search.

A person looks for one item. Each turn the system asks about one field or shows the ten best known items that are
still possible and were not shown; both count. It ends with a list that holds the item; 15 turns count where none
does (SR@15 is the share that ends well). A person can answer with the chances that `recommender/elicit.py` counts on
(a category .9, one of more than 40 values .5, a number or date .8, a name .3), the same for every contender: with one
name, two values of a category where the item has several, a decade, or the next round bound. Ours is `best_question`
and `asks_first` of that module.
Maximal entropy asks about the field whose answers have the highest entropy over what is possible, until ten are left.
`List and question` is what the bot does: every turn shows a list and asks below it, while `next_move` says so.

400 people for each catalogue, drawn by popularity (number of ratings, where the catalogue has it) and uniformly; seed
2026, another one than the constants were chosen with. In `names known` people know every second name. Imported
catalogues are made by the importer; films and books have three fields there that can be asked about, so that whoever
asks asks about all of them, and the order hardly counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.skills.next_move import Move, Standing, next_move
from recommender.answers import answers, at_least, bound
from recommender.catalogue import Catalogue, texts
from recommender.elicit import asks_first, best_question, chances, knows
from recommender.filters import Mask
from recommender.importing.importer import import_file
from recommender.load import load_catalogues, load_imported
from recommender.schema import Field
from tests.bench.public_data import FOLDER, WIKI, missing
from tests.bench.table import Row

K, MOST_TURNS, PEOPLE, SEED = 10, 15, 400, 2026
FEWER = 0.8
"""Turns against those of maximal entropy."""
NAMES_KNOWN = 0.5
PUBLIC = {
    "products": FOLDER / "catalog" / "dummyjson" / "products.json",
    "books": FOLDER / "catalog" / "goodbooks" / "books.csv",
    "movies": WIKI / "items.jsonl",
}
COUNTS = ("ratings_count", "pop_hint")
"""Fields that say how many people rated an item: a catalogue's popularity is their logarithm."""

Decide = Callable[[Mask, frozenset[str]], Field | None]
"""(what is possible, fields asked about) → the field to ask about next; None: a list."""


@dataclass
class Contender:
    """Decides; the same question is answered once, since most talks begin alike."""

    decide: Decide
    both: bool = False
    """Every turn shows a list, and a question may stand below it."""
    _known: dict[object, Field | None] = field(default_factory=dict)

    def next(self, said: tuple[object, ...], possible: Mask, asked: frozenset[str]) -> Field | None:
        if said not in self._known:
            self._known[said] = self.decide(possible, asked)
        return self._known[said]


@dataclass(frozen=True)
class Person:
    catalogue: Catalogue
    row: int
    """Of the item that they look for."""
    seed: int
    names_known: float | None = None

    def answer(self, field: Field) -> tuple[object, Mask] | None:
        """What they say, and the items that it leaves; None: they do not mind."""
        place = self.catalogue.fields.index(field)
        rng = np.random.default_rng((self.seed, place))
        chance = knows(self.catalogue, field)
        if field.kind == "person" and self.names_known is not None:
            chance = self.names_known
        if rng.random() > chance:
            return None
        if field.name in self.catalogue.numbers:
            return self._measured(field)
        return self._named(field, rng)

    def _measured(self, field: Field) -> tuple[object, Mask] | None:
        column = self.catalogue.numbers[field.name]
        value = float(column[self.row])
        if not np.isfinite(value):
            return None
        if field.kind == "flag":
            return value, column == value
        if field.kind == "date":
            return value // 10, column // 10 == value // 10
        edge = bound(field, value)
        return edge, column >= edge if at_least(field) else column <= edge

    def _named(self, field: Field, rng: np.random.Generator) -> tuple[object, Mask] | None:
        values = sorted({text.casefold() for text in texts(self.catalogue.items[self.row].fields.get(field.name))})
        if not values:
            return None
        count = 2 if field.kind == "category" and field.many else 1
        chosen = sorted(rng.choice(len(values), min(count, len(values)), replace=False).tolist())
        left = np.ones(len(self.catalogue.items), dtype=np.bool_)
        for place in chosen:
            one = np.zeros_like(left)
            one[self.catalogue.postings[field.name][values[place]]] = True
            left &= one
        return tuple(values[place] for place in chosen), left


def measure() -> list[Row]:
    """Turns of ours and of the bot against maximal entropy, for each catalogue and way to draw people."""
    rows = missing(*(file.parent for file in PUBLIC.values()))
    for name, catalogue in _catalogues():
        for drawn, weights in (
            ("by popularity", _popularity(catalogue)),
            ("uniformly", np.ones(len(catalogue.items))),
        ):
            rows += _rows(f"{name}, {drawn}", catalogue, weights)
    return rows


def _rows(what: str, catalogue: Catalogue, weights: NDArray[np.float64]) -> list[Row]:
    draws = np.random.default_rng(SEED).choice(len(weights), PEOPLE, p=weights / weights.sum())
    people = [Person(catalogue, int(row), SEED + place) for place, row in enumerate(draws)]
    entropy, ours, bot, lists, chance = (_played(contender(), people) for contender in _contenders(catalogue))
    note = f"lists only {_told(*lists)}; random questions {_told(*chance)}"
    knowing = [Person(catalogue, person.row, person.seed, NAMES_KNOWN) for person in people]
    theirs, best, _, _, _ = (_played(contender(), knowing) for contender in _contenders(catalogue))
    return [
        _row(what, ours, entropy, note).at_most(FEWER),
        _row(f"{what}, list and question", bot, entropy, "").at_most(FEWER),
        _row(f"{what}, names known", best, theirs, ""),
    ]


def _row(what: str, ours: tuple[float, float], theirs: tuple[float, float], note: str) -> Row:
    return Row(what, _told(*ours), f"entropy: {_told(*theirs)}", ours[0] / theirs[0], note=note)


def _told(turns: float, success: float) -> str:
    return f"{turns:.2f} turns, SR {success:.2f}"


def _contenders(catalogue: Catalogue) -> tuple[Callable[[], Contender], ...]:
    rng = np.random.default_rng(SEED)
    return (
        partial(Contender, partial(_entropy, catalogue)),
        partial(Contender, partial(_ours, catalogue)),
        partial(Contender, partial(_below_a_list, catalogue), both=True),
        partial(Contender, _lists_only),
        partial(Contender, partial(_random, catalogue, rng)),
    )


def _played(contender: Contender, people: list[Person]) -> tuple[float, float]:
    """(mean turns, share that ended well)."""
    turns = [_turns(contender, person) for person in people]
    return float(np.mean([turn or MOST_TURNS for turn in turns])), float(np.mean([turn > 0 for turn in turns]))


def _turns(contender: Contender, person: Person) -> int:
    """The turn whose list holds the item; 0: none does."""
    catalogue = person.catalogue
    known = np.argsort(-catalogue.popularity, kind="stable")
    possible = np.ones(len(catalogue.items), dtype=np.bool_)
    asked: frozenset[str] = frozenset()
    said: tuple[object, ...] = ()
    for turn in range(1, MOST_TURNS + 1):
        question = None if contender.both else contender.next(said, possible, asked)
        if question is None:
            shown = known[possible[known]][:K]
            if person.row in shown:
                return turn
            possible = possible.copy()
            possible[shown] = False
            said = (*said, "list")
            question = contender.next(said, possible, asked) if contender.both else None
        if question is not None:
            answer = person.answer(question)
            asked |= {question.name}
            said = (*said, (question.name, answer and answer[0]))
            possible = possible & answer[1] if answer else possible
    return 0


def _ours(catalogue: Catalogue, possible: Mask, asked: frozenset[str]) -> Field | None:
    likely = chances(catalogue, possible)
    question = best_question(catalogue, likely, asked, K)
    return question.field if question and asks_first(likely, question, K) else None


def _below_a_list(catalogue: Catalogue, possible: Mask, asked: frozenset[str]) -> Field | None:
    question = best_question(catalogue, chances(catalogue, possible), asked, K)
    asks = question is not None and next_move(Standing(saves=question.saves)) is Move.ASK
    return question.field if question and asks else None


def _lists_only(*_: object) -> None:
    return None


def _entropy(catalogue: Catalogue, possible: Mask, asked: frozenset[str]) -> Field | None:
    open_ = _open(catalogue, asked)
    if possible.sum() <= K or not open_:
        return None
    bits = [_bits(catalogue, field, possible) for field in open_]
    return open_[int(np.argmax(bits))] if max(bits) > 0 else None


def _bits(catalogue: Catalogue, field: Field, possible: Mask) -> float:
    said = answers(catalogue, field, np.flatnonzero(possible))
    _, counts = np.unique(said.number[said.share > 0], return_counts=True)
    shares = counts / max(int(counts.sum()), 1)
    return float(-(shares * np.log2(shares)).sum())


def _random(catalogue: Catalogue, rng: np.random.Generator, possible: Mask, asked: frozenset[str]) -> Field | None:
    open_ = _open(catalogue, asked)
    if possible.sum() <= K or not open_ or rng.random() < 0.5:
        return None
    return open_[int(rng.integers(len(open_)))]


def _open(catalogue: Catalogue, asked: frozenset[str]) -> list[Field]:
    return [field for field in catalogue.fields if field.question and field.name not in asked]


def _popularity(catalogue: Catalogue) -> NDArray[np.float64]:
    counted = [np.nan_to_num(catalogue.numbers[name]) for name in COUNTS if name in catalogue.numbers]
    return counted[0] if counted else np.maximum(catalogue.popularity.astype(np.float64), 1e-3)


def _catalogues() -> Iterator[tuple[str, Catalogue]]:
    with tempfile.TemporaryDirectory() as folder:
        demo: Mapping[str, Catalogue] = load_catalogues(Path(folder))
        for domain, file in PUBLIC.items():
            yield f"{domain} of the demo store", demo[domain]
            if file.exists():
                report = import_file(file, domain, Path(folder), skip_bad=True)
                yield f"{domain} of {file.parent.name}", load_imported(report.folder)
