"""What the crowd tells: known answers of the closed forms, and statistics that survive a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.collaborative.cooccurrence import FEW, by_seconds, by_steps, chances, closeness, following, meeting
from recommender.collaborative.crowd import Collaborative
from recommender.collaborative.ease import Ease, histories_of
from recommender.collaborative.factors import Factors, FactorTuning
from recommender.collaborative.matrices import ItemMatrix
from recommender.collaborative.popularity import Popularity
from recommender.history import History
from recommender.interactions import Interactions

ITEMS, USERS = 12, 40


def log_of(events: list[tuple[int, int, float]], users: int, items: int) -> Interactions:
    """From (user, item, time), all liked."""
    table = np.array(events, dtype=np.float64).reshape(-1, 3)
    names = tuple(map(str, range(users))), tuple(map(str, range(items)))
    rows = table[:, 0].astype(np.int32), table[:, 1].astype(np.int32)
    return Interactions(*rows, np.ones(len(table), dtype=np.float32), table[:, 2], *names).in_order()


@pytest.fixture(scope="module")
def log() -> Interactions:
    """Two tastes: even people turn to the first six items, odd ones to the others, nobody to the last."""
    rng = np.random.default_rng(0)
    events = [
        (user, item, float(rng.integers(0, 10_000)))
        for user in range(USERS)
        for item in range(ITEMS - 1)
        if rng.random() < (0.7 if (item < 6) == (user % 2 == 0) else 0.1)
    ]
    made = log_of(events, USERS, ITEMS)
    return replace(made, worth=rng.choice([-1.0, 0.0, 0.5, 1.0], len(made)).astype(np.float32))


def history(rows: list[int], worth: float = 1.0) -> History:
    count = len(rows)
    return History(
        np.array(rows, np.int32), np.full(count, worth, np.float32), np.arange(count, dtype=np.float64), 10.0
    )


# EASE


def test_each_column_of_ease_is_the_ridge_regression_of_an_item_on_all_others(log: Interactions) -> None:
    histories, ridge = histories_of(log).astype(np.float64), 3.0
    weights = Ease.fit(log, ridge).weights
    for item in range(ITEMS):
        others = np.delete(np.arange(ITEMS), item)
        inputs = histories[:, others]
        expected = np.linalg.solve(inputs.T @ inputs + ridge * np.eye(ITEMS - 1), inputs.T @ histories[:, item])
        assert weights[others, item] == pytest.approx(expected, abs=1e-5)
        assert weights[item, item] == 0


def test_dropout_adds_to_the_ridge_of_an_item_what_many_half_forgotten_histories_would(log: Interactions) -> None:
    ridge, dropout = 3.0, 0.5
    counts = histories_of(log).sum(axis=0).astype(np.float64)
    ease = Ease.fit(log, ridge, dropout)
    regularised = ease.gram + np.diag(ridge + counts * dropout / (1 - dropout))
    assert ease.inverse @ regularised == pytest.approx(np.eye(ITEMS), abs=1e-9)


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_an_update_of_ease_equals_a_new_fit(log: Interactions, dropout: float) -> None:
    histories = histories_of(log)
    rng = np.random.default_rng(1)
    changed = np.array([3, 7, 20])
    after = (rng.random((len(changed), ITEMS)) < 0.4).astype(np.float32)
    updated = Ease.fit(log, 3.0, dropout).with_more(histories[changed], after)
    histories[changed] = after
    users, items = np.nonzero(histories)
    new = log_of([(user, item, 0.0) for user, item in zip(users.tolist(), items.tolist(), strict=True)], USERS, ITEMS)
    assert updated.weights == pytest.approx(Ease.fit(new, 3.0, dropout).weights, abs=1e-6)
    assert updated.gram == pytest.approx(Ease.fit(new, 3.0, dropout).gram)


# Matrices


def test_a_pruned_matrix_keeps_the_largest_entries_of_each_row() -> None:
    whole = np.array([[0, 3, -4, 1], [5, 0, 1, 2], [1, 2, 0, -9], [7, 1, 2, 0]], dtype=np.float32)
    pruned = ItemMatrix.of(whole, kept=2)
    rows, weights = np.array([0, 2], dtype=np.int32), np.array([1.0, 0.5], dtype=np.float32)
    assert pruned.summed(rows, weights) == pytest.approx([0, 4, -4, -4.5])
    assert ItemMatrix.of(whole).summed(rows, weights) == pytest.approx(whole[rows].T @ weights)


# Co-occurrence


def test_what_follows_counts_by_the_steps_between() -> None:
    counts = following(log_of([(0, 0, 1), (0, 1, 2), (0, 2, 3), (1, 1, 1), (1, 0, 2)], 2, 3), by_steps(1.0))
    assert counts == pytest.approx(np.array([[0, 1, np.exp(-1)], [1, 0, 1], [0, 0, 0]]), abs=1e-6)


def test_what_meets_counts_by_the_seconds_between_in_both_directions() -> None:
    counts = meeting(log_of([(0, 0, 0), (0, 1, 10)], 1, 2), by_seconds(10.0))
    assert counts == pytest.approx(np.array([[0, np.exp(-1)], [np.exp(-1), 0]]), abs=1e-6)


def test_chances_are_probabilities_and_fall_back_on_what_is_common() -> None:
    counts = np.array([[0, 6, 2], [1, 0, 0], [0, 0, 0]], dtype=np.float32)
    found = chances(counts)
    prior = np.array([1, 6, 2]) / 9
    assert found.sum(axis=1) == pytest.approx(1)
    assert found[0] == pytest.approx((counts[0] + FEW * prior) / (8 + FEW))
    assert found[2] == pytest.approx(prior)


def test_closeness_holds_popular_items_back() -> None:
    counts = np.array([[0, 2, 2], [2, 0, 50], [2, 50, 0]], dtype=np.float32)
    counts[1:, 1:] *= np.array([[1, 1], [1, 1]])
    rare = np.array([[0, 2, 2], [2, 0, 0], [2, 50, 0]], dtype=np.float32)
    assert closeness(counts)[0, 1] == pytest.approx(2 / (4 + FEW) / np.sqrt(52 + FEW))
    assert closeness(rare)[0, 1] > closeness(rare)[0, 2]


# Factors


def test_factors_explain_a_person_as_the_weighted_ridge_regression_does(log: Interactions) -> None:
    factors = Factors.fit(log, FactorTuning(width=4, ridge=2.0))
    person = history([0, 2, 7], worth=0.5)
    wanted, weights = np.zeros(ITEMS), np.ones(ITEMS)
    wanted[person.rows] = 1.0
    weights[person.rows] = 1 + factors.settings[0] * (1 + factors.settings[1] * 0.5)
    ridge = 2.0 * np.sqrt(4 / factors.settings[3])
    items = factors.items.astype(np.float64)
    vector = np.linalg.solve(items.T @ (weights[:, None] * items) + ridge * np.eye(4), items.T @ (weights * wanted))
    assert factors.scores(person) == pytest.approx(items @ vector, abs=1e-4)


def test_shares_of_the_events_make_up_the_score_of_the_factors(log: Interactions) -> None:
    factors, person = Factors.fit(log, FactorTuning(width=4, ridge=2.0)), history([1, 3, 8])
    shares = factors.shares(person, np.arange(ITEMS))
    assert shares.sum(axis=0) == pytest.approx(factors.scores(person), abs=1e-5)


def test_factors_find_out_who_likes_what(log: Interactions) -> None:
    scores = Factors.fit(log, FactorTuning(width=4, ridge=2.0)).scores(history([0, 1]))
    assert scores[2:6].min() > scores[6:].max()
    assert scores[ITEMS - 1] == 0


# All together


def test_nothing_is_said_of_an_empty_history_but_what_is_common(log: Interactions) -> None:
    terms = Collaborative.fit(log).terms(history([]))
    assert {"popular", "stage", "age"} <= set(terms)
    assert not {"ease", "near", "follows", "session", "factors"} & set(terms)
    assert all(term.shape == (ITEMS,) and np.isfinite(term).all() for term in terms.values())


def test_popular_is_what_many_had(log: Interactions) -> None:
    popularity = Popularity.fit(log)
    counts = np.bincount(log.items, minlength=ITEMS)
    assert popularity.terms(history([]))["popular"] == pytest.approx(np.log1p(counts))
    assert popularity.first[int(log.items[0])] == log.times[0]
    assert np.isinf(popularity.first[ITEMS - 1])


def test_statistics_are_the_same_after_a_file(log: Interactions, tmp_path: Path) -> None:
    crowd, person = Collaborative.fit(log), history([0, 7, 3])
    crowd.save(tmp_path / "crowd.npz")
    loaded = Collaborative.load(tmp_path / "crowd.npz")
    before, after = crowd.terms(person), loaded.terms(person)
    assert set(before) == set(after)
    for name, term in before.items():
        assert after[name] == pytest.approx(term, rel=1e-3, abs=1e-3)
    rows = np.arange(ITEMS)
    assert loaded.shares(person, rows) == pytest.approx(crowd.shares(person, rows), rel=1e-2, abs=1e-2)


def test_a_fit_tells_how_far_it_is(log: Interactions) -> None:
    told = list[float]()
    Collaborative.fit(log, progress=told.append)
    assert told == sorted(told)
    assert len(told) >= FactorTuning().turns
    assert told[-1] == 1


def test_a_very_large_catalogue_has_factors_and_no_matrix_of_all_pairs(
    log: Interactions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("recommender.collaborative.crowd.MOST_ITEMS", ITEMS - 1)
    crowd = Collaborative.fit(log)
    crowd.save(tmp_path / "crowd.npz")
    for each in (crowd, Collaborative.load(tmp_path / "crowd.npz")):
        told = each.terms(log.history(0))
        assert "factors" in told
        assert not {"ease", "near", "lift"} & set(told)
