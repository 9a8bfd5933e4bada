"""Which item a newcomer is asked about, and what the answers tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recommender.asking import NEWCOMER, Asker, answered, question
from recommender.schema import Feedback, ItemId, Profile, SlateId, UserId, Verb
from tests.planted import planted

SIZE = 40
IDS = tuple(ItemId(f"movies:{number}") for number in range(SIZE))
ROWS = {item: row for row, item in enumerate(IDS)}
ALL = np.ones(SIZE, dtype=np.bool_)
LOG = planted(IDS, people=400, events=12)


@pytest.fixture(scope="module")
def asker() -> Asker:
    return Asker.fit(LOG)


def side_of(row: int) -> set[int]:
    """The items of the tribe that has this one."""
    even = {int(item) for item, user in zip(LOG.items, LOG.users, strict=True) if user % 2 == 0}
    return even if row in even else set(range(SIZE)) - even


def event(item: int, verb: Verb, at: float = 1.0) -> Feedback:
    return Feedback(UserId("console:ana"), SlateId(""), IDS[item], verb, at)


def test_a_like_speaks_for_the_tribe_and_against_the_other(asker: Asker) -> None:
    item = asker.next({}, ALL)
    assert item is not None
    gain = asker.expected({item: 1}, SIZE) - asker.expected({}, SIZE)
    liked = [row for row in range(SIZE) if row % 3 and row != item]
    own = [gain[row] for row in liked if row in side_of(item)]
    other = [gain[row] for row in liked if row not in side_of(item)]
    assert min(own) > max(other)


def test_without_answers_the_expectation_is_the_share_that_likes_it(asker: Asker) -> None:
    liked = np.bincount(LOG.items[LOG.worth > 0], minlength=SIZE) / len(LOG.user_ids)
    np.testing.assert_allclose(asker.expected({}, SIZE), liked / 2, atol=1e-6)


def test_no_item_is_asked_about_twice_nor_one_that_is_not_allowed(asker: Asker) -> None:
    allowed = ALL.copy()
    allowed[:10] = False
    answers: dict[int, int] = {}
    while (item := asker.next(answers, allowed)) is not None:
        assert item not in answers
        answers[item] = 0
    assert set(answers) == set(range(10, SIZE))


def test_the_first_question_tells_the_tribes_apart_better_than_the_average_one(asker: Asker) -> None:
    def expected_best(item: int) -> float:
        """Mean worth of the best ten among the people of the log, by their true answer."""
        total = 0.0
        for user in range(100):
            events = LOG.of_user(user)
            said = dict(zip(LOG.items[events].tolist(), np.where(LOG.worth[events] > 0, 1, -1).tolist(), strict=True))
            chances = asker.expected({item: said.get(item, 0)}, SIZE)
            chances[item] = -1
            best = np.argsort(-chances)[:10].tolist()
            total += sum(said.get(row, 0) == 1 for row in best)
        return total

    item = asker.next({}, ALL)
    assert item is not None
    others = [expected_best(row) for row in range(0, SIZE, 3)]
    assert expected_best(item) > np.mean(others)


def test_it_comes_back_from_its_file_with_the_same_questions(asker: Asker, tmp_path: Path) -> None:
    asker.save(tmp_path / "asker.npz")
    loaded = Asker.load(tmp_path / "asker.npz")
    assert loaded.next({}, ALL) == asker.next({}, ALL)
    np.testing.assert_allclose(loaded.expected({3: 1}, SIZE), asker.expected({3: 1}, SIZE), atol=2e-3)


def test_items_that_left_the_catalogue_are_not_asked_about(asker: Asker) -> None:
    places = np.arange(SIZE) - 5
    places[:5] = -1
    moved = asker.renumbered(places)
    np.testing.assert_allclose(moved.expected({}, SIZE - 5), asker.expected({}, SIZE)[5:])
    assert sorted(moved.rows.tolist()) == list(range(SIZE - 5))


def test_taps_are_answers_and_the_last_word_counts() -> None:
    events = [event(1, "like"), event(2, "dislike"), event(3, "unknown"), event(4, "seen"), event(5, "skip")]
    assert answered(events, ROWS) == {1: 1, 2: -1, 3: 0}
    assert answered([*events, event(1, "dislike", 2.0)], ROWS)[1] == -1


def test_nothing_that_the_person_has_spoken_of_is_asked_about(asker: Asker) -> None:
    first = question(asker, Profile(UserId("console:ana")), ROWS, ALL)
    assert first is not None
    spoken = Profile(UserId("console:ana"), events=(event(first, "seen"),))
    assert question(asker, spoken, ROWS, ALL) != first


def test_whoever_is_known_is_not_asked(asker: Asker) -> None:
    known = Profile(UserId("console:ana"), events=tuple(event(item, "like") for item in range(NEWCOMER)))
    assert question(asker, known, ROWS, ALL) is None
    assert question(None, Profile(UserId("console:ana")), ROWS, ALL) is None
