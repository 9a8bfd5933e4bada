"""Simulated users who look for something that exists, over the demo store and two imported catalogues.

Each has three to six wishes from a real item, said in varied words, 3 % of the long words misspelt, with answers that
are none, are to another question, or tell more than was asked; at most 10 messages. `stated`: all wishes are
volunteered; `asked`: 60 %, the others when asked; `hidden`: 60 %, and of the others some only by rejecting a card.
The bar of `stated` and `asked` is success with the first final answer (a card of the list after which the user has
nothing to add and nothing to answer, or of an earlier one, satisfies every wish), that of `hidden` within the turns.
Violations are cards against a wish stated without a spelling mistake. The words were written before the bot was seen
at work, and are not fitted to it; `chat-rec simulate` runs the same.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.engine import Engine
from bot.settings import load_settings
from bot.simulation.figures import Figures, figures
from bot.simulation.opening import open_simulated
from bot.simulation.running import Plan, run
from bot.simulation.wishes import Mode
from recommender.importing.importer import import_file
from tests.bench.public_data import FOLDER, VECTORS, WIKI, missing
from tests.bench.table import Row

DIALOGUES = 200
"""Of each catalogue, language and kind: 50 tasks, each in four ways of putting it."""
SEED = 2026
BARS: dict[Mode, float] = {"stated": 0.9, "asked": 0.9, "hidden": 0.75}
DEMO = dict.fromkeys(("movies", "books", "products"), ("en", "zh"))
GOODBOOKS = FOLDER / "catalog" / "goodbooks"
IMPORTS = {"wiki_films": WIKI / "items.jsonl", "goodbooks": GOODBOOKS / "books.csv"}
"""Catalogues without a word of Chinese: only English is measured."""


def measure() -> list[Row]:
    rows = asyncio.run(_measured({}, DEMO))
    for name, file in IMPORTS.items():
        absent = missing(file.parent)
        rows += absent or asyncio.run(_measured({name: file}, {name: ("en",)}))
    return rows


async def _measured(imports: Mapping[str, Path], wanted: Mapping[str, tuple[str, ...]]) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for name, file in imports.items():
            import_file(file, name, Path(folder), skip_bad=True)
            vectors = VECTORS / f"simulate-{name}"
            vectors.mkdir(parents=True, exist_ok=True)
            (Path(folder) / "vectors").symlink_to(vectors)
        only = next(iter(imports), "")
        async with open_simulated(load_settings(data_dir=Path(folder), domain=only, seed=1)) as engine:
            return [await _row(engine, plan) for plan in _plans(wanted)]


def _plans(wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Plan]:
    for domain, languages in wanted.items():
        for language in languages:
            for mode in BARS:
                yield Plan(domain, language, mode, DIALOGUES, SEED)


async def _row(engine: Engine, plan: Plan) -> Row:
    found = figures(await run(engine, plan), plan.mode, plan.turns)
    bar = BARS[plan.mode]
    return Row(
        f"{plan.domain}, {plan.language}, {plan.mode}",
        f"{found.reached:.1%}",
        bar=f"≥ {bar:.0%}",
        met=found.reached >= bar,
        note=_note(found),
    )


def _note(found: Figures) -> str:
    return (
        f"first answer {found.first:.1%}, in 10 turns {found.success:.1%} (mean {found.turns:.2f}); "
        f"pass^1 {found.passes[0]:.3f}, pass^4 {found.passes[-1]:.3f}; {found.violations} violations in "
        f"{found.violated:.1%} of the dialogues; {found.questions:.2f} questions, {found.repeated_questions} asked "
        f"twice, {found.repeated_items} items shown twice; {found.lost:.2f} times lost"
    )
