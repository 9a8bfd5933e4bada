"""A whole turn of the bot against the one encoder pass that it contains: 5,000 items, stores on disk.

The bot encodes only the words that no field of the catalogue explains. That makes its own pass short, and the bars of
1.5 × and 2 × are missed, although a turn takes less time than two passes over the whole message. The rest of a turn,
medians: understanding 1.1-1.5 ms, saving the profile 1.3 (.4 of it fsync), ranking .65, cards and sentences .6,
loading the profile .4, hops between threads .3. What brought it down: the journal's rows wait behind the answer, not
before it (-.7 ms), small catalogues are ranked without a thread (-.1), numpy has one BLAS thread (from 10-40 to 7),
and the encoder's graph is written by hand. Encoding the whole message beside the understanding would bring the ratio
near 1.7, but no answer sooner, and it would search for what a person said not to want.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from adapters.recommenders.local import LocalRecommender
from bot import open_bot
from bot.engine import Engine
from bot.messages import InboundMessage
from bot.settings import Settings, load_settings
from bot.wiring import vector_folders
from recommender.encoder import MODEL_NAME, OnnxEncoder
from recommender.load import DEMO, load_catalogues
from recommender.schema import Vector
from recommender.vectors import catalogue_vectors
from tests.bench.table import Row, Sample

TURNS = 200
WARM_UP = 16
ITEMS = 5000
CONVERSATION = 3
SEED = 11
FORMS = ("a slow-burn film", "a funny story", "a tense thriller", "a strange drama", "something hopeful")
PEOPLE = ("two brothers", "a lighthouse keeper", "a chess player", "old friends", "a night nurse", "a retired thief")
DEEDS = ("fall out over", "cannot let go of", "inherit", "go looking for", "are haunted by", "try to save")
THINGS = ("a farm", "a harbour town", "a broken piano", "the last train", "a family secret", "an empty hotel")
ENDINGS = ("", ", under two hours", ", from the 90s", ", nothing too violent", ", please", ", newer than 2005")


class Timed(NamedTuple):
    turns: Sample
    passes: Sample
    """The encoder pass that each turn contains, alone, over the same text."""
    whole: Sample
    """A pass over the whole message."""
    without: int
    """Turns that needed no pass."""


def measure() -> list[Row]:
    """Quiet first, then beside a process that keeps one core busy."""
    with tempfile.TemporaryDirectory() as folder:
        _write_catalogue(Path(folder) / "catalogues" / "movies")
        settings = load_settings(data_dir=Path(folder), domain="movies", seed=SEED)
        _encode_catalogue(settings)
        quiet = asyncio.run(_turns(settings, "quiet"))
        with _busy_neighbour():
            beside = asyncio.run(_turns(settings, "beside"))
    return [*_rows_alone(quiet), _row_beside(quiet.turns, beside.turns)]


def _rows_alone(timed: Timed) -> list[Row]:
    left_out = f"; {timed.without} more searched for nothing in words and are left out" if timed.without else ""
    note = (
        f"{len(timed.turns.seconds)} turns in conversations of {CONVERSATION}, {ITEMS} items, profile and journal "
        f"written; seed {SEED}{left_out}"
    )
    own = [
        Row(
            f"Turn, {name}",
            _told(timed.turns.quantile(percent)),
            f"its own encoder pass, alone: {_told(timed.passes.quantile(percent))}",
            timed.turns.quantile(percent) / timed.passes.quantile(percent),
            note=note,
        ).at_most(bar)
        for name, percent, bar in (("median", 50, 1.5), ("95th percentile", 95, 2.0))
    ]
    whole = Row(
        "Turn, median",
        _told(timed.turns.median),
        f"an encoder pass over the whole message, alone: {_told(timed.whole.median)}",
        timed.turns.median / timed.whole.median,
        note="the bot encodes only what no field of the catalogue explains",
    )
    return [*own, whole]


def _row_beside(quiet: Sample, beside: Sample) -> Row:
    return Row(
        "Turn beside one busy process, 95th percentile",
        _told(beside.quantile(95)),
        f"quiet: {_told(quiet.quantile(95))}",
        beside.quantile(95) / quiet.quantile(95),
        note=f"{os.cpu_count()} cores, one of them kept busy",
    ).at_most(2)


def _told(seconds: float) -> str:
    return f"{1e3 * seconds:.3g} ms"


async def _turns(settings: Settings, seed: str) -> Timed:
    async with open_bot(settings) as engine:
        encoder = await _encoder(engine)
        read = _listen(encoder)
        turns, passes, whole, without = [], [], [], 0
        for number, sentence in enumerate(_utterances(WARM_UP + TURNS, seed)):
            read.clear()
            taken = await _turn(engine, number, sentence)
            if number < WARM_UP or not read:
                without += number >= WARM_UP
                continue
            turns.append(taken)
            passes.append(sum(_encoded(encoder, texts) for texts in tuple(read)))
            whole.append(_encoded(encoder, [sentence]))
    return Timed(Sample(turns), Sample(passes), Sample(whole), without)


async def _turn(engine: Engine, number: int, sentence: str) -> float:
    message = InboundMessage.text_from("bench", f"user-{number // CONVERSATION}", sentence)
    begun = perf_counter()
    replies = await engine.respond(message)
    taken = perf_counter() - begun
    if not replies:
        raise RuntimeError(f"no reply to {sentence!r}")
    return taken


def _encoded(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    begun = perf_counter()
    encoder.encode(texts)
    return perf_counter() - begun


def _listen(encoder: OnnxEncoder) -> list[Sequence[str]]:
    """The list that will hold what is encoded."""
    read: list[Sequence[str]] = []
    batch = encoder._batch

    def heard(texts: Sequence[str]) -> Vector:
        read.append(texts)
        return batch(texts)

    encoder._batch = heard  # type: ignore[method-assign]
    return read


async def _encoder(engine: Engine) -> OnnxEncoder:
    """The engine's own, so that both see the same weights in the same caches."""
    if not isinstance(engine.recommender, LocalRecommender):
        raise TypeError("the turn is measured with the recommender in this process")
    encoder = (await engine.recommender._ready()).encoder
    if not isinstance(encoder, OnnxEncoder):
        raise TypeError("the turn is measured with the encoder as shipped")
    return encoder


