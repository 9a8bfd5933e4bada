"""The question that is asked is the one whose answer tells most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.catalogue import Catalogue
from recommender.elicit import best_question, information
from recommender.filters import Mask, satisfying
from recommender.schema import Field, Preference
from tests.catalogues import COLOUR, GENRES, films


def everything(catalogue: Catalogue) -> Mask:
    return satisfying(catalogue, ())


def test_a_field_already_known_is_not_asked_about() -> None:
    catalogue = films()
    first = best_question(catalogue, everything(catalogue), ())
    assert first is not None
    second = best_question(catalogue, everything(catalogue), {first.name})
    assert second is not None
    assert second != first


def test_nothing_is_asked_when_everything_is_known() -> None:
    catalogue = films()
    assert best_question(catalogue, everything(catalogue), {field.name for field in catalogue.fields}) is None


def test_a_field_without_a_question_is_never_asked_about() -> None:
    silent = replace(films(), fields=tuple(replace(field, question="") for field in films().fields))
    assert best_question(silent, everything(silent), ()) is None


def test_a_value_that_all_have_tells_nothing() -> None:
    catalogue = films()
    thrillers = np.flatnonzero(satisfying(catalogue, [Preference("directors", "=", "Michael Mann")]))
    assert information(catalogue, COLOUR, thrillers) == 0.0
    assert information(catalogue, GENRES, thrillers) == 1.0


def test_a_field_known_of_few_items_tells_little() -> None:
    rare = Field("award", "category", question="Which award?")
    items = films().items
    some = tuple(
        replace(item, fields={**item.fields, "award": f"prize {place}"}) if place < 2 else item
        for place, item in enumerate(items)
    )
    catalogue = replace(films(), items=some, fields=(*films().fields, rare))
    assert information(catalogue, rare, np.arange(len(items))) == 0.25


def test_no_item_no_information() -> None:
    assert information(films(), GENRES, np.array([], dtype=np.intp)) == 0.0
