"""`make bench`: run every measuring module, print its rows, write docs/BENCHMARKS.md.

`python -m tests.bench encoder start` runs only these two and writes nothing.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

import tests.bench
from tests.bench.table import Row, markdown

REPORT = Path(__file__).parents[2] / "docs" / "BENCHMARKS.md"
PACKAGES = ("torch", "sentence-transformers", "onnxruntime", "numpy", "tinydb")
INTRODUCTION = """# Measurements

Written by `make bench`; do not edit. Timings are the median and, in brackets, the middle half of the repeats.
Baselines ran in the same run, on the same machine, in turns with ours. A bar that was missed says **no**.
"""


def main(chosen: list[str]) -> None:
    console = Console()
    sections = {}
    for name in sorted(chosen or _names()):
        module = import_module(f"tests.bench.{name}")
        with console.status(f"measuring {name}…"):
            rows = module.measure()
        console.print(_table(name, rows))
        sections[name] = f"## {name.capitalize()}\n\n{module.__doc__}\n\n{markdown(rows)}\n"
    if not chosen:
        REPORT.write_text("\n".join([INTRODUCTION, _machine(), *sections.values()]), encoding="utf-8")
        console.print(f"Written to {REPORT.relative_to(Path.cwd())}")


def _names() -> Iterator[str]:
    """The modules of this folder that measure something."""
    for module in iter_modules(tests.bench.__path__):
        if module.name != "__main__" and hasattr(import_module(f"tests.bench.{module.name}"), "measure"):
            yield module.name


def _table(name: str, rows: list[Row]) -> Table:
    table = Table("what", "ours", "compared with", "ratio", "bar", "met", title=name, title_justify="left")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
        met = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[row.met]
        table.add_row(row.what, row.ours, row.baseline, ratio, row.bar, met)
    return table


def _machine() -> str:
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    busy = f", load at the end {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {platform.system()} on {platform.machine()}, {os.cpu_count()} cores{busy}; "
        f"Python {platform.python_version()}, {versions}.\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
