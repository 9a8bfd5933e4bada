"""The films' facts agree with what other collections say."""

from __future__ import annotations

import pytest

from tests.facts.check_films import BAR, judge, load_films, report, share
from tests.facts.witnesses import SHARED, Witness, known_films

HEAT = {
    "title": "Heat",
    "fields": {"year": "1995", "directors": ["Michael Mann"], "cast": ["Al Pacino", "Robert De Niro"]},
}


def witness(**changes: object) -> Witness:
    told = {"year": 1995, "cast": frozenset({"al pacino"}), "directed_by": "michael mann who also wrote it"}
    return Witness("test", "Heat", **{**told, **changes})  # type: ignore[arg-type]  # a table of keyword arguments


def test_at_least_98_of_100_checkable_films_are_right_in_all_attributes() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the collections to compare with are not at {SHARED}")
    verdicts = judge(load_films(), known_films())
    assert len(verdicts) >= 500
    assert share(verdicts) >= BAR, report(verdicts)


def test_a_film_that_everybody_describes_alike_is_right() -> None:
    (verdict,) = judge([HEAT], [witness()])
    assert verdict.right
    assert set(verdict.agrees) == {"title and year", "directors", "cast"}


def test_a_release_one_year_later_elsewhere_is_right() -> None:
    assert judge([HEAT], [witness(year=1996)])[0].right


def test_another_director_is_told_with_both_names() -> None:
    (verdict,) = judge([HEAT], [witness(directed_by="tony scott")])
    assert not verdict.right
    assert verdict.details == ("directors: Michael Mann; test has tony scott",)


def test_a_cast_without_a_common_name_is_wrong() -> None:
    assert not judge([HEAT], [witness(cast=frozenset({"val kilmer"}))])[0].agrees["cast"]


def test_a_wrong_year_is_seen_by_the_same_people() -> None:
    assert not judge([HEAT], [witness(year=1999)])[0].right


def test_a_namesake_of_other_people_and_another_time_is_no_witness() -> None:
    assert judge([HEAT], [witness(year=1986, cast=frozenset({"burt reynolds"}), directed_by="dick richards")]) == []
