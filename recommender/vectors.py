"""A catalogue's vectors, computed once and kept by content: a changed description is encoded anew, the rest stays.

A cache file holds the hashes of the texts, shape (n,) uint64, and their vectors, shape (n, d) float16.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, texts
from recommender.encoder import ENGLISH, Encoder, Progress
from recommender.schema import Item, Vector

Hashes = NDArray[np.uint64]


def catalogue_vectors(
    catalogue: Catalogue, encoder: Encoder, folders: Sequence[Path], progress: Progress | None = None
) -> Vector:
    """Unit vectors of the items, shape (n, d). Known ones come from the caches; new ones go to the first folder."""
    described = [describe(item, catalogue, encoder.languages) for item in catalogue.items]
    hashes = _hashes(described)
    known = _load(folders, encoder.name, catalogue.domain)
    missing = [row for row, key in enumerate(hashes.tolist()) if key not in known]
    if progress:
        progress(len(described) - len(missing))
    if missing:
        fresh = encoder.encode([described[row] for row in missing], progress)
        known.update(zip(hashes[missing].tolist(), fresh.astype(np.float16), strict=True))
        _save(folders[0], encoder.name, catalogue.domain, hashes, known)
    return _stacked(hashes, known, encoder.dimensions)


def cached_vectors(catalogue: Catalogue, encoder: Encoder, folders: Sequence[Path]) -> tuple[Vector, bool]:
    """What the caches hold, shape (n, d), zero where nothing is known yet; True when nothing is missing."""
    hashes = _hashes(describe(item, catalogue, encoder.languages) for item in catalogue.items)
    known = _load(folders, encoder.name, catalogue.domain)
    return _stacked(hashes, known, encoder.dimensions), all(key in known for key in hashes.tolist())


def _stacked(hashes: Hashes, known: dict[int, NDArray[np.float16]], dimensions: int) -> Vector:
    nothing = np.zeros(dimensions, dtype=np.float16)
    rows = [known.get(key, nothing) for key in hashes.tolist()]
    return np.array(rows, dtype=np.float32).reshape(len(rows), dimensions)


def describe(item: Item, catalogue: Catalogue, languages: frozenset[str] = ENGLISH) -> str:
    """The text that stands for the item: title, categories, description (people carry no meaning for the model).

    The description comes last, since it is what the encoder may cut. An encoder that reads Chinese is given the
    Chinese title and description before the English one.
    """
    parts = [item.title]
    if "zh" in languages:
        parts += [alias for alias in item.aliases[:1] if not alias.isascii()]
    parts += [
        ", ".join(texts(item.fields.get(field.name)))
        for field in catalogue.fields
        if field.kind == "category" and not field.order
    ]
    if "zh" in languages:
        parts.append(item.text_zh)
    parts.append(item.text)
    return ". ".join(part.strip(" .") for part in parts if part)


def _hashes(described: Iterable[str]) -> Hashes:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in described)
    return np.frombuffer(digests, dtype=np.uint64)


def _file(folder: Path, encoder_name: str, domain: str) -> Path:
    return folder / encoder_name.replace("/", "--") / f"{domain}.npz"


def _load(folders: Sequence[Path], encoder_name: str, domain: str) -> dict[int, NDArray[np.float16]]:
    known: dict[int, NDArray[np.float16]] = {}
    for folder in reversed(folders):
        try:
            # Opened here, since numpy leaves a damaged file open.
            with _file(folder, encoder_name, domain).open("rb") as stream, np.load(stream) as stored:
                known.update(zip(stored["hashes"].tolist(), stored["vectors"], strict=True))
        except (FileNotFoundError, BadZipFile, EOFError, ValueError, KeyError):
            continue  # no cache, or a damaged one: it is made anew
    return known


def _save(
    folder: Path, encoder_name: str, domain: str, hashes: Hashes, known: dict[int, NDArray[np.float16]]
) -> None:
    file = _file(folder, encoder_name, domain)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.part")
    with unfinished.open("wb") as stream:
        np.savez(stream, hashes=hashes, vectors=np.stack([known[key] for key in hashes.tolist()]))
    unfinished.replace(file)
