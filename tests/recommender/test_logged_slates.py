"""Judging another model by logged lists, in a world whose people click by a rule that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.evaluation.logged import LoggedPlace, LoggedSlate, earned, within
from recommender.evaluation.places import Chooser
from recommender.evaluation.rebuilding import Ranker
from recommender.evaluation.valuing import Rounds, as_logged, doubts, rounds, value
from recommender.head import Head
from recommender.model import Model, untrained
from recommender.pipeline import Policy, rank
from recommender.schema import Feedback, Item, Preference, Profile, RankRequest, Slate, SlateId, UserId
from recommender.shelf import Shelf, unit
from recommender.stages.explore import explore
from tests.catalogues import cooking_shows

Floats = NDArray[np.float64]
SHARE = 0.3
LISTS, PEOPLE, K = 2000, 60, 4
LOOKED_AT = 1 / np.sqrt(np.arange(1, K + 1))
WISH = (Preference("cuisine", "=", "Georgian", strength="soft"),)


def logged(slate: Slate, person: UserId) -> LoggedSlate:
    return LoggedSlate(
        slate.id,
        person,
        slate.domain,
        slate.at,
        slate.model_version,
        tuple(LoggedPlace(each.item.id, each.propensity) for each in slate.items),
        slate.trace["shortlist"],
        slate.trace["diversified"],
        slate.trace["reserved"],
        slate.told,
        slate.particular,
    )


def other() -> Model:
    """Nothing of what is well known, more of the person's taste."""
    weights = np.array([[0.0, 0.0, 0.0, 0.0], [0.6, 0.5, 0.0, 0.0]], dtype=np.float32)
    return Model("other", Head(("known", "taste"), weights))


def worse() -> Model:
    """The least known first."""
    return Model("worse", Head(("known",), np.array([[-0.3, 0.0, 0.0, 0.0]], dtype=np.float32)))


