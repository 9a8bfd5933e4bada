"""Scores that are no scores, and lists that are the same for everybody, are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.sanity import Shown, objections

ITEMS = 300


def shown(rng: np.random.Generator) -> Shown:
    scores = rng.normal(size=(200, ITEMS))
    return Shown(scores, np.argsort(-scores, axis=1)[:, :10].astype(np.int32), np.full((200, 10), 0.5))


def told(**changes: NDArray[np.floating] | NDArray[np.int32]) -> str:
    rng = np.random.default_rng(3)
    current, candidate = shown(rng), shown(rng)
    return "; ".join(objections(replace(candidate, **changes), current, ITEMS))  # type: ignore[arg-type]  # one of them


def test_an_honest_model_meets_no_objection() -> None:
    assert told() == ""


def test_scores_must_be_numbers_and_tell_items_apart() -> None:
    scores = shown(np.random.default_rng(3)).scores
    scores[5, 7] = np.nan
    assert told(scores=scores) == "1 of 60000 scores are no numbers"
    scores[5, 7] = np.inf
    assert told(scores=scores) == "1 of 60000 scores are no numbers"
    assert told(scores=np.ones((200, ITEMS))) == "all items score alike for 100% of the users"
    assert told(scores=scores[:, 1:]) == "scores have the shape (200, 299), and the catalogue 300 items"


def test_lists_must_be_lists_of_the_catalogues_items() -> None:
    lists = shown(np.random.default_rng(3)).ranking
    assert "lists have the shape (200, 9)" in told(ranking=lists[:, 1:])
    assert "beyond the catalogue's 300" in told(ranking=np.where(lists == lists[0, 0], 300, lists).astype(np.int32))
    doubled = lists.copy()
    doubled[0, 1] = doubled[0, 0]
    assert told(ranking=doubled) == "1 of 200 lists show an item twice"


def test_propensities_must_be_probabilities() -> None:
    assert told(propensities=np.zeros((200, 10))) == "2000 of 2000 propensities are no probabilities above 0"
    assert "2000 of 2000" in told(propensities=np.full((200, 10), np.nan))
    assert "propensities have the shape (200, 9)" in told(propensities=np.ones((200, 9)))


def test_the_same_for_everybody_is_refused() -> None:
    same = np.tile(np.arange(10, dtype=np.int32), (200, 1))
    assert "only 10 different items are shown to anybody, the current model shows 300" in told(ranking=same)


def test_an_item_that_is_pushed_is_named() -> None:
    lists = shown(np.random.default_rng(3)).ranking
    lists[np.arange(200) % 2 == 0, 4] = 77
    lists[(lists == 77).sum(axis=1) > 1, 4] = 78
    assert "item number 77 is on" in told(ranking=lists)
