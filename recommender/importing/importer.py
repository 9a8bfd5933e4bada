"""The operator's file → DIR/catalogues/NAME/{catalogue.toml, items.jsonl}, all of it or nothing."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from recommender.errors import CatalogueError
from recommender.importing.files import read_table
from recommender.importing.infer import Verdict, domain_by_fields, infer, title_column
from recommender.importing.lexicon import Lexicon, load_lexicon
from recommender.importing.records import Records, make_records
from recommender.importing.table import Problem, Table, without_unknowns
from recommender.importing.titles import with_years_apart
from recommender.importing.toml_text import toml_text
from recommender.schema_file import Schema, read_schema

SCHEMA_FILE, ITEMS_FILE = "catalogue.toml", "items.jsonl"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or why it did nothing."""

    file: Path
    domain: str
    folder: Path
    imported: int
    """Items written; 0 when nothing was, because of bad rows."""
    schema: Schema
    verdicts: tuple[Verdict, ...] = ()
    """One for each column; empty when an existing catalogue.toml was kept."""
    kept_schema: bool = False
    bad: tuple[Problem, ...] = ()
    """Rows that cannot be items, in the file's order."""
    odd: tuple[Problem, ...] = ()
    """Single cells that were left empty."""
    notes: tuple[str, ...] = ()


def import_file(
    file: Path, domain: str, data_dir: Path, *, skip_bad: bool = False, fresh: bool = False
) -> ImportReport:
    """Read `file`, whatever its shape, and make it the catalogue of `domain`; empty: see `domain_of`.

    With bad rows nothing is written, unless `skip_bad`. An existing catalogue.toml is kept and obeyed, unless
    `fresh`. A failure of any kind leaves the earlier import as it was.

    Raises `CatalogueError` when the file cannot be read, holds no titles, or no row of it can be used.
    """
    if domain:
        checked_domain(domain)
    lexicon = load_lexicon()
    table = read_table(file)
    domain = domain or domain_of(file, table, lexicon)
    folder = data_dir / "catalogues" / domain
    kept = not fresh and (folder / SCHEMA_FILE).exists()
    no_verdicts: tuple[Verdict, ...] = ()
    if kept:
        schema, verdicts = read_schema(folder / SCHEMA_FILE, domain), no_verdicts
        table = _prepared(table, schema.columns.title)
        _check_columns(schema, table, folder / SCHEMA_FILE)
    else:
        if not table.rows:
            raise CatalogueError(_nothing(file, table.bad))
        table = _prepared(table, title_column(table, lexicon))
        schema, verdicts = infer(table, domain, lexicon)
    made = make_records(table, schema, lexicon)
    report = _report(ImportReport(file, domain, folder, 0, schema, verdicts, kept), table, made)
    if report.bad and not skip_bad:
        return report
    if not made.records:
        raise CatalogueError(_nothing(file, report.bad))
    _write(folder, made, None if kept else toml_text(schema))
    return replace(report, imported=len(made.records))


def _prepared(table: Table, title: str) -> Table:
    return with_years_apart(without_unknowns(table, title), title)


def checked_domain(domain: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", domain):
        raise CatalogueError(
            f"the domain name {domain!r} is wrong: use small letters, digits, _ and -, at most 40, like `movies`"
        )
    return domain


def domain_of(file: Path, table: Table, lexicon: Lexicon) -> str:
    """A name for the catalogue: what the file's name says (`IMDB Top 1000.csv` → `movies`), else what its fields
    say, else the file's name."""
    stem = file.name.split(".")[0].casefold()
    words = set(re.findall(r"[a-z]+", stem))
    named = next((known.name for known in lexicon.domains if words & {known.name, *known.words}), "")
    return named or domain_by_fields(table, lexicon) or re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:40] or "items"


def _report(report: ImportReport, table: Table, made: Records) -> ImportReport:
    notes = list(table.notes)
    if made.repeated:
        notes.append(f"{made.repeated} rows repeat an earlier one to the letter and are left out")
    notes += [f"merged in {text}" for text in made.merged]
    if report.kept_schema:
        notes += _differences(report.schema, table)
    bad = sorted((*table.bad, *made.bad), key=lambda problem: _row_number(problem.place))
    return replace(report, bad=tuple(bad), odd=made.odd, notes=tuple(notes))


def _row_number(place: str) -> int:
    found = re.search(r"\d+", place)
    return int(found[0]) if found else 0


def _differences(schema: Schema, table: Table) -> Iterator[str]:
    """How the file differs from the one that the kept catalogue.toml was made for."""
    columns = schema.columns
    known = {columns.id, columns.title, columns.image_url, columns.url, columns.popularity}
    known |= {*columns.text, *columns.aliases, *columns.ignored}
    for source in schema.sources.values():
        known |= {*source.column, *source.flags}
        if missing := [name for name in (*source.column, *source.flags) if name not in table.columns]:
            yield f"the file has no column {', '.join(missing)}, which {SCHEMA_FILE} speaks of"
    if new := [name for name in table.columns if name not in known]:
        yield f"columns that {SCHEMA_FILE} does not speak of are left out: {', '.join(new)} (--fresh looks at them)"


def _check_columns(schema: Schema, table: Table, path: Path) -> None:
    title = schema.columns.title
    if title not in table.columns:
        raise CatalogueError(
            f"{path}: columns.title = {title!r} is no column of the file "
            f"({', '.join(table.columns[:20])}): correct it, or import with --fresh"
        )


def _nothing(file: Path, bad: tuple[Problem, ...]) -> str:
    first = f" ({bad[0].told(file.name)})" if bad else ""
    return f"{file}: no row of it can be an item{first}; nothing was imported"


def _write(folder: Path, made: Records, schema_text: str | None) -> None:
    """Items first: a folder counts as a catalogue only once its catalogue.toml is there."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in made.records)
    _replace(folder / ITEMS_FILE, "\n".join(lines) + "\n")
    if schema_text is not None:
        _replace(folder / SCHEMA_FILE, schema_text)


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, also when the machine stops in between."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
