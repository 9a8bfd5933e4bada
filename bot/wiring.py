"""The one composition root: settings in, a working engine out. The only place of `bot` that knows adapters."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bot.credentials import check_platform
from bot.engine import Engine
from bot.errors import SettingsError
from bot.phrasebook import all_phrases
from bot.ports import Front, Platform, Profiles
from bot.serving_lock import serving_alone
from bot.settings import Settings
from recommender.catalogue import Catalogue

if TYPE_CHECKING:
    from adapters.journals.sql import Store
    from bot.delivery.delivery import Delivery
    from bot.health import Watch

STORE_FILE = "journal.sqlite"
DAY_S = 24 * 3600.0
DEMO_VECTORS = "vectors"


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Everything wired; stores are closed on leaving. The model loads behind, the first question waits for it."""
    catalogues = await asyncio.to_thread(chosen_catalogues, settings)
    async with open_store(settings) as store, _engine(settings, catalogues, store) as engine:
        yield engine


def open_store(settings: Settings) -> AbstractAsyncContextManager[Store]:
    """Inbox, outbox, journal and all: one file in the data folder, or the operator's database."""
    from adapters.journals import sql

    return sql.connect(settings.database_url.get_secret_value() or settings.data_dir / STORE_FILE)


def open_profiles(settings: Settings) -> AbstractAsyncContextManager[Profiles]:
    """What is kept of people, in the data folder."""
    from adapters.profiles import tinydb

    return tinydb.connect(settings.data_dir)


def was_served(settings: Settings) -> bool:
    """Is there a store that can be asked? Opening one makes it."""
    return bool(settings.database_url.get_secret_value()) or (settings.data_dir / STORE_FILE).exists()


@dataclass(frozen=True, slots=True)
class Serving:
    """All that a serving process runs."""

    engine: Engine
    delivery: Delivery
    watch: Watch
    url: str
    """Where the front listens."""
    platforms: Sequence[Platform]


@asynccontextmanager
async def open_delivery(settings: Settings, names: Sequence[str]) -> AsyncIterator[Serving]:
    """The engine with these platforms before it, not running yet.

    Raises `SettingsError` for a wrong setting of one of them, or when somebody else serves the same data folder.
    """
    from adapters.fronts import http
    from adapters.fronts.pages import pages
    from bot.delivery.delivery import Delivery
    from bot.delivery.meter import Meter
    from bot.health import Watch
    from bot.seal import Seal, secret_from

    for name in names:
        check_platform(settings, name)
    catalogues = await asyncio.to_thread(chosen_catalogues, settings)
    secret = await asyncio.to_thread(secret_from, settings.action_secret.get_secret_value(), settings.data_dir)
    items = (item.id for catalogue in catalogues.values() for item in catalogue.items)
    async with AsyncExitStack() as stack:
        if not settings.database_url.get_secret_value().startswith("postgresql"):
            stack.enter_context(serving_alone(settings.data_dir))
        store = await stack.enter_async_context(open_store(settings))
        engine = await stack.enter_async_context(_engine(settings, catalogues, store))
        watch = Watch(store.backroom, Meter(), engine.clock)
        front = await stack.enter_async_context(
            http.connect(settings.listen_host, settings.listen_port, pages(watch))
        )
        platforms = [await stack.enter_async_context(open_platform(settings, name, front)) for name in names]
        seal = Seal(secret, items, settings.action_days * DAY_S)
        delivery = Delivery(engine, platforms, store, seal, watch.meter, settings.parallel_chats)
        yield Serving(engine, delivery, watch, front.url, platforms)


def open_platform(settings: Settings, name: str, front: Front) -> AbstractAsyncContextManager[Platform]:
    """One platform, `telegram` or `slack`."""
    package = import_module(f"adapters.channels.{name}")
    platform: AbstractAsyncContextManager[Platform] = package.connect(settings, front)
    return platform


