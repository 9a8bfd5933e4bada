"""What `chat-rec train` and `chat-rec evaluate` are given: a log, the catalogue that it is about, its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import InteractionsError, SettingsError

if TYPE_CHECKING:
    from bot.commands.printing import Bars
    from bot.settings import Settings
    from recommender.catalogue import Catalogue
    from recommender.content import Content
    from recommender.interactions import Interactions

HELP_DESK = "help"
"""Its items are answers: nobody rates them."""


@dataclass(frozen=True)
class Given:
    log: Interactions
    """Item numbers are the catalogue's rows where there is one."""
    catalogue: Catalogue | None
    notes: tuple[str, ...]
    """What was left out, in words."""


def read_log(file: Path, bars: Bars) -> tuple[Interactions, tuple[str, ...]]:
    """The file's events, and what was left out. Raises `InteractionsError` naming line, column and remedy."""
    from recommender.importing.ratings import SHOWN, read_interactions

    bars.step("reading", 0, 0)
    read = read_interactions(file, progress=lambda done, total: bars.step("reading", done, total))
    bars.close("reading")
    told = "; ".join(read.bad[:SHOWN])
    bad = (f"{len(read.bad)} lines that could not be read are left out ({told})",) if read.bad else ()
    return read.log, bad


def with_catalogue(file: Path, name: str, catalogues: Mapping[str, Catalogue], bars: Bars) -> Given:
    """The log on the named catalogue, or on the one that knows most of its items."""
    from recommender.importing.matching import best_catalogue

    log, notes = read_log(file, bars)
    if name and name not in catalogues:
        raise SettingsError(f"there is no catalogue {name!r}: there are {', '.join(catalogues)}; import it first")
    rated = [catalogue for domain, catalogue in catalogues.items() if domain != HELP_DESK]
    try:
        return on(log, catalogues[name] if name else best_catalogue(log, rated), notes)
    except InteractionsError as error:
        raise InteractionsError(f"{file}: {error}") from error


def on(log: Interactions, catalogue: Catalogue, notes: tuple[str, ...]) -> Given:
    """The log with the catalogue's rows as item numbers. Raises `InteractionsError` when it has none of them."""
    from recommender.importing.matching import matched

    found = matched(log, catalogue)
    strange = (
        f"{found.strangers:,} events on items that the catalogue {catalogue.domain!r} does not have are left out"
    )
    again = f"{found.repeated:,} events are replaced by a later one of the same person on the same item"
    more = ((strange,) if found.strangers else ()) + ((again,) if found.repeated else ())
    return Given(found.log, catalogue, (*notes, *more))


def described(settings: Settings, catalogue: Catalogue, folders: tuple[Path, ...], bars: Bars) -> Content:
    """The catalogue's content; vectors that no folder has are encoded, and kept in the first of them."""
    import os

    from recommender.content import Content
    from recommender.encoders import open_encoder
    from recommender.shelf import centred
    from recommender.vectors import cached_vectors, catalogue_vectors

    encoder = open_encoder(settings.encoder, settings.encoder_dir, threads=os.cpu_count() or 1)
    vectors, complete = cached_vectors(catalogue, encoder, folders)
    if not complete:
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            bars.step("encoding descriptions", done, len(catalogue.items))

        vectors = catalogue_vectors(catalogue, encoder, folders, count)
    return Content(catalogue, centred(vectors))
