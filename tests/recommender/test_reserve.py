"""Some of the last places are the long tail's and the newcomers', never the first, and never at any price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.collaborative.crowd import Collaborative
from recommender.neglected import Neglected
from recommender.pipeline import Policy, rank
from recommender.schema import ItemId, Preference, Profile, RankRequest, UserId
from recommender.shelf import Shelf
from recommender.stages.reserve import due, reserve
from recommender.trained import Trained, placed
from tests.recommender.test_carry import HEAD, film, log, shelf

SCORES = np.linspace(0, -1.9, 20, dtype=np.float32)
LIST = [0, 1, 2, 3, 4]


@pytest.fixture(scope="module")
def trained() -> Trained:
    return Trained(HEAD, Collaborative.fit(log()), log().item_ids, np.zeros(0, dtype=np.float32))


def members(*rows: int) -> np.ndarray:
    group = np.zeros(20, dtype=np.bool_)
    group[list(rows)] = True
    return group


def test_the_last_places_go_to_the_best_of_the_group() -> None:
    assert reserve(LIST, SCORES, SCORES, members(9, 12, 15), 2) == [0, 1, 2, 9, 12]


def test_members_that_are_there_already_count_and_stay() -> None:
    assert reserve(LIST, SCORES, SCORES, members(4, 9), 1) == LIST
    assert reserve(LIST, SCORES, SCORES, members(4, 9, 12), 2) == [0, 1, 2, 4, 9]


def test_the_first_place_is_never_given_away() -> None:
    assert reserve([0, 1], SCORES, SCORES, members(9, 12, 15), 5) == [0, 9]
    assert [due(1.0, places, 0.9) for places in (0, 1, 2, 10)] == [0, 0, 1, 9]


def test_nobody_comes_who_is_far_behind() -> None:
    assert reserve(LIST, np.float32(10) * SCORES, SCORES, members(9), 1) == LIST


def test_a_share_is_met_on_average() -> None:
    draws = np.random.default_rng(0).random(4000)
    for share, places in ((0.03, 10), (0.1, 5), (0.2, 10), (0.25, 6)):
        mean = np.mean([due(share, places, draw) for draw in draws])
        assert mean == pytest.approx(share * places, abs=0.05)


def test_the_tail_is_all_but_the_most_popular_fifth_and_what_is_new() -> None:
    events = np.arange(10, dtype=np.float32)
    found = Neglected.of(np.zeros(10, dtype=np.float32), events, np.array([9]))
    assert np.flatnonzero(~found.tail).tolist() == [7, 8]
    assert np.flatnonzero(found.new).tolist() == [9]
    assert not Neglected.of(np.zeros(10, dtype=np.float32)).tail.any()


def test_among_equals_the_less_known_is_chosen_but_not_the_unknown() -> None:
    found = Neglected.of(np.zeros(4, dtype=np.float32), np.array([100, 10, 2, 1], dtype=np.float32))
    assert int(found.merits(np.zeros(4, dtype=np.float32)).argmax()) == 2


def popular() -> Shelf:
    """24 films, the first the best known."""
    full = shelf()
    items = tuple(replace(item, popularity=1 - row / 24) for row, item in enumerate(full.catalogue.items))
    return Shelf.of(replace(full.catalogue, items=items), full.vectors)


ANYTHING = RankRequest(Profile(UserId("talk:ana")), "movies")


def listed(full: Shelf, policy: Policy, seed: int = 0, k: int = 4, asked: RankRequest = ANYTHING) -> list[ItemId]:
    request = replace(asked, k=k, seed=seed)
    return [ranked.item.id for ranked in rank(request, {"movies": full}, policy).items]


def tail_of(full: Shelf, ids: list[ItemId]) -> int:
    return sum(bool(full.neglected.tail[full.catalogue.rows[item]]) for item in ids)


def test_a_list_keeps_its_best_and_gives_the_tail_its_places() -> None:
    full = popular()
    plain, fair = listed(full, Policy(tail=0)), listed(full, Policy(tail=0.5))
    assert (tail_of(full, plain), tail_of(full, fair)) == (0, 2)
    assert fair[:2] == plain[:2]


@pytest.mark.parametrize(
    "asked",
    [
        replace(ANYTHING, query_text="a heist"),
        replace(ANYTHING, like=(ItemId("movies:crime-0"),)),
        replace(ANYTHING, constraints=(Preference("genres", "=", "crime"),)),
    ],
)
def test_who_looks_for_something_in_particular_gets_what_fits_best(asked: RankRequest) -> None:
    full = popular()
    assert listed(full, Policy(tail=0.5), asked=asked) == listed(full, Policy(tail=0), asked=asked)


def test_a_small_share_is_met_over_many_lists_and_each_can_be_repeated() -> None:
    full = popular()
    lists = [listed(full, Policy(), seed) for seed in range(60)]
    assert 12 <= sum(tail_of(full, ids) for ids in lists) <= 36
    assert lists[:10] == [listed(full, Policy(), seed) for seed in range(10)]


def test_without_popularity_nothing_is_tail() -> None:
    full = shelf(film("crime", "new"))
    assert listed(full, Policy(tail=0)) == listed(full, Policy(tail=0.5))


def test_new_items_get_their_share(trained: Trained) -> None:
    full = shelf(film("crime", "new"), film("crime", "newer"))
    full = replace(full, model=placed(trained, "1", full.content))

    def met(policy: Policy) -> int:
        lists = (listed(full, policy, seed, k=10) for seed in range(40))
        return sum(item.endswith(("new", "newer")) for ids in lists for item in ids)

    assert met(Policy(tail=0, new=0)) < 20 < met(Policy(tail=0, new=0.2)) < 40