def described(platform: Platform) -> str:
    """For people: `telegram: @films_bot, polling`, as far as the platform tells."""
    told = getattr(platform, "described", "")
    return f"{platform.name}: {told}" if told else platform.name


@asynccontextmanager
async def _engine(settings: Settings, catalogues: Mapping[str, Catalogue], store: Store) -> AsyncIterator[Engine]:
    from threadpoolctl import threadpool_limits

    from adapters.learners import replay
    from adapters.profiles import tinydb
    from adapters.recommenders import local
    from bot.understanding import Understanding
    from recommender.pipeline import Policy

    this_year = datetime.now(UTC).year
    async with AsyncExitStack() as stack:
        # A second thread of numpy's BLAS spins on the core that the encoder needs: a turn takes twice as long.
        stack.enter_context(threadpool_limits(1, user_api="blas"))
        recommender = await stack.enter_async_context(
            local.connect(
                catalogues,
                local.Folders(settings.data_dir, settings.encoder_dir, vector_folders(settings), settings.encoder),
                settings.encoder_threads,
                Policy(settings.exploration, tail=settings.long_tail),
            )
        )
        yield Engine(
            catalogues=catalogues,
            understand=await asyncio.to_thread(Understanding, catalogues, only=settings.domain, this_year=this_year),
            recommender=recommender,
            profiles=await stack.enter_async_context(tinydb.connect(settings.data_dir)),
            journal=store,
            links=store.links,
            learner=await stack.enter_async_context(replay.connect(settings.data_dir)),
            phrases=all_phrases(),
            language=settings.language,
            slate_size=settings.slate_size,
            seed=settings.seed or 0,
        )


def chosen_catalogues(settings: Settings) -> dict[str, Catalogue]:
    """Every domain, the operator's own first; with a domain set, that one and `help`. Raises `SettingsError`."""
    from recommender.load import load_catalogues

    catalogues = load_catalogues(settings.data_dir)
    if not settings.domain:
        return catalogues
    if settings.domain not in catalogues:
        known = ", ".join(catalogues)
        raise SettingsError(f"domain {settings.domain!r} is not known: choose one of {known}, or import it first")
    return {name: catalogues[name] for name in (settings.domain, "help") if name in catalogues}


def vector_folders(settings: Settings) -> tuple[Path, ...]:
    """Where vectors are looked for: the data folder (new ones go there), then what set-up made for the demo store."""
    return (settings.data_dir / "vectors", settings.encoder_dir / DEMO_VECTORS)


def set_up(
    settings: Settings, progress: Callable[[str, int, int], None], domains: Collection[str] | None = None
) -> None:
    """Make what is missing: the encoder's export, the vectors of the demo store and of all imports, the intent head.

    `domains` limits it to these; `progress(what, done, total)` is told of every step.
    """
    from bot.heads import train_shipped
    from recommender.encoder import MODEL_NAME
    from recommender.encoders import MINILM, open_encoder
    from recommender.export import export
    from recommender.load import load_catalogues
    from recommender.vectors import catalogue_vectors

    folder = settings.encoder_dir / MODEL_NAME
    # A full set-up makes it anew in a second: one from an older version may want other inputs.
    if settings.encoder == MINILM and (domains is None or not (folder / "model.onnx").is_file()):
        progress("encoder", 0, 1)
        export(folder)
    progress("encoder", 1, 1)
    encoder = open_encoder(settings.encoder, settings.encoder_dir, threads=os.cpu_count() or 1)
    for domain, catalogue in load_catalogues(settings.data_dir).items():
        if domains is None or domain in domains:
            own, shared = vector_folders(settings)
            folders = [own] if catalogue.imported else [shared]
            catalogue_vectors(catalogue, encoder, folders, _counter(domain, len(catalogue.items), progress))
    if domains is None:
        train_shipped(settings, encoder, progress)


def _counter(domain: str, total: int, progress: Callable[[str, int, int], None]) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(domain, done, total)

    return count
