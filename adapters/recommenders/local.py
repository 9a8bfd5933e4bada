"""The ranker in this process: encoder and indexes load in the background, the first question waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Event

from recommender.catalogue import Catalogue
from recommender.encoder import MODEL_NAME, Encoder, OnnxEncoder
from recommender.pipeline import rank
from recommender.schema import Feedback, RankRequest, Reading, Slate, Vector
from recommender.shelf import Shelf
from recommender.vectors import cached_vectors, catalogue_vectors

REMEMBERED_READINGS = 1024
SMALL = 20_000
"""Items that are ranked in about 2 ms, less than is worth a thread."""


@dataclass(frozen=True)
class _Loaded:
    encoder: Encoder
    shelves: dict[str, Shelf]
    incomplete: tuple[str, ...]
    """Domains whose vectors are not all known: until they are, those items are found by their words and fields."""


class LocalRecommender:
    def __init__(self, loading: asyncio.Future[_Loaded]) -> None:
        self._loading = loading
        self._read_one = lru_cache(REMEMBERED_READINGS)(self._encode)
        self._encoder: Encoder | None = None

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        loaded = await self._ready()
        self._encoder = loaded.encoder
        return [Reading(await asyncio.to_thread(self._read_one, text)) for text in texts]

    def _encode(self, text: str) -> Vector:
        assert self._encoder is not None, "read() waits for the encoder first"  # noqa: S101  # for the type checker
        vector: Vector = self._encoder.encode([text])[0]
        return vector

    async def rank(self, request: RankRequest) -> Slate:
        loaded = await self._ready()
        if len(loaded.shelves[request.domain].catalogue.items) < SMALL:
            return rank(request, loaded.shelves)
        return await asyncio.to_thread(rank, request, loaded.shelves)

    async def learn(self, feedback: Feedback) -> None:
        """Nothing to do: a person's own events come with each request, and no global model learns here yet."""

    async def health(self) -> str:
        loaded = await self._ready()
        items = sum(len(shelf.catalogue.items) for shelf in loaded.shelves.values())
        return f"{items} items, encoder {loaded.encoder.name}"

    async def _ready(self) -> _Loaded:
        return await asyncio.shield(self._loading)


@asynccontextmanager
async def connect(
    catalogues: Mapping[str, Catalogue],
    encoder_folder: Path,
    vector_folders: Sequence[Path],
    threads: int = 1,
) -> AsyncIterator[LocalRecommender]:
    """The recommender at once; what is wrong with the model shows at the first use, as `EncoderError`."""
    loading = asyncio.ensure_future(asyncio.to_thread(_load, catalogues, encoder_folder, vector_folders, threads))
    loading.add_done_callback(_seen)
    closing = Event()
    completing = asyncio.create_task(_complete(loading, encoder_folder, vector_folders, closing))
    try:
        yield LocalRecommender(loading)
    finally:
        closing.set()
        await asyncio.wait([loading, completing])


def _seen(loading: asyncio.Future[_Loaded]) -> None:
    """An error is told to whoever asks first; if nobody asks, it is nobody's."""
    if not loading.cancelled():
        loading.exception()


def _load(
    catalogues: Mapping[str, Catalogue], encoder_folder: Path, vector_folders: Sequence[Path], threads: int
) -> _Loaded:
    encoder = OnnxEncoder(encoder_folder / MODEL_NAME, threads)
    known = {
        domain: cached_vectors(catalogue, encoder.name, vector_folders) for domain, catalogue in catalogues.items()
    }
    shelves = {domain: Shelf.of(catalogue, known[domain][0]) for domain, catalogue in catalogues.items()}
    return _Loaded(encoder, shelves, tuple(domain for domain, (_, complete) in known.items() if not complete))


class _ClosingError(Exception):
    """The recommender is closed before all is encoded."""


async def _complete(
    loading: asyncio.Future[_Loaded], encoder_folder: Path, vector_folders: Sequence[Path], closing: Event
) -> None:
    """Encode what is missing while answers are given already, by an encoder of its own; then swap it in."""

    def stop_when_closing(_: int) -> None:
        if closing.is_set():
            raise _ClosingError

    await asyncio.wait([loading])
    if loading.cancelled() or loading.exception():
        return
    loaded = loading.result()
    for domain in loaded.incomplete:
        encoder = await asyncio.to_thread(OnnxEncoder, encoder_folder / MODEL_NAME)
        catalogue = loaded.shelves[domain].catalogue
        try:
            vectors = await asyncio.to_thread(
                catalogue_vectors, catalogue, encoder, vector_folders, stop_when_closing
            )
        except _ClosingError:
            return
        loaded.shelves[domain] = Shelf.of(catalogue, vectors)
