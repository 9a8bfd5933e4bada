"""A conversation model's file, `<data folder>/models/<domain>/conversations.npz`, placed on a catalogue.

One file, replaced in one step; the one that was there before is kept beside it. Items are stored by their ids, so
that a catalogue which has changed since is served: what left it is left out.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.items import Items
from recommender.conversing.learnt import Learnt
from recommender.conversing.model import Scale, Talk
from recommender.conversing.terms import NAMES
from recommender.conversing.together import Together
from recommender.durable import locked, replace_file
from recommender.errors import ModelError
from recommender.head import Head
from recommender.registry import FOLDER
from recommender.schema import ItemId

FORM = 1
SERVING, BEFORE, KEPT = "conversations.npz", "conversations.before.npz", "conversations.kept.npz"
"""The one that serves, the one before it, and the last that was trained and not put into service."""

Arrays = Mapping[str, NDArray[Any]]
Mark = tuple[int, int, int]
_HEAD = "head_"


def folder_of(data_dir: Path, domain: str) -> Path:
    return data_dir / FOLDER / domain


def mark(folder: Path) -> Mark | None:
    """Another value whenever another model serves; None: none does. Costs one stat."""
    try:
        found = (folder / SERVING).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def keep(folder: Path, talk: Talk, told: Mapping[str, Any], *, serve: bool) -> Path:
    """Write the model; to `serve`, in the place of the one that did. `told`, of JSON, is what is known of it."""
    content = packed(talk, told)
    with locked(folder):
        serving = folder / SERVING
        if serve and serving.exists():
            replace_file(folder / BEFORE, serving.read_bytes())
        file = serving if serve else folder / KEPT
        replace_file(file, content)
    return file


def packed(talk: Talk, told: Mapping[str, Any]) -> bytes:
    """The file's content; vectors in half precision."""
    learnt, together = talk.learnt, talk.learnt.together
    about = {
        "form": FORM,
        "version": talk.version,
        "encoder": talk.encoder,
        "items": [item.id for item in talk.items.catalogue.items],
        "words": learnt.words,
        "terms": talk.head.names,
        "told": told,
    }
    arrays: dict[str, NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8),
        "told": together.told,
        "named": together.named,
        "starts": together.starts,
        "beside": together.beside,
        "times": together.times,
        "around_rows": learnt.around[0],
        "around_words": learnt.around[1],
        "around_times": learnt.around[2],
        "heard": learnt.heard.astype(np.float16),
        "answers": np.stack(learnt.answers),
        "mean": talk.scale.mean,
        "deviation": talk.scale.deviation,
    }
    arrays |= {_HEAD + name: array for name, array in talk.head.arrays().items()}
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def read(file: Path, items: Items, encoder: str) -> Talk:
    """The model on this catalogue. Raises `ModelError` naming the file and the remedy.

    `encoder` is the name of the one that reads now: vectors of another one mean nothing to it.
    """
    try:
        with file.open("rb") as stream, np.load(stream) as stored:
            arrays = dict(stored)
        about = json.loads(arrays["about"].tobytes().decode())
        if about["form"] != FORM:
            raise ModelError(
                f"{file} has form {about['form']!r}, and this chat-rec reads form {FORM}: train it again"
            )
        if tuple(about["terms"]) != NAMES:
            raise ModelError(f"{file} was trained by another version of chat-rec, with other terms: train again")
        if about["encoder"] != encoder:
            raise ModelError(
                f"{file} was trained with the encoder {about['encoder']!r}, and {encoder!r} reads: train again"
            )
        return _placed(about, arrays, items)
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, BadZipFile) as error:
        raise ModelError(
            f"{file} is no conversation model that can be read ({' '.join(str(error).split())[:120]}): "
            f"remove it or put {BEFORE} in its place, or train again"
        ) from error


def _placed(about: Mapping[str, Any], arrays: Arrays, items: Items) -> Talk:
    rows = items.catalogue.rows
    places = np.array([rows.get(ItemId(item), -1) for item in about["items"]], dtype=np.int32)
    moved = places[arrays["around_rows"]]
    kept = moved >= 0
    answers = places[arrays["answers"][1]]
    learnt = Learnt(
        _together(arrays, places, len(rows)),
        tuple(about["words"]),
        (moved[kept], arrays["around_words"][kept], arrays["around_times"][kept]),
        arrays["heard"].astype(np.float32),
        (arrays["answers"][0][answers >= 0], answers[answers >= 0]),
    )
    head = {name.removeprefix(_HEAD): array for name, array in arrays.items() if name.startswith(_HEAD)}
    scale = Scale(arrays["mean"], arrays["deviation"])
    return Talk(about["version"], about["encoder"], items, learnt, scale, Head.of(about["terms"], head))


def _together(arrays: Arrays, places: NDArray[np.int32], size: int) -> Together:
    """The counts with other item numbers."""
    stored = Together(**{name: arrays[name] for name in ("told", "named", "starts", "beside", "times")})
    if len(places) == size and (places == np.arange(size)).all():
        return stored
    first = places[np.repeat(np.arange(len(places)), np.diff(stored.starts))]
    second = places[stored.beside]
    kept = np.flatnonzero((first >= 0) & (second >= 0))
    order = kept[np.lexsort((second[kept], first[kept]))]
    counts = {"told": np.zeros(size, np.float32), "named": np.zeros(size, np.float32)}
    for name, found in counts.items():
        found[places[places >= 0]] = arrays[name][places >= 0]
    starts = np.searchsorted(first[order], np.arange(size + 1)).astype(np.int64)
    return replace(stored, starts=starts, beside=second[order], times=stored.times[order], **counts)
