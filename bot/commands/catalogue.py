"""`chat-rec catalogue`: bring your own catalogue, and look at what can be asked of it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DataDir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from recommender.catalogue import Catalogue
    from recommender.importing.importer import ImportReport
    from recommender.importing.table import Problem

MOST_TOLD = 20
"""Of bad rows or odd cells, this many are printed; the rest are counted."""

IMPORT_EPILOG = """Examples:

chat-rec catalogue import films.csv

chat-rec catalogue import dump.json --domain movies --skip-bad
"""
SHOW_EPILOG = """Examples:

chat-rec catalogue show

chat-rec catalogue show --domain movies
"""

app = typer.Typer(help="Import catalogues and show what can be asked of them.", no_args_is_help=True)


@app.command("import", epilog=IMPORT_EPILOG)
def import_(  # noqa: PLR0913  each is an option of the command
    file: Annotated[Path, typer.Argument(help="JSON, JSON Lines, CSV or TSV, of any shape.")],
    *,
    domain: Annotated[
        str, typer.Option(help="The catalogue's name, like movies; taken from the file when not given.")
    ] = "",
    data_dir: DataDir = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the good rows, leave out the bad.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Write catalogue.toml anew, dropping your edits.")] = False,
    vectors: Annotated[
        bool, typer.Option(help="Encode the descriptions now (about 200 a second), or while the bot talks already.")
    ] = True,
) -> None:
    """Make a file the catalogue of a domain.

    Finds out what each column is, writes DIR/catalogues/NAME/catalogue.toml, yours to edit, and items.jsonl, and
    says what it decided. A later import of the same domain keeps catalogue.toml and obeys it.

    A row is bad when it is no object, cannot be read, has more or fewer cells than the header, has no title, or
    has another row's id. With bad rows nothing is imported and the exit code is 2, unless --skip-bad is given. A
    single cell that cannot be what its column is (a word among numbers, a name that is nobody's) is left empty and
    told; a year of the wrong century (2046 for 1946) is put right and told.
    """
    from bot.commands.setup import run
    from bot.settings import load_settings
    from recommender.importing.importer import import_file
    from recommender.load import load_imported

    settings = load_settings(data_dir=data_dir)
    report = import_file(file, domain, settings.data_dir, skip_bad=skip_bad, fresh=fresh)
    _tell_report(out := _console(), report, skip_bad=skip_bad)
    if not report.imported:
        _tell_way_on(out, report, data_dir, fresh=fresh, vectors=vectors)
        raise typer.Exit(2)
    _tell_examples(out, load_imported(report.folder))
    if vectors:
        run(settings, (report.domain,))


@app.command(epilog=SHOW_EPILOG)
def show(
    *,
    domain: Annotated[str, typer.Option(help="Show this catalogue's fields; all catalogues when not given.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Print what can be asked of a catalogue: its fields, what they hold, and examples."""
    from bot.errors import SettingsError
    from bot.settings import load_settings
    from recommender.load import load_catalogues

    catalogues = load_catalogues(load_settings(data_dir=data_dir).data_dir)
    out = _console()
    if not domain:
        _tell_all(out, list(catalogues.values()))
    elif domain in catalogues:
        _tell_fields(out, catalogues[domain])
        _tell_examples(out, catalogues[domain])
    else:
        raise SettingsError(f"there is no catalogue {domain!r}; there are {', '.join(catalogues)}")


def _console() -> Console:
    from rich.console import Console

    # The width of a pipe is unknown: lines must not be cut there.
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 200
    return console


def _tell_report(out: Console, report: ImportReport, *, skip_bad: bool) -> None:
    _tell_verdicts(out, report)
    _tell_problems(out, report, skip_bad=skip_bad)
    if report.imported:
        out.print(f"{report.imported} items are now the catalogue '{report.domain}', in {report.folder}")


def _tell_verdicts(out: Console, report: ImportReport) -> None:
    for note in report.notes:
        out.print(f"note: {note}")
    if report.kept_schema:
        out.print(f"{report.folder / 'catalogue.toml'} is kept as you left it (--fresh writes it anew)")
        return
    from recommender.importing.table import shortened

    table = _table("column", "became", "for example", "because")
    for verdict in report.verdicts:
        examples = ", ".join(shortened(text, 24) for text in verdict.examples)
        style = "dim" if verdict.outcome == "left out" else ""
        table.add_row(shortened(verdict.column, 40), verdict.outcome, examples, verdict.reason, style=style)
    out.print(table)


def _tell_problems(out: Console, report: ImportReport, *, skip_bad: bool) -> None:
    _tell_some(out, report.file.name, report.odd, "cells that could not be taken as they are")
    _tell_some(out, report.file.name, report.bad, "bad rows, left out" if skip_bad else "bad rows")


def _tell_way_on(out: Console, report: ImportReport, data_dir: Path | None, *, fresh: bool, vectors: bool) -> None:
    """With the command that imports the good rows of the same file into the same place."""
    words = ["chat-rec", "catalogue", "import", str(report.file), "--domain", report.domain]
    words += ["--data-dir", str(data_dir)] if data_dir else []
    words += ["--fresh"] if fresh else []
    words += [] if vectors else ["--no-vectors"]
    out.print("Nothing was imported. Correct the rows, or import the others with", style="red")
    out.print(f"  {shlex.join([*words, '--skip-bad'])}", style="red")


def _tell_some(out: Console, file: str, problems: Sequence[Problem], what: str) -> None:
    if not problems:
        return
    out.print(f"{what}: {len(problems)}")
    for problem in problems[:MOST_TOLD]:
        out.print(f"  {problem.told(file)}")
    if len(problems) > MOST_TOLD:
        out.print(f"  … and {len(problems) - MOST_TOLD} more")


def _tell_all(out: Console, catalogues: Sequence[Catalogue]) -> None:
    table = _table("domain", "items", "from", "fields")
    for catalogue in catalogues:
        origin = "imported" if catalogue.imported else "demo store"
        fields = ", ".join(field.name for field in catalogue.fields)
        table.add_row(catalogue.domain, str(len(catalogue.items)), origin, fields)
    out.print(table)


def _tell_fields(out: Console, catalogue: Catalogue) -> None:
    from recommender.importing.examples import told_values

    out.print(f"{catalogue.domain}: {len(catalogue.items)} items")
    table = _table("field", "kind", "unit", "items", "values", "question")
    for field in catalogue.fields:
        count, told = told_values(catalogue, field)
        kind = f"{field.kind}, several" if field.many else field.kind
        values = " < ".join(field.order) or told
        table.add_row(field.name, kind, field.unit, str(count), values, field.question)
    out.print(table)


def _tell_examples(out: Console, catalogue: Catalogue) -> None:
    from recommender.importing.examples import examples

    out.print("For example, ask for:")
    for text in examples(catalogue):
        out.print(f"  {text}")


def _table(*headers: str):  # type: ignore[no-untyped-def]  # rich is imported late
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
