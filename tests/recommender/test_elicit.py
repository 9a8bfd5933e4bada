"""The question that is asked is the one that saves most turns, and none where the next list would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from recommender.answers import answers, bound
from recommender.catalogue import Catalogue
from recommender.elicit import Chances, asks_first, best_question, chances
from recommender.filters import satisfying
from recommender.schema import Field, ItemId
from tests.catalogues import GENRES, RUNTIME, YEAR, film, films


def everything(catalogue: Catalogue) -> Chances:
    return chances(catalogue, satisfying(catalogue, ()))


def many(count: int, fields: tuple[Field, ...], **values: tuple[str, ...]) -> Catalogue:
    """That many items, which take their values from each tuple in turns."""
    first = films().items[0]
    items = tuple(
        replace(
            first,
            id=ItemId(f"movies:{place}"),
            fields={name: given[place % len(given)] for name, given in values.items()},
            popularity=0.5,
        )
        for place in range(count)
    )
    return Catalogue("movies", items, fields)


def test_a_field_already_known_is_not_asked_about() -> None:
    catalogue = films()
    first = best_question(catalogue, everything(catalogue), (), 2)
    assert first is not None
    second = best_question(catalogue, everything(catalogue), {first.field.name}, 2)
    assert second is not None
    assert second.field != first.field


def test_nothing_is_asked_when_everything_is_known() -> None:
    catalogue = films()
    assert best_question(catalogue, everything(catalogue), {field.name for field in catalogue.fields}, 2) is None


def test_a_field_without_a_question_is_never_asked_about() -> None:
    silent = replace(films(), fields=tuple(replace(field, question="") for field in films().fields))
    assert best_question(silent, everything(silent), (), 2) is None


def test_nothing_is_asked_when_one_list_holds_all() -> None:
    catalogue = films()
    assert best_question(catalogue, everything(catalogue), (), len(catalogue.items)) is None


def test_a_value_that_all_have_saves_nothing() -> None:
    same = many(100, (GENRES,), genres=("drama",))
    question = best_question(same, everything(same), (), 5)
    assert question is not None
    assert question.saves == pytest.approx(0.0)


def test_a_finer_field_saves_more_if_people_know_it() -> None:
    letters, halves = tuple("abcdefghij"), ("left", "right")
    side, letter = Field("side", "category", question="Which side?"), Field("letter", "category", question="Which?")
    catalogue = many(200, (side, letter), side=halves, letter=letters)
    question = best_question(catalogue, everything(catalogue), (), 5)
    assert question is not None
    assert question.field == letter


def test_few_have_a_name_in_mind() -> None:
    names = tuple(f"Name {number}" for number in range(12))
    who, kind = Field("who", "person", question="Who?"), Field("kind", "category", question="Which kind?")
    catalogue = many(240, (who, kind), who=names, kind=tuple("abcdefgh"))
    question = best_question(catalogue, everything(catalogue), (), 5)
    assert question is not None
    assert question.field == kind


def test_a_list_comes_first_when_it_would_do() -> None:
    catalogue = films()
    sure: Chances = np.zeros(len(catalogue.items))
    sure[0], sure[1:] = 0.93, 0.01
    assert not asks_first(sure, best_question(catalogue, sure, (), 1), 1)
    open_ = many(500, (GENRES,), genres=tuple("abcdefghijklmnopqrst"))
    assert asks_first(everything(open_), best_question(open_, everything(open_), (), 5), 5)


def test_what_the_ranker_puts_first_is_looked_for_most() -> None:
    catalogue = films()
    likely = chances(catalogue, satisfying(catalogue, ()), [film("The Kid"), film("Up")])
    best = [catalogue.items[row].id for row in np.argsort(-likely)]
    assert best[:2] == [film("The Kid"), film("Up")]
    assert likely.sum() == pytest.approx(1.0)


def test_what_cannot_be_is_not_looked_for() -> None:
    catalogue = films()
    possible = np.zeros(len(catalogue.items), dtype=np.bool_)
    assert not chances(catalogue, possible, [film("Up")]).any()
    possible[3] = True
    assert chances(catalogue, possible, [film("Up")])[3] == pytest.approx(1.0)


def test_the_answers_offered_are_the_likeliest(demo: Mapping[str, Catalogue]) -> None:
    catalogue = demo["movies"]
    question = best_question(catalogue, everything(catalogue), (), 5)
    assert question is not None
    offered = [wish.value for choice in question.choices for wish in choice]
    counts = {value: len(rows) for value, rows in catalogue.postings[question.field.name].items()}
    assert set(offered) <= set(sorted(counts, key=lambda value: -counts[value])[:10])


def test_whoever_answers_is_counted_once() -> None:
    catalogue = films()
    rows = np.arange(len(catalogue.items))
    for field in (GENRES, YEAR, RUNTIME):
        said = answers(catalogue, field, rows)
        mass = np.bincount(said.row, said.share, minlength=len(rows))
        known = [field.name in item.fields for item in catalogue.items]
        assert mass == pytest.approx(np.array(known, dtype=float))


@pytest.mark.parametrize(
    ("unit", "value", "said"), [("usd", 17.3, 20.0), ("min", 96, 100.0), ("stars", 4.3, 4.0), ("usd", 0.0, 0.0)]
)
def test_people_name_round_bounds(unit: str, value: float, said: float) -> None:
    assert bound(Field("amount", "number", unit=unit), value) == pytest.approx(said)
