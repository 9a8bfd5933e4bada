"""`make bench`: run every measuring module, print its rows, write docs/BENCHMARKS.md.

`python -m tests.bench encoder start` runs only these two; with `--write` their sections are replaced as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

import tests.bench
from tests.bench.report import REPORT, section, write
from tests.bench.table import Row

WRITE = "--write"


def main(arguments: list[str]) -> None:
    console = Console()
    chosen = [name for name in arguments if name != WRITE]
    for name in sorted(chosen or _names()):
        module = import_module(f"tests.bench.{name}")
        with console.status(f"measuring {name}…"):
            rows = module.measure()
        console.print(table(name, rows))
        if WRITE in arguments or not chosen:
            # one by one: a run that is interrupted leaves what it measured
            write({name: section(name, module.__doc__ or "", rows)})
            console.print(f"Written to {REPORT.relative_to(Path.cwd())}")


def _names() -> Iterator[str]:
    """The modules of this folder that measure something."""
    for module in iter_modules(tests.bench.__path__):
        if module.ispkg or module.name == "__main__":
            continue
        if hasattr(import_module(f"tests.bench.{module.name}"), "measure"):
            yield module.name


def table(name: str, rows: Sequence[Row]) -> Table:
    """For a terminal."""
    drawn = Table("what", "ours", "compared with", "ratio", "bar", "met", title=name, title_justify="left")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
        met = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[row.met]
        drawn.add_row(row.what, row.ours, row.baseline, ratio, row.bar, met)
    return drawn


if __name__ == "__main__":
    main(sys.argv[1:])
