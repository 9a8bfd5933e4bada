"""The ranker in this process: encoder and indexes load in the background, the first question waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Event

from adapters.recommenders.models import PromotedModels
from recommender.catalogue import Catalogue
from recommender.encoder import Encoder
from recommender.encoders import MINILM, open_encoder, reads
from recommender.heads import INTENTS, TextHead, served
from recommender.pipeline import Policy, rank
from recommender.schema import RankRequest, Reading, Slate, Vector
from recommender.shelf import Shelf
from recommender.vectors import cached_vectors, catalogue_vectors

REMEMBERED_READINGS = 1024
SMALL = 20_000
"""Items that are ranked in about 2 ms, less than is worth a thread."""


@dataclass(frozen=True)
class _Loaded:
    encoder: Encoder
    shelves: dict[str, Shelf]
    models: PromotedModels
    incomplete: tuple[str, ...]
    """Domains whose vectors are not all known: until they are, those items are found by their words and fields."""
    intents: TextHead | None
    """None where set-up was run by an older version."""


class LocalRecommender:
    def __init__(self, loading: asyncio.Future[_Loaded], policy: Policy) -> None:
        self._loading = loading
        self._policy = policy
        self._read_one = lru_cache(REMEMBERED_READINGS)(self._encode)
        self._encoder: Encoder | None = None

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        loaded = await self._ready()
        self._encoder = loaded.encoder
        vectors = [await asyncio.to_thread(self._read_one, text) for text in texts]
        return [
            Reading(vector, loaded.intents.read(text, vector) if loaded.intents else {})
            for text, vector in zip(texts, vectors, strict=True)
        ]

    def _encode(self, text: str) -> Vector:
        assert self._encoder is not None, "read() waits for the encoder first"  # noqa: S101  # for the type checker
        vector: Vector = self._encoder.encode_queries([text])[0]
        return vector

    async def rank(self, request: RankRequest) -> Slate:
        loaded = await self._ready()
        # One and the same model from the first stage to the last, whatever is promoted meanwhile.
        shelves = loaded.shelves.copy()
        if not reads(loaded.encoder.languages, request.query_text):
            request = replace(request, query_vector=None)
        request = await self._heard(request, shelves[request.domain], loaded.encoder)
        if len(shelves[request.domain].catalogue.items) < SMALL:
            return rank(request, shelves, self._policy)
        return await asyncio.to_thread(rank, request, shelves, self._policy)

    async def _heard(self, request: RankRequest, shelf: Shelf, encoder: Encoder) -> RankRequest:
        """With the vector of what was said, where a model asks for it and the encoder understands it."""
        if shelf.talk is None or request.conversation is None:
            return request
        text = shelf.talk.said(request.conversation).text
        if not text or not reads(encoder.languages, text):
            return request
        self._encoder = encoder
        vector = await asyncio.to_thread(self._read_one, text)
        return replace(request, conversation=replace(request.conversation, vector=vector))

    async def health(self) -> str:
        loaded = await self._ready()
        items = sum(len(shelf.catalogue.items) for shelf in loaded.shelves.values())
        trained = [domain for domain, shelf in loaded.shelves.items() if shelf.model.crowd]
        models = f", trained models for {', '.join(trained)}" if trained else ""
        return f"{items} items, encoder {loaded.encoder.name}{models}"

    async def _ready(self) -> _Loaded:
        return await asyncio.shield(self._loading)


@dataclass(frozen=True)
class Folders:
    """Where things are on disk."""

    data: Path
    """The data folder, whose promoted models rank."""
    encoder: Path
    vectors: Sequence[Path]
    """Searched in this order; new vectors go to the first."""
    encoder_name: str = MINILM
    """Which encoder reads, see `recommender.encoders`."""


@asynccontextmanager
async def connect(
    catalogues: Mapping[str, Catalogue], folders: Folders, threads: int = 1, policy: Policy | None = None
) -> AsyncIterator[LocalRecommender]:
    """The recommender at once; what is wrong with the encoder shows at the first use, as `EncoderError`."""
    loading = asyncio.ensure_future(asyncio.to_thread(_load, catalogues, folders, threads))
    loading.add_done_callback(_seen)
    closing = Event()
    completing = asyncio.create_task(_complete(loading, folders, closing))
    watching = asyncio.create_task(_watch(loading))
    try:
        yield LocalRecommender(loading, policy or Policy())
    finally:
        closing.set()
        watching.cancel()
        await asyncio.wait([loading, completing, watching])


async def _watch(loading: asyncio.Future[_Loaded]) -> None:
    """Keep the models to what is promoted."""
    await asyncio.wait([loading])
    if not loading.cancelled() and loading.exception() is None:
        await loading.result().models.watch()


def _seen(loading: asyncio.Future[_Loaded]) -> None:
    """An error is told to whoever asks first; if nobody asks, it is nobody's."""
    if not loading.cancelled():
        loading.exception()


def _load(catalogues: Mapping[str, Catalogue], folders: Folders, threads: int) -> _Loaded:
    encoder = open_encoder(folders.encoder_name, folders.encoder, threads)
    known = {domain: cached_vectors(catalogue, encoder, folders.vectors) for domain, catalogue in catalogues.items()}
    shelves = {domain: Shelf.of(catalogue, known[domain][0]) for domain, catalogue in catalogues.items()}
    models = PromotedModels(folders.data, shelves, encoder.name)
    models.look()
    incomplete = tuple(domain for domain, (_, complete) in known.items() if not complete)
    intents = served(INTENTS, (folders.data, folders.encoder), encoder.name)
    return _Loaded(encoder, shelves, models, incomplete, intents)


class _ClosingError(Exception):
    """The recommender is closed before all is encoded."""


async def _complete(loading: asyncio.Future[_Loaded], folders: Folders, closing: Event) -> None:
    """Encode what is missing while answers are given already, by an encoder of its own; then swap it in."""

    def stop_when_closing(_: int) -> None:
        if closing.is_set():
            raise _ClosingError

    await asyncio.wait([loading])
    if loading.cancelled() or loading.exception():
        return
    loaded = loading.result()
    for domain in loaded.incomplete:
        encoder = await asyncio.to_thread(open_encoder, folders.encoder_name, folders.encoder)
        catalogue = loaded.shelves[domain].catalogue
        try:
            vectors = await asyncio.to_thread(
                catalogue_vectors, catalogue, encoder, folders.vectors, stop_when_closing
            )
        except _ClosingError:
            return
        await asyncio.to_thread(loaded.models.refresh, domain, Shelf.of(catalogue, vectors))
