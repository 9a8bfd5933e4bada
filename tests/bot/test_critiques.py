"""`shorter`, `newer than that`: bounds are taken from the items spoken of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.critiques import resolved
from bot.turn import Critique, Dialogue
from recommender.schema import ItemId, Preference
from tests.catalogues import film, films


def one(critique: Critique, shown: Sequence[str] = (), focus: ItemId | None = None) -> Preference | None:
    dialogue = Dialogue("movies", slate_items=tuple(map(film, shown)), focus=focus)
    found = resolved((critique,), dialogue, {"movies": films()}, at=5.0)
    return found[0] if found else None


def test_shorter_than_one_item_is_below_its_value() -> None:
    assert one(Critique("runtime", "less", (film("Heat"),))) == Preference("runtime", "<", 170.0, at=5.0)


def test_newer_is_after_the_whole_year() -> None:
    wish = one(Critique("year", "more", (film("Heat"),)))
    assert wish is not None
    assert (wish.op, wish.value) == (">", 1995.0)


def test_of_a_whole_list_the_middle_counts() -> None:
    wish = one(Critique("runtime", "less"), ["Heat", "Duel", "Jaws"])
    assert wish is not None
    assert wish.value == 124.0


def test_the_item_last_spoken_of_goes_before_the_list() -> None:
    wish = one(Critique("runtime", "less"), ["Heat", "Duel", "Jaws"], focus=film("Duel"))
    assert wish is not None
    assert wish.value == 90.0


def test_a_ranked_category_is_bounded_by_its_word() -> None:
    wish = one(Critique("rated", "less", (film("Heat"),)))
    assert wish is not None
    assert (wish.op, wish.value) == ("<", "R")


def test_what_cannot_be_measured_is_dropped() -> None:
    assert one(Critique("runtime", "less", (film("Amelie"),))) is None
    assert one(Critique("price", "less", (film("Heat"),))) is None
    assert one(Critique("runtime", "less")) is None
