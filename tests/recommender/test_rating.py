"""What people would say of items: recovered where it was planted, honest about doubt, the same after a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.carry import Carry
from recommender.collaborative.crowd import Collaborative
from recommender.collaborative.rating import Person, Ratings
from recommender.collaborative.rating_fit import Size, fit_ratings
from recommender.history import History
from recommender.interactions import Interactions

PEOPLE, ITEMS, NOISE = 300, 120, 0.15
NOBODY = History.of((), {}, 0.0)


@dataclass(frozen=True)
class Planted:
    """Opinions of a known origin, and some that were held out."""

    log: Interactions
    test: Interactions


@cache
def planted() -> Planted:
    """Worth = level + two tastes + noise."""
    rng = np.random.default_rng(5)
    level = 0.15 * rng.standard_normal(ITEMS)
    tastes, values = 0.5 * rng.standard_normal((PEOPLE, 2)), 0.6 * rng.standard_normal((ITEMS, 2))
    met = np.flatnonzero(rng.random(PEOPLE * ITEMS) < 0.4)
    users, items = met // ITEMS, met % ITEMS
    worth = level[items] + np.sum(tastes[users] * values[items], axis=1) + NOISE * rng.standard_normal(len(met))
    log = Interactions(
        users.astype(np.int32),
        items.astype(np.int32),
        worth.astype(np.float32),
        np.arange(len(met), dtype=np.float64),
        tuple(map(str, range(PEOPLE))),
        tuple(map(str, range(ITEMS))),
    )
    test = rng.random(len(met)) < 0.2
    return Planted(log.where(~test), log.where(test))


@cache
def fitted() -> Ratings:
    return must(fit_ratings(planted().log))


def must(ratings: Ratings | None) -> Ratings:
    assert ratings is not None
    return ratings


def judged(ratings: Ratings, data: Planted) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Errors on the test part, and the deviations that were told beforehand, noise included."""
    errors, deviations = [], []
    for user in range(PEOPLE):
        wanted = data.test.of_user(user)
        person = ratings.person(data.log.history(user))
        rows = data.test.items[wanted]
        errors.append(person.expected()[rows] - data.test.worth[wanted])
        deviations.append(np.sqrt(person.deviation(rows) ** 2 + ratings.noise))
    return np.concatenate(errors), np.concatenate(deviations)


