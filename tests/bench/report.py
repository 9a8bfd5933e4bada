"""docs/BENCHMARKS.md: a section for each measuring module; a run replaces its own sections and leaves the others."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.table import Row, markdown

REPORT = Path(__file__).parents[2] / "docs" / "BENCHMARKS.md"
PACKAGES = ("torch", "sentence-transformers", "onnxruntime", "numpy", "tinydb", "faiss-cpu", "usearch")
INTRODUCTION = """# Measurements

Written by `make bench` and `make bench-peers`; do not edit. Timings are the median and, in brackets, the middle half
of the repeats. Baselines ran in the same run, on the same machine, in turns with ours. A bar that was missed says
**no**. Each section says when and where it was measured.
"""


def section(name: str, said: str, rows: Sequence[Row]) -> str:
    """One module's part of the report; `said` is what its docstring says of the protocol."""
    return f"## {name.replace('_', ' ').capitalize()}\n\n{said.strip()}\n\n{_machine()}\n\n{markdown(rows)}\n"


def write(sections: Mapping[str, str]) -> None:
    """Put the sections, by name, in place of their older selves."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    parts = {_title(part): part for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]}
    parts |= {_title(part): part for part in sections.values()}
    REPORT.write_text("\n".join([INTRODUCTION, *(parts[title].rstrip() + "\n" for title in sorted(parts))]), "utf-8")


def _title(part: str) -> str:
    return part.partition("\n")[0]


def _machine() -> str:
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    busy = f", load at the end {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"*{datetime.now(UTC):%Y-%m-%d}; {platform.system()} on {platform.machine()}, {os.cpu_count()} cores{busy}; "
        f"Python {platform.python_version()}, {versions}.*"
    )
