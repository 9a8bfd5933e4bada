"""The ten nearest of many vectors, with and without a filter, against exact search by faiss, usearch and numpy.

The vectors resemble a large catalogue of texts: each is that of an item of the demo store, half of another one, and
noise. All search on one thread; each is given the filter as a mask of its own for every query, and what it takes to
use the mask is timed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import faiss
import numpy as np
from threadpoolctl import threadpool_limits
from usearch.compiled import MetricKind
from usearch.index import search

from bot.settings import load_settings
from bot.wiring import vector_folders
from recommender.encoder import MODEL_NAME, OnnxEncoder
from recommender.filters import Mask
from recommender.load import load_catalogues
from recommender.retrieve import Rows, vector_index
from recommender.schema import Vector
from recommender.shelf import unit
from recommender.vectors import catalogue_vectors
from tests.bench.table import Row, interleaved

K = 10
QUERIES = 16
"""Different ones, asked in turn."""
SEED = 7
REPEATS = {10_000: 240, 100_000: 48, 1_000_000: 12}
SHARES = (1.0, 0.1, 0.01)

Search = Callable[[Vector, Mask | None], Rows]


@dataclass(frozen=True)
class Requests:
    queries: Vector
    masks: Sequence[Mask | None]
    truth: Sequence[set[int]]

    def ask(self, searching: Search, number: int) -> float:
        """The seconds that it took."""
        query, mask = self.queries[number % QUERIES], self.masks[number % QUERIES]
        begun = perf_counter()
        searching(query, mask)
        return perf_counter() - begun

    def recall(self, searching: Search) -> float:
        """Share of the true ten that were found, of all queries."""
        found = [set(searching(*asked).tolist()) for asked in zip(self.queries, self.masks, strict=True)]
        return sum(len(one & true) for one, true in zip(found, self.truth, strict=True)) / K / QUERIES


def measure() -> list[Row]:
    """Catalogues of texts, then vectors without any structure, the hardest to tell apart."""
    texts = _text_vectors()
    rows: list[Row] = []
    with threadpool_limits(1):
        faiss.omp_set_num_threads(1)
        for size in REPEATS:
            rows += _catalogue(size, texts, SHARES)
        return rows + _catalogue(100_000, np.zeros_like(texts), (1.0,), kind="random directions")


def _catalogue(size: int, texts: Vector, shares: Sequence[float], kind: str = "items") -> list[Row]:
    draw = np.random.default_rng(SEED)
    vectors = _drawn(texts, size, draw)
    queries = _drawn(texts, QUERIES, draw)
    begun = perf_counter()
    index = vector_index(vectors)
    built = perf_counter() - begun
    flat = faiss.IndexFlatIP(OnnxEncoder.dimensions)
    flat.add(vectors)
    searches: dict[str, Search] = {
        "ours": lambda query, mask: index.nearest(query, K, mask).rows,
        "faiss flat": partial(_by_faiss, flat),
        "usearch exact": partial(_by_usearch, vectors),
        "numpy": partial(_by_numpy, vectors),
    }
    rows = []
    for share in shares:
        requests = _requests(vectors, queries, share, draw)
        what = f"Ten nearest of {size:,} {kind}, {f'{share:.0%} allowed' if share < 1 else 'no filter'}"
        rows.append(_row(what, searches, requests, REPEATS[size]))
    what = f"Build the index of {size:,} {kind}"
    return [*rows, Row(what, f"{built:.2f} s" if built > 0.001 else "nothing to build", note="once, at the start")]


def _row(what: str, searches: Mapping[str, Search], requests: Requests, repeats: int) -> Row:
    # Also what warms everything up.
    recalls = {name: requests.recall(searching) for name, searching in searches.items()}
    tasks = [partial(requests.ask, searching) for searching in searches.values()]
    samples = dict(zip(searches, interleaved(tasks, repeats, max(repeats // 6, 2)), strict=True))
    ours = samples.pop("ours")
    best = min(samples.values(), key=lambda sample: sample.median)
    row = Row(
        what,
        str(ours),
        "; ".join(f"{name} {sample}" for name, sample in samples.items()),
        ratio=ours.median / best.median,
        note=f"recall@{K}: {', '.join(f'{name} {recall:.3f}' for name, recall in recalls.items())}; "
        f"{repeats} queries each, in alternating blocks; the ratio is to the fastest",
    ).at_most(1.2)
    if recalls["ours"] < 0.99:
        raise RuntimeError(f"{what}: recall {recalls['ours']:.3f}")
    return row


def _by_faiss(flat: faiss.IndexFlatIP, query: Vector, mask: Mask | None) -> Rows:
    chosen = None
    if mask is not None:
        # faiss replaces these constructors when it is imported; its type information has those before.
        selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg, arg-type]
        chosen = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
    rows: Rows = flat.search(query[None], K, params=chosen)[1][0]
    return rows


def _by_usearch(vectors: Vector, query: Vector, mask: Mask | None) -> Rows:
    """It has no filters; so it is given the allowed vectors only."""
    rows = None if mask is None else np.flatnonzero(mask)
    inside = vectors if rows is None else vectors[rows]
    places = search(inside, query[None], K, MetricKind.IP, exact=True, threads=1).keys.ravel().astype(np.intp)
    return places if rows is None else rows[places]


def _by_numpy(vectors: Vector, query: Vector, mask: Mask | None) -> Rows:
    rows = None if mask is None else np.flatnonzero(mask)
    scores = (vectors if rows is None else vectors[rows]) @ query
    places = np.argpartition(-scores, K)[:K]
    places = places[np.argsort(-scores[places])]
    return places if rows is None else rows[places]


def _requests(vectors: Vector, queries: Vector, share: float, draw: np.random.Generator) -> Requests:
    masks = [draw.random(len(vectors)) < share if share < 1 else None for _ in queries]
    scores = vectors @ queries.T
    truth = []
    for column, mask in zip(scores.T, masks, strict=True):
        open_to = column if mask is None else np.where(mask, column, -np.inf)
        truth.append(set(np.argpartition(-open_to, K)[:K].tolist()))
    return Requests(queries, masks, truth)


def _text_vectors() -> Vector:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        encoder = OnnxEncoder(settings.encoder_dir / MODEL_NAME)
        catalogues = load_catalogues(settings.data_dir).values()
        return np.concatenate([catalogue_vectors(one, encoder, vector_folders(settings)) for one in catalogues])


def _drawn(texts: Vector, count: int, draw: np.random.Generator) -> Vector:
    """Noise as long as .4 on top of vectors as long as about 1.2, so that each text has its cluster."""
    vectors = np.empty((count, OnnxEncoder.dimensions), dtype=np.float32)
    for start in range(0, count, 10_000):
        block = draw.standard_normal((min(10_000, count - start), OnnxEncoder.dimensions), dtype=np.float32)
        block *= 0.02
        one, other = draw.integers(len(texts), size=(2, len(block)))
        block += texts[one]
        block += texts[other] / 2
        vectors[start : start + len(block)] = unit(block)
    return vectors
