"""What the figures of simulated dialogues count."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from bot.simulation.figures import figures
from bot.simulation.playing import Played, Violation
from bot.simulation.wishes import Task, drawn
from recommender.catalogue import Catalogue


@pytest.fixture
def task(demo: Mapping[str, Catalogue]) -> Task:
    return drawn(demo["movies"], "asked", random.Random(0))


def test_pass_of_four_asks_all_four_tries_of_a_task_to_succeed(task: Task) -> None:
    reliable = [Played(task, accepted=2, final=2) for _ in range(4)]
    flaky = [Played(task, accepted=turn, final=1) for turn in (1, 1, 0, 0)]
    found = figures([reliable, flaky], "asked", 10)
    assert found.passes == pytest.approx((0.75, (1 + 1 / 6) / 2, 0.5, 0.5))


def test_a_later_list_is_a_success_within_the_turns_but_not_of_the_first_final_answer(task: Task) -> None:
    found = figures([[Played(task, accepted=1, final=1), Played(task, accepted=4, final=2)]], "asked", 5)
    assert (found.first, found.success, found.turns) == (0.5, 1.0, 2.5)
    assert found.by_turn == (0.5, 0.5, 0.5, 1.0, 1.0)
    assert found.reached == 0.5
    assert figures([[Played(task, accepted=4, final=2)]], "hidden", 5).reached == 1.0


def test_violations_of_misspelt_wishes_are_counted_apart(task: Task) -> None:
    shown = [Violation(1, 0, "Heat", clean=True), Violation(1, 0, "Jaws", clean=False)]
    found = figures([[Played(task, violations=shown)]], "stated", 10)
    assert (found.violations, found.misspelt, found.violated) == (1, 1, 1.0)
