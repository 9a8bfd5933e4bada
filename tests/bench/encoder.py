"""The text encoder against the reference: sentence-transformers on torch, the same weights."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from recommender.encoder import OnnxEncoder, TorchEncoder, packaged_model
from recommender.export import export
from recommender.load import DEMO
from recommender.schema import Vector
from tests.bench.table import Row, Sample, interleaved

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

REPEATS = 200
TEXTS = 500
SEED = 7
TOKENS = 22
Encode = Callable[[str], object]


def measure() -> list[Row]:
    """Speed on single sentences, agreement with the reference, independence of the batch."""
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder:
        export(Path(folder))
        reference = SentenceTransformer(str(packaged_model()), device="cpu")
        sentences = _sentences(Path(folder))
        cores = os.cpu_count() or 1
        rows = [
            _speed(Path(folder), reference, sentences, *threads)
            for threads in dict.fromkeys([(1, cores), (1, 1), (cores, cores)])
        ]
        return rows + _agreement(OnnxEncoder(Path(folder)), TorchEncoder(packaged_model(), "cpu"))


def _speed(folder: Path, reference: SentenceTransformer, sentences: Sequence[str], ours: int, theirs: int) -> Row:
    import torch

    encoder = OnnxEncoder(folder, ours)
    torch.set_num_threads(theirs)
    mine, other = _timed(
        [
            lambda text: encoder.encode([text]),
            lambda text: reference.encode(text, normalize_embeddings=True, show_progress_bar=False),
        ],
        sentences,
    )
    what = f"Encode one {TOKENS}-token sentence: ours on {ours} thread{'s' * (ours > 1)}"
    return Row(
        what + (", as shipped" if (ours, theirs) == (1, os.cpu_count()) else ""),
        str(mine),
        f"SentenceTransformer.encode, {theirs} thread{'s' * (theirs > 1)}: {other}",
        ratio=other.median / mine.median,
        note=f"{REPEATS} sentences each, in alternating blocks of 25",
    ).at_least(1.8)


def _timed(encoders: Sequence[Encode], sentences: Sequence[str]) -> list[Sample]:
    def task(encode: Encode) -> Callable[[int], float]:
        def run(number: int) -> float:
            begun = perf_counter()
            encode(sentences[number])
            return perf_counter() - begun

        return run

    tasks = [task(encode) for encode in encoders]
    interleaved(tasks, 25)
    return interleaved(tasks, REPEATS)


def _agreement(ours: OnnxEncoder, reference: TorchEncoder) -> list[Row]:
    texts = _varied_texts()
    batched = ours.encode(texts)
    cosines = (batched * reference.encode(texts)).sum(axis=1)
    alone: Vector = np.concatenate([ours.encode([text]) for text in texts])
    apart = float(np.abs(alone - batched).max())
    words = sorted(len(text.split()) for text in texts)
    note = f"{TEXTS} texts of {words[0]}-{words[-1]} words from the demo store, English and Chinese; seed {SEED}"
    return [
        Row(
            "Same vectors as the reference: least cosine",
            f"{cosines.min():.7f}",
            "sentence-transformers",
            bar="≥ 0.9999",
            met=bool(cosines.min() >= 0.9999),
            note=note,
        ),
        Row(
            "Same vector alone and in a batch: largest difference of a component",
            f"{apart:.1e}",
            bar="≤ 1e-6",
            met=apart <= 1e-6,
            note=note,
        ),
    ]


def _sentences(folder: Path) -> list[str]:
    """Different sentences of exactly 22 tokens, the two marks at the ends included."""
    from tokenizers import Tokenizer

    moods = ("slow", "quiet", "funny", "dark", "tense", "warm", "gritty", "hopeful", "strange", "romantic")
    places = ("city", "country", "ocean", "desert", "island", "mountain", "village", "forest", "river", "border")
    pairs = ("brothers", "sisters", "friends", "strangers", "thieves", "soldiers", "teachers", "doctors")
    drawn = [
        f"I would love to watch a {mood} film about two {pair} who travel across the {place} for their old father"
        for mood in moods
        for place in places
        for pair in pairs
    ]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    fitting = [text for text in drawn if len(tokenizer.encode(text).ids) == TOKENS]
    return random.Random(SEED).sample(fitting, REPEATS)


def _varied_texts() -> list[str]:
    """Titles, aliases and descriptions, some of them joined to be long."""
    items = [
        json.loads(line)
        for file in sorted(DEMO.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    texts = [text for item in items for text in (item["title"], *item.get("aliases", ()), item.get("text", ""))]
    draw = random.Random(SEED)
    joined = [" ".join(draw.sample(texts, draw.randint(2, 12))) for _ in range(len(texts) // 4)]
    return draw.sample([text for text in texts + joined if text.strip()], TEXTS)