def root_mean_square(errors: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def biases(data: Planted) -> NDArray[np.floating]:
    """Errors of what all say of an item plus what the person says of all."""
    log, test = data.log, data.test
    mean = float(log.worth.mean())
    item = np.bincount(log.items, log.worth - mean, ITEMS) / (5 + np.bincount(log.items, minlength=ITEMS))
    left = log.worth - mean - item[log.items]
    user = np.bincount(log.users, left, PEOPLE) / (5 + np.bincount(log.users, minlength=PEOPLE))
    return np.asarray(mean + item[test.items] + user[test.users] - test.worth)


def test_planted_tastes_are_recovered_nearly_down_to_the_noise() -> None:
    errors, _ = judged(fitted(), planted())
    assert root_mean_square(errors) < 1.25 * NOISE < 0.5 * root_mean_square(biases(planted()))


def test_nine_of_ten_opinions_lie_within_the_interval_told_beforehand() -> None:
    errors, deviations = judged(fitted(), planted())
    assert 0.85 < np.mean(np.abs(errors) < 1.645 * deviations) < 0.95


def test_every_opinion_makes_surer() -> None:
    history = planted().log.history(3)
    rows = np.arange(ITEMS, dtype=np.int32)
    unsure = [fitted().person(history.last(length)).deviation(rows).mean() for length in (1, 4, 16)]
    assert fitted().person(NOBODY).deviation(rows).mean() > unsure[0] > unsure[1] > unsure[2]


def test_a_newcomer_gets_what_everybody_says_and_one_opinion_moves_it() -> None:
    ratings, liked = fitted(), np.array([7], dtype=np.int32)
    nobody = ratings.person(NOBODY).expected()
    assert np.corrcoef(nobody, ratings.level)[0, 1] > 0.99
    fan = ratings.person(History(liked, np.ones(1, dtype=np.float32), np.zeros(1), 0.0)).expected()
    foe = ratings.person(History(liked, -np.ones(1, dtype=np.float32), np.zeros(1), 0.0)).expected()
    assert foe[7] < nobody[7] < fan[7]


def test_an_event_without_an_opinion_is_no_opinion() -> None:
    history = planted().log.history(0)
    silent = replace(history, worth=np.zeros_like(history.worth))
    person = fitted().person(silent)
    assert np.array_equal(
        person.taste, fitted().person_saying(history.rows, history.rows[:0], history.worth[:0]).taste
    )
    assert np.allclose(person.spread, np.eye(len(person.taste)))


def test_the_closed_form_is_the_one_of_all_opinions_at_once() -> None:
    """The same mean by conditioning the joint Gaussian of all items and opinions, n × n, items taken as known."""
    ratings = replace(fitted(), doubts=np.zeros_like(fitted().doubts))
    history = planted().log.history(11)
    person = ratings.person(history)
    before = ratings.person_saying(history.rows, history.rows[:0], history.worth[:0])
    covariance = ratings.factors.astype(float) @ ratings.factors.T
    among = covariance[np.ix_(history.rows, history.rows)] + ratings.noise * np.eye(len(history))
    surprise = history.worth - before.expected()[history.rows]
    towards = np.linalg.solve(among, covariance[history.rows])
    assert np.allclose(person.expected(), before.expected() + surprise @ towards, atol=1e-4)
    variance = np.diag(covariance) - np.sum(covariance[history.rows] * towards, axis=0)
    rows = np.arange(ITEMS, dtype=np.int32)
    assert np.allclose(person.deviation(rows) ** 2, variance, atol=1e-4)


def test_an_item_without_events_is_judged_by_what_it_resembles_and_told_to_be_unsure() -> None:
    """Item 0 is new and, by its description, the same as item 1."""
    known = np.arange(1, ITEMS)
    carry = Carry(known, np.array([1]), np.array([0]), np.ones((1, 1), dtype=np.float32))
    person = fitted().extended(carry).person(planted().log.history(4))
    expected = person.expected()
    assert abs(expected[0] - expected[1]) < 1e-4
    assert unsure_of(person, np.array([0], dtype=np.int32)) > 2 * unsure_of(person, known.astype(np.int32))


@pytest.mark.parametrize("size", [Size(), Size(4, 4), Size(0, 2, 0, 0)])
def test_the_same_log_gives_the_same_model(size: Size) -> None:
    first, second = (must(fit_ratings(planted().log, size=size)).arrays() for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_where_all_say_the_same_there_is_nothing_to_learn() -> None:
    log = planted().log
    assert fit_ratings(replace(log, worth=np.ones_like(log.worth))) is None
    assert fit_ratings(log.where(np.zeros(len(log), dtype=np.bool_))) is None


def test_a_log_of_two_events_is_enough_not_to_fail() -> None:
    log = planted().log.where(np.arange(len(planted().log)) < 2)
    assert np.isfinite(must(fit_ratings(log)).person(log.history(0)).expected()).all()


def test_other_item_numbers_change_nothing_and_new_items_are_average() -> None:
    places = np.random.default_rng(0).permutation(ITEMS + 5)[:ITEMS]
    places[3] = -1
    history = planted().log.history(2)
    history = (
        replace(history, rows=history.rows[:8], worth=history.worth[:8]) if 3 not in history.rows[:8] else history
    )
    kept = history.rows != 3
    before = fitted().person_saying(history.rows[kept], history.rows[kept], history.worth[kept])
    moved = fitted().renumbered(places, ITEMS + 5)
    rows = places[history.rows[kept]].astype(np.int32)
    after = moved.person_saying(rows, rows, history.worth[kept])
    assert np.allclose(after.expected()[places[places >= 0]], before.expected()[places >= 0], atol=1e-5)
    new = np.setdiff1d(np.arange(ITEMS + 5), places).astype(np.int32)
    assert np.ptp(after.expected()[new]) < 1e-6
    assert unsure_of(after, new) > unsure_of(after, places[places >= 0].astype(np.int32))


def unsure_of(person: Person, rows: NDArray[np.int32]) -> float:
    return float(person.deviation(rows).mean())


def test_the_crowd_keeps_the_term_in_its_file_and_does_without_where_nobody_rates(tmp_path: Path) -> None:
    log, history = planted().log, planted().log.history(1)
    crowd = Collaborative.fit(log)
    crowd.save(tmp_path / "crowd.npz")
    read = Collaborative.load(tmp_path / "crowd.npz")
    assert np.array_equal(read.terms(history)["rating"], fitted().person(history).expected())
    bought = Collaborative.fit(replace(log, worth=np.ones_like(log.worth)))
    bought.save(tmp_path / "crowd.npz")
    assert "rating" not in bought.terms(history)
    assert Collaborative.load(tmp_path / "crowd.npz").ratings is None
