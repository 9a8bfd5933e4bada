"""Public data sets, where this machine has them, as the product sees them: logs, catalogues and text vectors.

They lie in `../shared/data` beside the repository and are no part of it; `missing()` says in a row what is not there.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.settings import load_settings
from recommender.catalogue import Catalogue
from recommender.content import Content
from recommender.encoder import MODEL_NAME, OnnxEncoder
from recommender.importing.ratings import read_interactions
from recommender.interactions import Interactions
from recommender.schema import Field, Item, ItemId, Value, Vector
from recommender.shelf import centred
from recommender.vectors import catalogue_vectors
from tests.bench.table import Row

FOLDER = Path(__file__).parents[3] / "shared" / "data"
ML100K = FOLDER / "interactions" / "ml100k"
SMALL = FOLDER / "interactions" / "ml-latest-small"
WIKI = FOLDER / "catalog" / "wiki_catalog_5k"
VECTORS = Path(tempfile.gettempdir()) / "chat-rec-bench-vectors"
"""Encoded texts are kept between runs."""
SHUFFLED = 99
"""Seed of the films' order: the files are ordered by ratings, which a tie must not profit from."""

GRAPH: Mapping[str, tuple[str, ...]] = {
    "topics": ("genre",),
    "places": ("country", "language", "rating", "subjects"),
    "companies": ("production_companies",),
    "cast": ("actor",),
    "crew": ("directed_by", "written_by", "produced_by", "cinematography"),
}
"""Fields of MovieLens-100K's films ← relations of the knowledge graph that comes with it."""


Line = TypeVar("Line")


@dataclass(frozen=True)
class World:
    """A log and the catalogue whose rows are its item numbers."""

    log: Interactions
    catalogue: Catalogue
    vectors: Vector
    """Of the texts, unit, shape (n, d)."""
    content: Content


def missing(*folders: Path) -> list[Row]:
    """A row for each data set that is not there; empty when all are."""
    return [
        Row(folder.name, "not measured", note=f"put the data set into {folder.relative_to(FOLDER.parents[1])}")
        for folder in folders
        if not folder.is_dir()
    ]


@cache
def ml100k() -> Interactions:
    """MovieLens-100K: 100,000 ratings of 943 people on 1,682 films."""
    return read_interactions(ML100K / "ml-100k.inter").log


@cache
def ml100k_films() -> World:
    """MovieLens-100K with titles, genres, years and the values of its knowledge graph."""
    rows = _shuffled(_table(ML100K / "ml-100k.item"))
    entities = dict(_table(ML100K / "ml-100k.link"))
    known: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for head, relation, tail in _table(ML100K / "ml-100k.kg"):
        known[head][relation.removeprefix("film.film.")].append(tail)
    items = []
    for number, title, year, genres in rows:
        facts = known[entities.get(number, "")]
        values = {name: tuple(fact for part in parts for fact in facts[part]) for name, parts in GRAPH.items()}
        items.append(_item(number, title, "", {"year": year, "genres": tuple(genres.split()), **values}))
    return _world(ML100K / "ml-100k.inter", [row[0] for row in rows], items, ("topics", "places", "companies"))


@cache
def small_films() -> World:
    """MovieLens 2016 small on the 2,863 films that have a Wikipedia article: its text, genres, cast and year."""
    links = {row[0]: row[1] for row in _table(WIKI / "links_ml_latest_small.csv", ",")}
    lines = (WIKI / "items.jsonl").read_text(encoding="utf-8").splitlines()
    records = _shuffled([record for record in map(json.loads, lines) if record["id"] in links])
    items = [
        _item(
            record["id"],
            record["title"],
            record["text"],
            {"year": str(record["year"] or ""), "genres": tuple(record["genres"]), "cast": tuple(record["cast"])},
        )
        for record in records
    ]
    return _world(SMALL / "ratings.csv", [links[record["id"]] for record in records], items)


def _item(number: str, title: str, text: str, fields: Mapping[str, Value]) -> Item:
    return Item(
        ItemId(f"movies:{number}"), "movies", title, text, {name: value for name, value in fields.items() if value}
    )


def _world(file: Path, numbers: Sequence[str], items: Iterable[Item], more: Sequence[str] = ()) -> World:
    """`numbers` are what the log calls the items; `more` are names of further categories, not part of the texts."""
    fields = [Field("year", "date"), Field("genres", "category", many=True)]
    fields += [Field(name, "person", many=True) for name in ("cast", "crew")]
    catalogue = Catalogue("movies", tuple(items), tuple(fields), ("film",))
    encoder = OnnxEncoder(load_settings().encoder_dir / MODEL_NAME)
    vectors = catalogue_vectors(catalogue, encoder, [VECTORS / file.stem])
    whole = replace(catalogue, fields=(*fields, *(Field(name, "category", many=True) for name in more)))
    log = replace(read_interactions(file, numbers).log, item_ids=tuple(item.id for item in whole.items))
    return World(log, whole, vectors, Content(whole, centred(vectors)))


def _table(path: Path, delimiter: str = "\t") -> list[list[str]]:
    """Rows below the header."""
    with path.open(encoding="utf-8", newline="") as file:
        if delimiter == "\t":
            return list(csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE))[1:]
        return list(csv.reader(file, delimiter=delimiter))[1:]


def _shuffled(rows: list[Line]) -> list[Line]:
    order = np.random.default_rng(SHUFFLED).permutation(len(rows))
    return [rows[place] for place in order.tolist()]
