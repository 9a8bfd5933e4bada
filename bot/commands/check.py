"""`chat-rec check`: is everything in order, and if not, what to do."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DataDir
from bot.errors import ChatRecError, SettingsError, StoreError
from bot.redaction import Redaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.ports import Receive
    from bot.settings import Settings

    Probe = Callable[[Settings], str]
    """What is fine, in words; raises when something is not."""

EPILOG = """Examples:

chat-rec check

chat-rec check --online
  (also asks Telegram and Slack whether they take the tokens)

chat-rec check --data-dir /srv/chat-rec && chat-rec chat --data-dir /srv/chat-rec
"""


def check(
    *,
    data_dir: DataDir = None,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask the platforms whether they take our tokens.")
    ] = False,
) -> None:
    """Verify settings, catalogues, text encoder, trained models, platforms and stores.

    Prints a line for each: ok, or what is wrong and how to mend it. Exit code 1 when something is wrong.
    """
    from bot.settings import load_settings

    try:
        settings = load_settings(data_dir=data_dir)
    except ChatRecError as error:
        _print("settings", str(error), ok=False)
        raise typer.Exit(1) from None
    results = [_run(name, probe, settings) for name, probe in _probes(online=online)]
    raise typer.Exit(0 if all(results) else 1)


def _probes(*, online: bool) -> Iterator[tuple[str, Probe]]:
    yield "settings", _settings
    yield "catalogues", _catalogues
    yield "encoder", _encoder
    yield "models", _models
    yield "telegram", partial(_platform, name="telegram", online=online)
    yield "slack", partial(_platform, name="slack", online=online)
    yield "stores", _stores
    yield "queues", _queues


def _run(name: str, probe: Probe, settings: Settings) -> bool:
    redaction = Redaction(settings.secrets)
    try:
        told = probe(settings)
    except ChatRecError as error:
        _print(name, redaction(str(error)), ok=False)
        return False
    except Exception as error:  # noqa: BLE001  whatever is broken, the other lines must be told too
        _print(name, redaction(f"{error} ({type(error).__name__})"), ok=False)
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
    from recommender.encoders import MINILM, open_encoder

    encoder = open_encoder(settings.encoder, settings.encoder_dir)
    vectors = encoder.encode_queries(["hello"])
    languages = "/".join(sorted(encoder.languages))
    place = f", in {settings.encoder_dir}" if settings.encoder == MINILM else ""
    return f"{encoder.name}, {vectors.shape[1]} dimensions, {languages}{place}"


def _models(settings: Settings) -> str:
    """Every promoted model is read whole: a damaged one would show in the log alone, at the next start."""
    from recommender.registry import registries
    from recommender.trained import read_model

    serving = []
    for domain, registry in registries(settings.data_dir).items():
        if version := registry.promotions().current:
            registry.verify(version)
            read_model(registry.folder_of(version))
            serving.append(f"{domain} {version}")
    return ", ".join(serving) or "none is promoted: the built-in ranking serves"


def _platform(settings: Settings, *, name: str, online: bool) -> str:
    from bot.credentials import check_platform, configured

    if name not in configured(settings):
        return "not set up"
    check_platform(settings, name)
    if not online:
        return "complete; `chat-rec check --online` asks whether the token is taken"
    import asyncio

    from bot import logs

    logs.set_up(settings.model_copy(update={"log_format": "text", "log_level": "warning"}))
    return asyncio.run(_asked(settings, name))


async def _asked(settings: Settings, name: str) -> str:
    from bot.wiring import described, open_platform

    async with open_platform(settings, name, _NoFront()) as platform:
        told = described(platform).removeprefix(f"{name}: ")
    if "out of reach" in told:
        raise SettingsError(f"{told}: is this machine online, and CHATREC_{name.upper()}_API_URL right?")
    return told


class _NoFront:
    def post(self, path: str, receive: Receive) -> None:
        """Nobody is to be served."""


def _stores(settings: Settings) -> str:
    import asyncio

    folder = next(
        path for path in (settings.data_dir.resolve(), *settings.data_dir.resolve().parents) if path.exists()
    )
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise SettingsError(f"{folder} is no folder that we may write to: choose another with --data-dir")
    if folder != settings.data_dir.resolve() and not settings.database_url.get_secret_value():
        return "not there yet; the first start makes them"
    asyncio.run(_open_stores(settings))
    return "readable"


async def _open_stores(settings: Settings) -> None:
    from bot import open_bot
    from recommender.schema import UserId

    async with open_bot(settings) as engine:
        await engine.profiles.load(UserId("console:check"))


def _queues(settings: Settings) -> str:
    import asyncio

    from bot.commands.status import REMEDY, backlog_of
    from bot.delivery.meter import health

    backlog = asyncio.run(backlog_of(settings))
    if backlog is None:
        return "nothing was served yet"
    well, told = health(backlog, 0.0)
    if not well:
        raise StoreError(f"{told}: is the bot running?")
    if count := len(backlog.quarantined):
        raise StoreError(f"{count} in quarantine, see `chat-rec quarantine list`; {REMEDY}")
    return told