@dataclass(frozen=True)
class World:
    shelves: Mapping[str, Shelf]
    appeal: Floats
    """How often each person likes each item that they look at."""
    profiles: Sequence[Profile]

    @classmethod
    def made(cls) -> World:
        rng = np.random.default_rng(5)
        catalogue = cooking_shows(40)
        vectors = unit(rng.normal(size=(40, 384)).astype(np.float32))
        shelves = {"shows": Shelf.of(catalogue, vectors)}
        tastes = rng.normal(size=(PEOPLE, 384)) @ shelves["shows"].content.centred.T
        appeal = 1 / (1 + np.exp(1.0 - 2 * tastes / tastes.std() - catalogue.popularity))
        profiles = [cls._profile(person, appeal[person], catalogue.items, rng) for person in range(PEOPLE)]
        return cls(shelves, appeal, profiles)

    @staticmethod
    def _profile(person: int, appeal: Floats, items: Sequence[Item], rng: np.random.Generator) -> Profile:
        user = UserId(f"talk:{person}")
        chosen = rng.choice(40, 6, replace=False)
        events = (
            Feedback(user, SlateId(""), items[row].id, "like" if rng.random() < appeal[row] else "dislike", 100.0 + n)
            for n, row in enumerate(chosen.tolist())
        )
        return Profile(user, tuple(events))

    def lists(
        self, shelves: Mapping[str, Shelf], policy: Policy, numbers: Iterable[int]
    ) -> Iterator[tuple[Profile, Slate]]:
        """Every third is asked for with a wish."""
        for number in numbers:
            profile = self.profiles[number % PEOPLE]
            wishes = WISH if number % 3 == 0 else ()
            request = RankRequest(profile, "shows", constraints=wishes, k=K, seed=number)
            yield profile, replace(rank(request, shelves, policy), at=1000.0 + number)

    def liking(self, profile: Profile, slate: Slate) -> Floats:
        rows = [self.shelves["shows"].catalogue.rows[each.item.id] for each in slate.items]
        return self.appeal[self.profiles.index(profile), rows] * LOOKED_AT[: len(rows)]

    def judged(self, target: Model, share: float = SHARE, count: int = LISTS) -> Rounds:
        """What is made of a log of the untrained model's lists."""
        rng = np.random.default_rng(9)
        was, would = (Ranker.of(model, self.shelves, "shows") for model in (untrained(), target))
        parts = []
        for profile, slate in self.lists(self.shelves, Policy(share), range(count)):
            events = profile.events + clicks(profile, slate, rng.random(K) < self.liking(profile, slate))
            parts.append(rounds(logged(slate, profile.user), events, was, would, share))
        return Rounds.joined(parts)

    def truth(self, target: Model) -> float:
        """What a place earns when the target itself shows the lists."""
        shelves = {"shows": replace(self.shelves["shows"], model=target)}
        shown = self.lists(shelves, Policy(SHARE), range(LISTS, 4 * LISTS // 3))
        return float(np.mean([self.liking(*each).mean() for each in shown]))


def clicks(profile: Profile, slate: Slate, liked: Iterable[bool]) -> tuple[Feedback, ...]:
    return tuple(
        Feedback(profile.user, slate.id, each.item.id, "like", slate.at + 1)
        for each, yes in zip(slate.items, liked, strict=True)
        if yes
    )


@pytest.fixture(scope="module")
def world() -> World:
    return World.made()


def test_the_estimates_of_another_model_cover_what_it_earns_when_it_runs(world: World) -> None:
    made, truth = world.judged(other()), world.truth(other())
    found = value(made)
    assert found.snips is not None
    for estimate in (found.ips, found.snips, found.doubly_robust):
        assert estimate.low <= truth <= estimate.high
    assert found.doubly_robust.high - found.doubly_robust.low < found.ips.high - found.ips.low
    assert 100 < found.effective < len(made.rewards)
    assert doubts(made) == []


def test_a_worse_model_is_told_from_the_one_that_showed_the_lists(world: World) -> None:
    made, truth = world.judged(worse(), count=1200), world.truth(worse())
    logged = as_logged(made).ips
    assert value(made).ips.high < logged.low
    assert truth < logged.low


def test_the_policy_that_showed_the_lists_is_rebuilt_to_the_last_digit(world: World) -> None:
    made = world.judged(untrained(), count=60)
    np.testing.assert_allclose(made.rebuilt, made.given, rtol=1e-6)
    np.testing.assert_allclose(made.target, made.logged, rtol=1e-6)
    assert value(made).ips.value == pytest.approx(made.rewards.mean())
    assert as_logged(made).doubly_robust.value == pytest.approx(made.rewards.mean())


def test_without_exploration_only_what_both_would_show_is_judged_and_that_is_said(world: World) -> None:
    made = world.judged(other(), share=0.0, count=60)
    assert set(np.unique(made.target)) <= {0.0, 1.0}
    assert (made.logged == 1).all()
    no_exploration, few = doubts(made)
    assert "CHATREC_EXPLORATION" in no_exploration
    assert "effective sample size" in few


def test_a_place_has_the_probability_that_the_exploration_tells() -> None:
    rng = np.random.default_rng(3)
    optimism = rng.normal(size=12).astype(np.float32)
    chooser = Chooser((0, 1, 2, 3), optimism, SHARE)
    for seed in range(50):
        places = explore(range(4), optimism, SHARE, seed)
        shown = [place.position for place in places]
        found = chooser.after(shown)[np.arange(4), shown]
        np.testing.assert_allclose(found, [place.propensity for place in places], rtol=1e-5)


def test_whatever_stands_before_an_item_has_the_probability_of_its_frequency() -> None:
    optimism = np.linspace(1, 0, 8, dtype=np.float32)
    counted = np.zeros((3, 8))
    for seed in range(4000):
        for place, each in enumerate(explore(range(3), optimism, SHARE, seed)):
            counted[place, each.position] += 1 / 4000
    found = Chooser((0, 1, 2), optimism, SHARE).anywhere(seed=1)
    np.testing.assert_allclose(found, counted, atol=0.04)
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_a_place_earns_the_last_opinion_given_on_that_list(world: World) -> None:
    _, slate = next(world.lists(world.shelves, Policy(), [1]))
    one, two, three, four = (each.item.id for each in slate.items)
    user = UserId("talk:1")
    said = (
        Feedback(user, slate.id, one, "like", 1.0),
        Feedback(user, slate.id, one, "open", 2.0),
        Feedback(user, slate.id, two, "like", 1.0),
        Feedback(user, slate.id, two, "dislike", 2.0),
        Feedback(user, slate.id, three, "more", 1.0),
        Feedback(user, SlateId("another"), four, "like", 1.0),
    )
    assert earned(logged(slate, user), said) == [1.0, 0.0, 0.5, 0.0]


def test_what_left_the_catalogue_is_left_out_and_with_it_the_lists_that_showed_it(world: World) -> None:
    _, slate = next(world.lists(world.shelves, Policy(), [0]))
    made, rows = logged(slate, UserId("talk:0")), world.shelves["shows"].catalogue.rows
    shown, unseen = made.places[0].item, made.shortlist[-1]
    kept = within(made, rows.keys() - {unseen})
    assert kept is not None
    assert unseen not in kept.pool
    assert len(kept.told) == len(kept.shortlist) + len(kept.reserved)
    assert within(made, rows.keys() - {shown}) is None
    assert within(replace(made, shortlist=()), rows) is None
