"""A whole turn of the bot against the one encoder pass that it contains: 5,000 items, stores on disk."""

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

from adapters.recommenders.local import LocalRecommender
from bot import open_bot
from bot.engine import Engine
from bot.messages import InboundMessage
from bot.settings import Settings, load_settings
from recommender.encoder import Encoder
from recommender.load import DEMO
from tests.bench.table import Row, Sample

TURNS = 200
ITEMS = 5000
USERS = 10
SEED = 11
FEELINGS = ("slow-burn", "funny", "gritty", "heart-warming", "tense", "dreamy", "strange", "hopeful")
FORMS = ("story", "film", "movie", "drama", "thriller", "comedy")
SUBJECTS = (
    "two brothers who fall out over a farm",
    "a lighthouse keeper who hears a voice at night",
    "people stuck on a train in the winter",
    "a chess player who cannot stop losing",
    "growing up poor in a harbour town",
    "a heist that goes wrong from the first minute",
)
ENDINGS = ("", ", under two hours", ", from the 90s", ", nothing too violent", ", please", ", newer than 2005")


def measure() -> list[Row]:
    """Quiet first, then beside a process that keeps one core busy."""
    with tempfile.TemporaryDirectory() as folder:
        _write_catalogue(Path(folder) / "catalogues" / "movies")
        settings = load_settings(data_dir=Path(folder), domain="movies", seed=SEED)
        quiet = asyncio.run(_turns(settings, "quiet"))
        with _busy_neighbour():
            beside = asyncio.run(_turns(settings, "beside"))
    return [*_rows_alone(*quiet), _row_beside(quiet[0], beside[0])]


def _rows_alone(turn: Sample, encoder: Sample) -> list[Row]:
    note = f"{TURNS} turns of {USERS} people, {ITEMS} items, profile and journal written; seed {SEED}"
    return [
        Row(
            f"Turn, {name}",
            _told(turn.quantile(percent)),
            f"its encoder pass alone, {name}: {_told(encoder.quantile(percent))}",
            turn.quantile(percent) / encoder.quantile(percent),
            note=note,
        ).at_most(bar)
        for name, percent, bar in (("median", 50, 1.5), ("95th percentile", 95, 2.0))
    ]


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


async def _turns(settings: Settings, prefix: str) -> tuple[Sample, Sample]:
    """Turns, and the pure encoder pass over the same sentence just before or after."""
    async with open_bot(settings) as engine:
        encoder = await _encoder(engine)
        sentences = _utterances(2 * TURNS, prefix)
        for number in range(20):
            await _turn(engine, number, sentences.pop())
        turns, passes = [], []
        for number, sentence in enumerate(sentences[:TURNS]):
            if number % 2:
                passes.append(_encoded(encoder, sentence))
            turns.append(await _turn(engine, number, sentence))
            if not number % 2:
                passes.append(_encoded(encoder, sentence))
    return Sample(turns), Sample(passes)


async def _turn(engine: Engine, number: int, sentence: str) -> float:
    message = InboundMessage.text_from("bench", f"user-{number % USERS}", sentence)
    begun = perf_counter()
    replies = await engine.respond(message)
    taken = perf_counter() - begun
    if not replies:
        raise RuntimeError(f"no reply to {sentence!r}")
    return taken


def _encoded(encoder: Encoder, sentence: str) -> float:
    begun = perf_counter()
    encoder.encode([sentence])
    return perf_counter() - begun


async def _encoder(engine: Engine) -> Encoder:
    """The engine's own, so that both see the same weights in the same caches."""
    if not isinstance(engine.recommender, LocalRecommender):
        raise TypeError("the turn is measured with the recommender in this process")
    return (await engine.recommender._ready()).encoder


def _utterances(count: int, seed: str) -> list[str]:
    """Different sentences, so that no reading is remembered."""
    drawn = [
        f"a {feeling} {form} about {subject}{ending}"
        for feeling in FEELINGS
        for form in FORMS
        for subject in SUBJECTS
        for ending in ENDINGS
    ]
    return random.Random(f"{SEED}-{seed}").sample(drawn, count)


def _write_catalogue(folder: Path) -> None:
    """Films with the demo store's fields, shuffled: true to its lengths and frequencies, and as many as wanted."""
    folder.mkdir(parents=True)
    shutil.copyfile(DEMO / "movies.toml", folder / "catalogue.toml")
    films = [json.loads(line) for line in (DEMO / "movies.jsonl").read_text(encoding="utf-8").splitlines()]
    draw = random.Random(SEED)
    with (folder / "items.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_film(films, number, draw) + "\n" for number in range(ITEMS))


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
