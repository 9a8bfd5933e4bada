"""How long the understanding takes over messages that mean nothing: 20,000 short ones, and some of 10,000 characters.

Random characters of all scripts, half characters, emoji, markup, orders to the machine, huge numbers and brackets
(`tests/bot/understanding/noise.py`), read against the demo store's four catalogues. Of a message longer than 900
characters the first 600 and the last 300 are read. The bar is absolute.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bot.turn import Dialogue
from bot.understanding import Understanding
from recommender.load import load_catalogues
from tests.bench.table import Row, Sample
from tests.bot.understanding.noise import long_messages, messages

SHORT, LONG = 20_000, 40
MOST_MS = 100.0


def measure() -> list[Row]:
    """The 99th percentile of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        bot = Understanding(load_catalogues(Path(folder)), this_year=2026)
    return [
        _row("a short message", _timed(bot, messages(SHORT, seed=14))),
        _row("a message of 10,000 characters", _timed(bot, long_messages(LONG, seed=15))),
    ]


def _timed(bot: Understanding, texts: Iterable[str]) -> Sample:
    taken = []
    for text in texts:
        started = time.perf_counter()
        bot(text, Dialogue(domain="movies"), 0.0)
        taken.append(time.perf_counter() - started)
    return Sample(taken)


def _row(what: str, sample: Sample) -> Row:
    worst = 1000 * sample.quantile(99)
    return Row(
        f"{what}, 99 %",
        f"{worst:.1f} ms",
        bar=f"≤ {MOST_MS:g} ms",
        met=worst <= MOST_MS,
        note=f"{len(sample.seconds):,} messages, none raises; median {1000 * sample.median:.2f} ms, "
        f"worst {1000 * max(sample.seconds):.1f} ms",
    )
