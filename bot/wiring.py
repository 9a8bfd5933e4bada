"""The one composition root: settings in, a working engine out. The only place of `bot` that knows adapters."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.engine import Engine
from bot.errors import SettingsError
from bot.phrasebook import Phrasebook
from bot.settings import Settings
from recommender.catalogue import Catalogue

DEMO_VECTORS = "vectors"


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Everything wired; stores are closed on leaving. The model loads behind, the first question waits for it."""
    from threadpoolctl import threadpool_limits

    from adapters.journals import sql
    from adapters.profiles import tinydb
    from adapters.recommenders import local
    from bot.understanding import Understanding

    catalogues = await asyncio.to_thread(chosen_catalogues, settings)
    this_year = datetime.now(UTC).year
    async with AsyncExitStack() as stack:
        # A second thread of numpy's BLAS spins on the core that the encoder needs: a turn takes twice as long.
        stack.enter_context(threadpool_limits(1, user_api="blas"))
        recommender = await stack.enter_async_context(
            local.connect(catalogues, settings.encoder_dir, vector_folders(settings), settings.encoder_threads)
        )
        yield Engine(
            catalogues=catalogues,
            understand=await asyncio.to_thread(Understanding, catalogues, only=settings.domain, this_year=this_year),
            recommender=recommender,
            profiles=await stack.enter_async_context(tinydb.connect(settings.data_dir)),
            journal=await stack.enter_async_context(sql.connect(settings.data_dir / "journal.sqlite")),
            phrases=Phrasebook.load(settings.language),
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
    """Make what is missing: the encoder's export, then the vectors of the demo store and of all imports.

    `domains` limits it to these; `progress(what, done, total)` is told of every step.
    """
    from recommender.encoder import MODEL_NAME, OnnxEncoder
    from recommender.export import export
    from recommender.load import load_catalogues
    from recommender.vectors import catalogue_vectors

    folder = settings.encoder_dir / MODEL_NAME
    # A full set-up makes it anew in a second: one from an older version may want other inputs.
    if domains is None or not (folder / "model.onnx").is_file():
        progress("encoder", 0, 1)
        export(folder)
    progress("encoder", 1, 1)
    encoder = OnnxEncoder(folder, threads=os.cpu_count() or 1)
    for domain, catalogue in load_catalogues(settings.data_dir).items():
        if domains is None or domain in domains:
            own, shared = vector_folders(settings)
            folders = [own] if catalogue.imported else [shared]
            catalogue_vectors(catalogue, encoder, folders, _counter(domain, len(catalogue.items), progress))


def _counter(domain: str, total: int, progress: Callable[[str, int, int], None]) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(domain, done, total)

    return count
