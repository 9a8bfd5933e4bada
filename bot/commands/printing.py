"""Tables for people on stdout, and progress on stderr, where it is in no pipe's way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.table import Table


class Bars:
    """One bar for each step, in the order in which they begin."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def step(self, what: str, done: int, total: int, told: str = "") -> None:
        """How much of a step is done, of how much in all (0: unknown), and a word on it."""
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total or None, told="")
        self._bars.update(self._tasks[what], completed=done, total=total or None, told=told)

    def close(self, what: str) -> None:
        """The step ended, perhaps before all of it was done."""
        if what in self._tasks:
            done = max(self._bars.tasks[self._tasks[what]].completed, 1)
            self._bars.update(self._tasks[what], total=done, completed=done)


@contextmanager
def bars() -> Iterator[Bars]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=Console(stderr=True, highlight=False, markup=False)) as progress:
        yield Bars(progress)


def console() -> Console:
    from rich.console import Console

    # The width of a pipe is unknown: lines must not be cut there.
    out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = 200
    return out


def table(*headers: str, left: int = 1) -> Table:
    """The first `left` columns are words, the others figures."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, header in enumerate(headers):
        made.add_column(header, overflow="fold", justify="left" if place < left else "right")
    return made


def print_json(told: Mapping[str, Any]) -> None:
    """One object; what is no number is null."""
    typer.echo(json.dumps(_plain(told), ensure_ascii=False, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value != value:  # noqa: PLR0124  only NaN differs from itself
        return None
    return value
