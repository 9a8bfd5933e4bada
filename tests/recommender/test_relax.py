"""When nothing fits, the smallest step is found."""

from __future__ import annotations

import pytest

from recommender.relax import smallest_relaxation, smallest_widening
from recommender.schema import Preference
from tests.catalogues import film, films

HORROR = Preference("genres", "=", "horror")
COMEDY = Preference("genres", "=", "comedy")
SHORT = Preference("runtime", "<", 120.0)
OLD = Preference("year", "<", 1930.0)


def test_the_one_wish_in_the_way_is_named() -> None:
    found = smallest_relaxation(
        films(), [COMEDY, Preference("colour", "=", value=False), Preference("year", ">", 1990.0)]
    )
    assert found is not None
    assert len(found.drop) == 1


def test_a_bound_that_is_nearly_met_goes_before_a_genre() -> None:
    found = smallest_relaxation(films(), [HORROR, SHORT])
    assert found is not None
    assert found.drop == (SHORT,)
    assert (found.nearest, found.count) == (124.0, 1)


def test_of_equals_what_was_said_first_gives_way() -> None:
    first, later = Preference("genres", "=", "horror", at=1.0), Preference("directors", "=", "Pete Docter", at=2.0)
    for wishes in ([first, later], [later, first]):
        found = smallest_relaxation(films(), wishes)
        assert found is not None
        assert found.drop == (first,)


def test_two_wishes_are_dropped_when_one_is_not_enough() -> None:
    wishes = [HORROR, Preference("directors", "=", "Pete Docter"), OLD]
    found = smallest_relaxation(films(), wishes)
    assert found is not None
    assert len(found.drop) == 2
    assert found.count >= 1


def test_soft_wishes_are_never_in_the_way() -> None:
    soft = Preference("genres", "=", "opera", strength="soft")
    found = smallest_relaxation(films(), [soft, HORROR, SHORT])
    assert found is not None
    assert soft not in found.drop


def test_nothing_helps_in_an_empty_catalogue() -> None:
    empty = films().__class__("movies", (), films().fields)
    assert smallest_relaxation(empty, [HORROR]) is None


@pytest.mark.parametrize("op", [">", "≥"])
def test_a_lower_bound_moves_to_the_largest_value(op: str) -> None:
    found = smallest_relaxation(films(), [HORROR, Preference("runtime", op, 150.0)])  # type: ignore[arg-type]
    assert found is not None
    assert found.nearest == 124.0


def test_when_all_was_shown_the_wish_that_lets_the_fewest_in_is_offered() -> None:
    wishes = [Preference("genres", "=", "crime"), Preference("year", ">", 2000.0)]
    found = smallest_widening(films(), wishes, {film("Collateral")})
    assert found is not None
    assert found.drop == (wishes[1],)
    assert found.count == 1


def test_when_everything_was_shown_nothing_is_offered() -> None:
    catalogue = films()
    assert smallest_widening(catalogue, [HORROR], {item.id for item in catalogue.items}) is None
