"""Exploration: every place's propensity is the probability with which it comes out, and no share means no luck."""

from __future__ import annotations

from collections import Counter
from math import prod, sqrt

import numpy as np
import pytest

from recommender.stages.explore import Place, explore

DRAWS = 20_000
RARELY = 1e-3
OPTIMISM = np.array([1.0, 0.4, 0.9, -0.2], dtype=np.float32)


def drawn(share: float, draws: int, chosen: tuple[int, ...] = (0, 1)) -> list[list[Place]]:
    return [explore(chosen, OPTIMISM, share, seed) for seed in range(draws)]


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_lists_come_as_often_as_their_propensities_say(share: float) -> None:
    lists = drawn(share, DRAWS // 2)
    counts = Counter(tuple(place.position for place in places) for places in lists)
    chances = {
        tuple(place.position for place in places): prod(place.propensity for place in places) for places in lists
    }
    assert 1 - RARELY < sum(chances.values()) < 1 + 1e-9, "lists that never came have little chance"
    for positions, chance in chances.items():
        # five standard deviations of a frequency
        assert abs(counts[positions] / len(lists) - chance) < 5 * sqrt(chance / len(lists)), positions


def test_what_stands_in_a_place_is_certain_to_be_something() -> None:
    lists = drawn(0.6, 4000)
    firsts = {places[0].position: places[0].propensity for places in lists}
    assert sum(firsts.values()) == pytest.approx(1.0)
    for first in (0, 2):  # the two that often stand there
        seconds = {places[1].position: places[1].propensity for places in lists if places[0].position == first}
        assert seconds.keys() == set(range(len(OPTIMISM))) - {first}
        assert sum(seconds.values()) == pytest.approx(1.0)


def test_without_a_share_the_list_is_as_it_was_chosen() -> None:
    for places in drawn(0.0, 20, chosen=(2, 0, 3)):
        assert places == [Place(position, 1.0, explored=False) for position in (2, 0, 3)]


def test_the_same_seed_draws_the_same_list() -> None:
    assert explore((0, 1, 2), OPTIMISM, 0.5, 7) == explore((0, 1, 2), OPTIMISM, 0.5, 7)


def test_whoever_stands_where_they_would_have_stood_was_not_explored() -> None:
    for places in drawn(0.5, 200):
        assert places[0].explored == (places[0].position != 0)
        assert len({place.position for place in places}) == len(places)


def test_a_list_of_everything_and_one_of_nothing() -> None:
    places = explore(range(4), np.zeros(4, dtype=np.float32), 1.0, 3)
    assert sorted(place.position for place in places) == [0, 1, 2, 3]
    assert [place.propensity for place in places] == pytest.approx([1 / 4, 1 / 3, 1 / 2, 1.0])
    assert explore((), OPTIMISM, 0.5, 0) == []
