"""`chat-rec check`: is everything in order, and if not, what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from bot.commands.options import DataDir
from bot.errors import ChatRecError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.settings import Settings

    Probe = Callable[[Settings], str]
    """What is fine, in words; raises when something is not."""

EPILOG = """Examples:

chat-rec check

chat-rec check --data-dir /srv/chat-rec && chat-rec chat --data-dir /srv/chat-rec
"""


def check(*, data_dir: DataDir = None) -> None:
    """Verify settings, catalogues, text encoder and stores.

    Prints a line for each: ok, or what is wrong and how to mend it. Exit code 1 when something is wrong.
    """
    from bot.settings import load_settings

    try:
        settings = load_settings(data_dir=data_dir)
    except ChatRecError as error:
        _print("settings", str(error), ok=False)
        raise typer.Exit(1) from None
    results = [_run(name, probe, settings) for name, probe in _probes()]
    raise typer.Exit(0 if all(results) else 1)


def _probes() -> Iterator[tuple[str, Probe]]:
    yield "settings", _settings
    yield "catalogues", _catalogues
    yield "encoder", _encoder
    yield "stores", _stores


def _run(name: str, probe: Probe, settings: Settings) -> bool:
    try:
        told = probe(settings)
    except ChatRecError as error:
        _print(name, str(error), ok=False)
        return False
    except Exception as error:  # noqa: BLE001  whatever is broken, the other lines must be told too
        _print(name, f"{error} ({type(error).__name__})", ok=False)
        return False
    _print(name, told, ok=True)
    return True


def _print(name: str, told: str, *, ok: bool) -> None:
    word, colour = ("ok", "green") if ok else ("problem", "red")
    shown = word.ljust(8) if os.environ.get("NO_COLOR") else typer.style(word.ljust(8), fg=colour)
    typer.echo(f"{shown} {name:<11} {told}")


def _settings(settings: Settings) -> str:
    from bot.settings import environment, unknown_variables

    unknown = unknown_variables(environment())
    if unknown:
        told = [f"{name} (did you mean {near}?)" if near else name for name, near in unknown.items()]
        raise SettingsError(f"unknown: {', '.join(told)}; .env.example lists all variables")
    return f"data folder {settings.data_dir.resolve()}"


def _catalogues(settings: Settings) -> str:
    from bot.wiring import chosen_catalogues

    catalogues = chosen_catalogues(settings)
    return ", ".join(f"{name} {len(catalogue.items)}" for name, catalogue in catalogues.items())


def _encoder(settings: Settings) -> str:
    from recommender.encoder import MODEL_NAME, OnnxEncoder

    vectors = OnnxEncoder(settings.encoder_dir / MODEL_NAME).encode(["hello"])
    return f"{MODEL_NAME}, {vectors.shape[1]} dimensions, in {settings.encoder_dir}"


def _stores(settings: Settings) -> str:
    import asyncio

    folder = next(
        path for path in (settings.data_dir.resolve(), *settings.data_dir.resolve().parents) if path.exists()
    )
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise SettingsError(f"{folder} is no folder that we may write to: choose another with --data-dir")
    if folder != settings.data_dir.resolve():
        return "not there yet; the first start makes them"
    asyncio.run(_open_stores(settings))
    return "readable"


async def _open_stores(settings: Settings) -> None:
    from bot import open_bot
    from recommender.schema import UserId

    async with open_bot(settings) as engine:
        await engine.profiles.load(UserId("console:check"))
