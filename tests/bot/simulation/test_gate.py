"""The regression gate: a small run of simulated users over the demo store. The large one is in tests/bench/."""

from __future__ import annotations

from pathlib import Path

from bot.settings import load_settings
from bot.simulation.figures import figures
from bot.simulation.opening import open_simulated
from bot.simulation.running import Plan, run
from bot.simulation.wishes import Mode

DIALOGUES = 60


LEAST: dict[Mode, float] = {"stated": 0.95, "asked": 0.85, "hidden": 0.9}


async def test_users_get_what_they_want_and_are_not_asked_twice(tmp_path: Path) -> None:
    async with open_simulated(load_settings(data_dir=tmp_path, seed=1)) as engine:
        for mode, least in LEAST.items():
            plans = [Plan(domain, "en", mode, DIALOGUES // 3) for domain in ("movies", "books", "products")]
            found = figures([tries for plan in plans for tries in await run(engine, plan)], mode, 10)
            assert found.reached >= least, (mode, found)
            assert found.repeated_questions <= 0.05 * DIALOGUES, (mode, found)


async def test_the_same_seed_plays_the_same_dialogues_and_leaves_nothing_behind(tmp_path: Path) -> None:
    played = []
    for _ in range(2):
        async with open_simulated(load_settings(data_dir=tmp_path, domain="products", seed=1)) as engine:
            (tries,) = await run(engine, Plan("products", "en", "hidden", 4, seed=5))
            played.append([each.transcript for each in tries])
    assert played[0] == played[1]
    assert list(tmp_path.iterdir()) == []
