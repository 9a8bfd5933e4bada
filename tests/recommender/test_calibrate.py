"""Categories come in the shares in which the person likes them."""

from __future__ import annotations

import numpy as np

from recommender.attributes import Attributes
from recommender.catalogue import Catalogue
from recommender.history import History
from recommender.schema import Field, Item, ItemId
from recommender.stages.calibrate import LEAST_LIKED, Calibration
from recommender.stages.diversify import diversify

GENRE = Field("genres", "category", "genre", many=True)
KINDS = ["drama"] * 20 + ["comedy"] * 20
CATALOGUE = Catalogue(
    "movies",
    tuple(
        Item(ItemId(f"movies:{row}"), "movies", f"{row}", fields={"genres": (kind,)})
        for row, kind in enumerate(KINDS)
    ),
    (GENRE,),
)
ATTRIBUTES = Attributes.of(CATALOGUE)
# six dramas stand before the twelve best comedies
SHORTLIST = np.array([*range(14, 20), *range(28, 40)])
SCORES = np.linspace(1, 0, len(SHORTLIST)).astype(np.float32)
APART = np.eye(len(SHORTLIST), dtype=np.float32)


def likes(rows: list[int]) -> History:
    return History(
        np.array(rows, dtype=np.int32), np.ones(len(rows), dtype=np.float32), np.arange(len(rows), dtype=float), 9.0
    )


def comedies(history: History) -> int:
    calibration = Calibration.of(history, ATTRIBUTES, SHORTLIST)
    return sum(KINDS[SHORTLIST[place]] == "comedy" for place in diversify(SCORES, APART, 6, calibration=calibration))


def test_who_likes_both_gets_both_though_one_kind_scores_better() -> None:
    assert comedies(likes([0, 1, 2, 20, 21, 22])) >= 1


def test_who_likes_one_kind_gets_that_kind() -> None:
    assert comedies(likes([0, 1, 2, 3, 4, 5])) == 0


def test_few_likes_say_nothing_of_shares() -> None:
    assert Calibration.of(likes([0, 20][:LEAST_LIKED]), ATTRIBUTES, SHORTLIST) is None


def test_a_list_in_the_wanted_shares_is_not_far_off() -> None:
    calibration = Calibration.of(likes([0, 1, 2, 20, 21, 22]), ATTRIBUTES, SHORTLIST)
    assert calibration is not None
    balanced, lopsided = calibration.distances([0])[-1], calibration.distances([0])[1]
    assert balanced < 1e-6 < lopsided
