"""A table → the schema of its catalogue, and why each column became what it became."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recommender.importing.facts import Column
from recommender.importing.families import families, numbered_series
from recommender.importing.fields import Found, Priority, field_of
from recommender.importing.kinds import Decision, decide
from recommender.importing.lexicon import Domain, Lexicon
from recommender.importing.roles import find_columns
from recommender.importing.table import Cell, Table
from recommender.importing.wording import without_clashes
from recommender.schema_file import Columns, Schema

MOST_CELLS = 20_000
"""Columns are judged by this many rows at most, spread evenly over the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one column."""

    column: str
    outcome: str
    """`title`, `left out`, or the field: `runtime: number, min`."""
    reason: str
    examples: tuple[str, ...] = ()


def title_column(table: Table, lexicon: Lexicon) -> str:
    return find_columns(_columns(table), lexicon).title


def infer(table: Table, domain: str, lexicon: Lexicon) -> tuple[Schema, tuple[Verdict, ...]]:
    """Raises `CatalogueError` when no column can be the title."""
    columns = _columns(table)
    roles = find_columns(columns, lexicon)
    merged = families([column for column in columns if column.name != roles.title], lexicon)
    merged_away = {name for column in merged for name in column.sources}
    used = {roles.title, roles.image_url, roles.url, *roles.text, *roles.aliases, *merged_away}
    candidates = [*merged, *(column for column in columns if column.name not in used and column.name != roles.id)]
    series = numbered_series(columns)
    decided = [
        (column, Decision(None, "one of a numbered series") if column.name in series else decide(column, lexicon))
        for column in candidates
    ]
    found = _fields(decided, lexicon)
    roles = replace(roles, popularity=_popularity(decided), ignored=_ignored(columns, found, roles))
    schema = Schema(
        domain=domain,
        fields=without_clashes([entry.field for entry in found]),
        nouns=nouns(domain, decided, lexicon),
        columns=roles,
        sources={entry.field.name: entry.source for entry in found},
    )
    return schema, (*_role_verdicts(columns, roles), *_verdicts(decided, found))


def _columns(table: Table) -> list[Column]:
    step = max(1, len(table.rows) // MOST_CELLS)
    rows = table.rows[::step]
    return [Column(name, _unlisted([row.cells.get(name) for row in rows])) for name in table.columns]


def _unlisted(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Lists that never hold more than one value are no lists."""
    if any(isinstance(cell, tuple) and len(cell) > 1 for cell in cells):
        return tuple(cells)
    return tuple(cell[0] if isinstance(cell, tuple) else cell for cell in cells)


def _fields(decided: Sequence[tuple[Column, Decision]], lexicon: Lexicon) -> list[Found]:
    """The fields, the most telling first; of several that the same words ask for, one has the words."""
    kept = [(column, decision) for column, decision in decided if decision.kind]
    priority = Priority.among(kept)
    found: list[Found] = []
    for column, decision in sorted(kept, key=lambda pair: lexicon.place(pair[1].concept)):
        taken = {entry.field.name for entry in found}
        found += field_of(column, decision, lexicon, priority, taken)
    return found


def _popularity(decided: Sequence[tuple[Column, Decision]]) -> str:
    """The column that tells best how known an item is; a rating, weakly, where there is none."""
    ranked = [
        (decision.concept.popularity, -column.coverage, column.name)
        for column, decision in decided
        if decision.concept and decision.kind == "number" and decision.concept.popularity and column.coverage > 0.3
    ]
    ratings = [
        (decision.concept.rank, -column.coverage, column.name)
        for column, decision in decided
        if decision.concept and decision.kind == "number" and decision.concept.group == "rating"
    ]
    best = min(ranked or ratings, default=None)
    return best[2] if best else ""


def _ignored(columns: Sequence[Column], found: Sequence[Found], roles: Columns) -> tuple[str, ...]:
    used = {roles.id, roles.title, roles.image_url, roles.url, *roles.text, *roles.aliases}
    used |= {name for entry in found for name in (*entry.source.column, *entry.source.flags)}
    return tuple(column.name for column in columns if column.name not in used)


def nouns(domain: str, decided: Sequence[tuple[Column, Decision]], lexicon: Lexicon) -> tuple[str, ...]:
    """What to call the items: by the domain's name, else by the fields they have, else the name in singular."""
    words = set(re.findall(r"[a-z]+", domain.casefold()))
    named = next((entry for entry in lexicon.domains if words & {*entry.words, entry.name}), None)
    likely = named or likely_domain(decided, lexicon)
    return likely.nouns if likely else (re.sub(r"(?<=[^s])s$", "", re.sub(r"[_-]", " ", domain)), "item")


def likely_domain(decided: Sequence[tuple[Column, Decision]], lexicon: Lexicon) -> Domain | None:
    """The domain most of whose usual fields are here; the first two of them tell it alone."""
    names = {decision.concept.name for _, decision in decided if decision.concept}
    scores = [(_matches(entry, names), entry) for entry in lexicon.domains]
    best = max(scores, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] >= 2 else None


def _matches(domain: Domain, names: set[str]) -> int:
    return sum(name in names for name in (*domain.fields, *domain.fields[:2]))


def domain_by_fields(table: Table, lexicon: Lexicon) -> str:
    """`movies`, `books`…; empty when the fields tell none."""
    likely = likely_domain([(column, decide(column, lexicon)) for column in _columns(table)], lexicon)
    return likely.name if likely else ""


def _role_verdicts(columns: Sequence[Column], roles: Columns) -> list[Verdict]:
    named = [(roles.id, "id"), (roles.title, "title"), *((name, "description") for name in roles.text)]
    named += [(roles.image_url, "picture"), (roles.url, "link"), *((name, "another title") for name in roles.aliases)]
    by_name = {column.name: column for column in columns}
    return [
        Verdict(name, role, "by its name and looks", tuple(by_name[name].examples(2))) for name, role in named if name
    ]


def _verdicts(decided: Sequence[tuple[Column, Decision]], found: Sequence[Found]) -> list[Verdict]:
    fields: dict[str, list[str]] = {}
    for entry in found:
        fields.setdefault(entry.column, []).append(entry.told)
    return [
        Verdict(
            ", ".join(column.sources) or column.name,
            "; ".join(fields.get(column.name, ("left out",))),
            decision.reason,
            tuple(column.examples()),
        )
        for column, decision in decided
    ]
