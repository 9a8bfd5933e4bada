"""Many dialogues over one catalogue."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.engine import Engine
from bot.simulation.figures import TRIES
from bot.simulation.noise import Noise
from bot.simulation.phrasing import Phrasing
from bot.simulation.playing import TURNS, Played, play
from bot.simulation.user import User
from bot.simulation.wishes import Mode, drawn, fits


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played."""

    domain: str
    language: str
    mode: Mode
    dialogues: int
    seed: int = 0
    turns: int = TURNS
    noise: Noise = field(default_factory=Noise)


async def run(engine: Engine, plan: Plan, progress: Callable[[int], None] = lambda _: None) -> list[list[Played]]:
    """The dialogues, by task, each task tried four times in other words; `progress` is told how many are done."""
    phrasing = Phrasing.load(plan.language, engine.catalogues[plan.domain])
    noise = phrasing.noise(plan.noise)
    tasks: list[list[Played]] = []
    while sum(map(len, tasks)) < plan.dialogues:
        name = f"{plan.domain} {plan.mode} {plan.seed} {len(tasks)}"
        task = drawn(phrasing.catalogue, plan.mode, random.Random(name))
        masks = [fits(phrasing.catalogue, wish, plan.language) for wish in task.wishes]
        tasks.append([])
        for attempt in range(min(TRIES, plan.dialogues - sum(map(len, tasks)))):
            called = f"{name} {plan.language} {attempt}"
            user = User(task, masks, phrasing, noise, random.Random(called))
            tasks[-1].append(await play(engine, user, called, plan.turns))
            progress(sum(map(len, tasks)))
    return tasks