def _utterances(count: int, seed: str) -> list[str]:
    """No two search for the same: a remembered reading would spare the encoder pass."""
    draw = random.Random(f"{SEED}-{seed}")
    subjects = [f"{people} who {deed} {thing}" for people in PEOPLE for deed in DEEDS for thing in THINGS]
    chosen = draw.sample(subjects, min(count, len(subjects)))
    return [f"{draw.choice(FORMS)} about {subject}{draw.choice(ENDINGS)}" for subject in chosen]


def _write_catalogue(folder: Path) -> None:
    """Films with the demo store's fields, shuffled: true to its lengths and frequencies, and as many as wanted."""
    folder.mkdir(parents=True)
    shutil.copyfile(DEMO / "movies.toml", folder / "catalogue.toml")
    films = [json.loads(line) for line in (DEMO / "movies.jsonl").read_text(encoding="utf-8").splitlines()]
    draw = random.Random(SEED)
    with (folder / "items.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_film(films, number, draw) + "\n" for number in range(ITEMS))


def _encode_catalogue(settings: Settings) -> None:
    """As an import does, so that nothing is left to do beside the turns."""
    encoder = OnnxEncoder(settings.encoder_dir / MODEL_NAME, os.cpu_count() or 1)
    catalogue_vectors(load_catalogues(settings.data_dir)["movies"], encoder, vector_folders(settings))


def _film(films: Sequence[dict[str, object]], number: int, draw: random.Random) -> str:
    told, named, made = draw.choice(films), draw.choice(films), draw.choice(films)
    film = {**told, "id": f"film-{number}", "title": f"{named['title']} {number}", "aliases": []}
    return json.dumps({**film, "fields": made["fields"], "popularity": draw.random()})


@contextmanager
def _busy_neighbour() -> Iterator[None]:
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        neighbour.kill()
        neighbour.wait()
