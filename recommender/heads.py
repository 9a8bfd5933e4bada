"""A small head on the frozen encoder: text and its vector → a label, or none of them.

What it sees is the sentence vector beside words and pieces of words, so that it reads slang, misspellings and
languages which the encoder does not know. It says how likely each label is (calibrated), and how likely none of them
fits: the label `""`, out of scope. One class serves intents, support questions, sentiment and topics.
Numpy alone, since a bot has no torch; `recommender.training.heads` fits the arrays.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np

from recommender.durable import replace_file
from recommender.errors import ModelError
from recommender.grams import Hashes, weighed
from recommender.schema import Vector

OUT_OF_SCOPE = ""
STRENGTH = 4.0
"""Length given to the sentence vector, and to the weights of the pieces: 1 learns slowly, 8 no better."""
FOLDER = "heads"
INTENTS = "intents"
SUFFIX = ".npz"
FORMAT = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every part of a file bears: equal heads make equal bytes."""
_DROP = 30.0
_NUMBERS = ("outside", "temperature", "limit", "spread")


@dataclass(frozen=True)
class TextHead:
    """Scores for n labels: a hidden layer over the vector, plus a sum over the pieces. Arrays are float16 on disk."""

    labels: tuple[str, ...]
    """In scope, sorted."""
    encoder: str
    """Name of the encoder to whose vectors it was fitted."""
    known: Hashes
    """Hashes of the pieces that are known, sorted, shape (f,)."""
    rarity: Vector
    """Inverse document frequency of each, shape (f,)."""
    pieces: Vector
    """What each says for every label, and for out of scope last, shape (f, n + 1)."""
    hidden: Vector
    """Sentence vector → hidden units, shape (d, h)."""
    hidden_bias: Vector
    """Shape (h,)."""
    out: Vector
    """Hidden units → labels, and out of scope last, shape (h, n + 1)."""
    out_bias: Vector
    """Shape (n + 1,)."""
    outside: float = 0.0
    """Weight of the class out of scope beside the energy in a text's strangeness."""
    temperature: float = 1.0
    """Divides the scores, so that probabilities mean what they say (Guo et al., ICML 2017)."""
    limit: float = 0.0
    """Strangeness from which a text is out of scope."""
    spread: float = 1.0
    """Strangeness that changes the odds of being out of scope by e."""

    def read(self, text: str, vector: Vector) -> dict[str, float]:
        """Label → probability, the likeliest first; `""` is above .5 when the text is out of scope, else below."""
        chances, outside = self.judge([text], np.asarray(vector)[None])
        told = {label: float(chance) for label, chance in zip(self.labels, chances[0], strict=True)}
        return dict(sorted({**told, OUT_OF_SCOPE: float(outside[0])}.items(), key=lambda each: -each[1]))

    def judge(self, texts: Sequence[str], vectors: Vector) -> tuple[Vector, Vector]:
        """Of m texts: the chance of each label, shape (m, n), and of none, (m,); all of a text's sum to 1."""
        scores = self.scores(texts, vectors)
        odds = np.clip((self.limit - self.strangeness(scores)) / self.spread, -_DROP, _DROP)
        outside = np.asarray(1 / (1 + np.exp(odds)), dtype=np.float32)
        return softmax(scores[:, :-1] / self.temperature) * (1 - outside)[:, None], outside

    def strangeness(self, scores: Vector) -> Vector:
        """How little the scores speak for any label, shape (m,).

        The energy of the labels' scores (Liu et al., NeurIPS 2020), and the class out of scope, if it was learnt.
        """
        energy = -log_sum(scores[:, :-1])
        return np.asarray(energy + self.outside * (scores[:, -1] - log_sum(scores)), dtype=np.float32)

    def scores(self, texts: Sequence[str], vectors: Vector) -> Vector:
        """Shape (m, n + 1), out of scope last."""
        units = np.maximum(STRENGTH * vectors @ self.hidden + self.hidden_bias, 0)
        scores = np.asarray(units @ self.out + self.out_bias, dtype=np.float32)
        for row, text in enumerate(texts):
            places, weights = weighed(text, self.known, self.rarity)
            scores[row] += STRENGTH * weights @ self.pieces[places]
        return scores

    def save(self, file: Path) -> None:
        stored = io.BytesIO()
        about = {"format": FORMAT, "labels": self.labels, "encoder": self.encoder}
        about |= {name: getattr(self, name) for name in _NUMBERS}
        with zipfile.ZipFile(stored, "w") as archive:
            _put(archive, "head.json", json.dumps(about, ensure_ascii=False).encode())
            for name in _ARRAYS:
                content, array = io.BytesIO(), getattr(self, name)
                np.save(content, array if name == "known" else array.astype(np.float16), allow_pickle=False)
                _put(archive, f"{name}.npy", content.getvalue())
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, stored.getvalue())
        file.chmod(0o644)  # set-up may be run by another user than the bot

    @classmethod
    def load(cls, file: Path) -> Self:
        """Raises `ModelError` for a file that is none of ours."""
        try:
            with zipfile.ZipFile(file) as archive:
                about: dict[str, Any] = json.loads(archive.read("head.json"))
                arrays = {name: np.load(io.BytesIO(archive.read(f"{name}.npy"))) for name in _ARRAYS}
            given: dict[str, Any] = {name: float(about[name]) for name in _NUMBERS}
            given |= {name: each if name == "known" else each.astype(np.float32) for name, each in arrays.items()}
            return cls(labels=tuple(about["labels"]), encoder=about["encoder"], **given)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ModelError(f"{file} is no head that this version can read: train it again, or delete it") from error


_ARRAYS = tuple(each.name for each in fields(TextHead) if each.name not in ("labels", "encoder", *_NUMBERS))


def served(name: str, folders: Sequence[Path], encoder: str) -> TextHead | None:
    """The first head of that name in the folders, if it reads this encoder's vectors; none: nobody trained one."""
    for folder in folders:
        file = folder / FOLDER / f"{name}{SUFFIX}"
        if file.is_file():
            head = TextHead.load(file)
            if head.encoder == encoder:
                return head
    return None


def log_sum(scores: Vector) -> Vector:
    """Logarithm of the sum of the exponentials over the last axis."""
    top = scores.max(axis=-1)
    return np.asarray(top + np.log(np.exp(scores - top[..., None]).sum(axis=-1)), dtype=np.float32)


def softmax(scores: Vector) -> Vector:
    """Over the last axis."""
    return np.asarray(np.exp(scores - log_sum(scores)[..., None]), dtype=np.float32)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
