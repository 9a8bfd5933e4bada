"""Simulated users want something that exists, and can say what."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from bot.simulation.noise import Noise
from bot.simulation.phrasing import Phrasing
from bot.simulation.wishes import FEWEST, MOST, Mode, drawn, fits
from recommender.catalogue import Catalogue
from tests.catalogues import cooking_shows

DRAWN = 60


def catalogues(demo: Mapping[str, Catalogue]) -> list[Catalogue]:
    return [demo["movies"], demo["books"], demo["products"], cooking_shows()]


def test_the_target_satisfies_every_wish_drawn_from_it(demo: Mapping[str, Catalogue]) -> None:
    for catalogue in catalogues(demo):
        for seed in range(DRAWN):
            task = drawn(catalogue, "stated", random.Random(seed))
            row = catalogue.rows[task.target.id]
            assert all(fits(catalogue, wish, "en")[row] for wish in task.wishes), (task.target.title, task.wishes)
            assert FEWEST <= len(task.wishes) <= MOST
            assert len({wish.field.name for wish in task.wishes}) == len(task.wishes)


@pytest.mark.parametrize("mode", ["asked", "hidden"])
def test_three_fifths_are_volunteered_and_only_what_can_be_asked_waits_for_it(
    demo: Mapping[str, Catalogue], mode: Mode
) -> None:
    tasks = [drawn(catalogue, mode, random.Random(n)) for catalogue in catalogues(demo)[:3] for n in range(DRAWN)]
    wishes = [wish for task in tasks for wish in task.wishes]
    told = sum(wish.way == "told" for wish in wishes) / len(wishes)
    assert 0.5 < told < 0.75
    assert all(wish.field.question for wish in wishes if wish.way == "asked")
    assert any(wish.way == "hidden" for wish in wishes) == (mode == "hidden")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_wish_has_words_in_both_languages(demo: Mapping[str, Catalogue], language: str) -> None:
    draw = random.Random(1)
    for catalogue in catalogues(demo):
        phrasing = Phrasing.load(language, catalogue)
        for seed in range(DRAWN):
            for wish in drawn(catalogue, "stated", random.Random(seed)).wishes:
                for kind in ("sentence", "answer", "remark"):
                    assert phrasing.of(wish, kind, draw), (wish, kind)


def test_misspelt_words_are_near_what_was_meant_and_short_ones_are_left() -> None:
    draw, noise = random.Random(3), Noise(typos=1.0)
    assert noise.spoilt("a film in red", draw) == "a film in red"
    spoilt = noise.spoilt("Tarantino", draw)
    assert spoilt != "Tarantino"
    assert spoilt.startswith("T")
    assert abs(len(spoilt) - len("Tarantino")) <= 1
