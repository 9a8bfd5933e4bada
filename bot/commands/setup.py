"""`chat-rec setup`: everything that is computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.options import DataDir

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from rich.progress import Progress, TaskID

    from bot.settings import Settings

    Report = Callable[[str, int, int], None]
    """Step in words, how much of it is done, how much there is in all (0: unknown)."""

EPILOG = """Examples:

chat-rec setup

chat-rec setup --data-dir /srv/chat-rec
  (also the vectors of the catalogues imported there)
"""


def setup(*, data_dir: DataDir = None) -> None:
    """Prepare the text encoder and the catalogues' vectors; about a minute, once.

    What is there already is kept, so it may be run again at any time, for instance after an interruption.
    """
    from bot.settings import load_settings

    run(load_settings(data_dir=data_dir))


def run(settings: Settings, domains: Collection[str] | None = None) -> None:
    """Set up behind progress bars, all domains or these."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from bot.wiring import set_up

    columns = TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns) as bars:
        set_up(settings, _reporter(bars), domains)


def _reporter(bars: Progress) -> Report:
    """One bar for each step, in the order in which they begin."""
    tasks: dict[str, TaskID] = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = bars.add_task(step, total=total or None)
        bars.update(tasks[step], completed=done, total=total or None)

    return report
