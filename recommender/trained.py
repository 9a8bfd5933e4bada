"""A trained model's files, and how it is placed on a catalogue that may have changed since.

`head.safetensors` are the weights, a few kilobytes; `crowd.npz` the statistics; `asker.npz` those by which a newcomer
is asked about items, if there are any; `items.json` the items that they number.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from recommender.asking import Asker
from recommender.carry import Carry
from recommender.collaborative.crowd import Collaborative
from recommender.content import Content
from recommender.errors import ModelError
from recommender.head import Head
from recommender.learner import Prior
from recommender.model import Model
from recommender.schema import ItemId, Vector

HEAD, CROWD, ASKER, ITEMS = "head.safetensors", "crowd.npz", "asker.npz", "items.json"
POPULATION = "population"


@dataclass(frozen=True)
class Trained:
    """What training leaves behind, whatever catalogue it will serve."""

    head: Head
    crowd: Collaborative
    item_ids: tuple[str, ...]
    """What the crowd's numbers mean."""
    population: Vector
    """What people like in general, as a direction in the space of text vectors, shape (d,); empty: not known."""
    asker: Asker | None = None


def write_model(folder: Path, trained: Trained) -> None:
    """Into an empty folder."""
    arrays = trained.head.arrays() | {POPULATION: trained.population}
    names = {"terms": json.dumps(trained.head.names)}
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / HEAD, names)
    trained.crowd.save(folder / CROWD)
    if trained.asker:
        trained.asker.save(folder / ASKER)
    (folder / ITEMS).write_text(json.dumps(trained.item_ids), encoding="utf-8")


def read_model(folder: Path) -> Trained:
    """Raises `ModelError` naming the folder and the remedy."""
    try:
        arrays = load_file(folder / HEAD)
        items = json.loads((folder / ITEMS).read_text(encoding="utf-8"))
        head = Head.of(_terms(folder / HEAD), arrays)
        asker = Asker.load(_whole(folder / ASKER)) if (folder / ASKER).exists() else None
        return Trained(head, Collaborative.load(_whole(folder / CROWD)), tuple(items), arrays[POPULATION], asker)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error, SafetensorError) as error:
        raise ModelError(
            f"{folder} is no model that can be read ({' '.join(str(error).split())[:160]}): "
            "remove it, and train again or promote another version"
        ) from error


def placed(trained: Trained, version: str, content: Content) -> Model:
    """The model for a catalogue that may have changed since: what left it is left out, what is new is taken to be
    liked as what it resembles."""
    rows = content.catalogue.rows
    places = np.array([rows.get(ItemId(item), -1) for item in trained.item_ids], dtype=np.int64)
    crowd = trained.crowd.renumbered(places, len(rows))
    crowd = crowd.extended(Carry.of(content, crowd.popularity.counts))
    fits = len(trained.population) == len(content.projection)
    prior = Prior(trained.population @ content.projection) if fits else None
    return Model(version, trained.head, crowd, prior, trained.asker.renumbered(places) if trained.asker else None)


def _whole(archive: Path) -> Path:
    """The file itself, if it can be opened: numpy leaves a damaged one open."""
    with ZipFile(archive):
        return archive


def _terms(file: Path) -> list[str]:
    from safetensors import safe_open

    with safe_open(file, framework="numpy") as opened:
        return list(json.loads(opened.metadata()["terms"]))
