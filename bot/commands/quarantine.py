"""`chat-rec quarantine`: updates that could not be served, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands.options import DataDir
from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings

EPILOG = """Examples:

chat-rec quarantine list

chat-rec quarantine retry tg:123456789
  (after an upgrade that mends the fault)

chat-rec quarantine drop slack:Ev0123456789
"""

app = typer.Typer(
    help="Updates that could not be served: list, retry, drop.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="As `chat-rec quarantine list` shows it.", show_default=False)]


@app.command("list", epilog=EPILOG)
def show(*, data_dir: DataDir = None) -> None:
    """List them, newest first, each with its fault."""
    import asyncio

    from bot.commands.status import backlog_of, quarantine, quarantine_lines
    from bot.settings import load_settings

    settings = load_settings(data_dir=data_dir)
    backlog = asyncio.run(backlog_of(settings))
    if backlog is None or not backlog.quarantined:
        typer.echo("nothing is in quarantine")
        return
    for line in quarantine_lines(quarantine(settings, backlog.quarantined)):
        typer.echo(line.strip())


@app.command(epilog=EPILOG)
def retry(arrival: Id, *, data_dir: DataDir = None) -> None:
    """Serve one again; a running bot does so at once, otherwise the next start."""
    _do("retry", arrival, data_dir)
    typer.echo(f"{arrival} will be served again")


@app.command(epilog=EPILOG)
def drop(arrival: Id, *, data_dir: DataDir = None) -> None:
    """Give one up for good: it is deleted, and nobody answers it."""
    _do("drop", arrival, data_dir)
    typer.echo(f"{arrival} is given up")


def _do(what: Literal["retry", "drop"], arrival: str, data_dir: DataDir) -> None:
    import asyncio

    from bot.settings import load_settings

    if not asyncio.run(_done(load_settings(data_dir=data_dir), what, arrival)):
        raise SettingsError(f"{arrival!r} is not in quarantine: `chat-rec quarantine list` shows what is")


async def _done(settings: Settings, what: Literal["retry", "drop"], arrival: str) -> bool:
    from bot.wiring import open_store, was_served

    if not was_served(settings):
        return False
    async with open_store(settings) as store:
        work = store.backroom.retry if what == "retry" else store.backroom.drop
        return await work(arrival)
