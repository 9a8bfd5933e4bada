"""The fast filters mean what a plain reading of each item means."""

from __future__ import annotations

import random

import pytest

from recommender.catalogue import Catalogue
from recommender.filters import satisfying
from recommender.schema import Field, Item, Op, Preference
from tests.catalogues import cooking_shows, films
from tests.reference import satisfying_ids


def matching(catalogue: Catalogue, *wishes: Preference) -> set[str]:
    return {str(item.id) for item, kept in zip(catalogue.items, satisfying(catalogue, wishes), strict=True) if kept}


def titles(*wishes: Preference) -> list[str]:
    catalogue = films()
    kept = satisfying(catalogue, wishes)
    return [item.title for item, held in zip(catalogue.items, kept, strict=True) if held]


def test_no_wish_keeps_everything() -> None:
    assert len(titles()) == 8


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        (Preference("runtime", "<", 100.0), ["Duel", "Up", "The Kid"]),
        (Preference("runtime", "≤", 104.0), ["Duel", "Up", "The Third Man", "The Kid"]),
        (Preference("year", "=", 1995.0), ["Heat"]),
        (Preference("year", ">", 1995.0), ["Collateral", "Up", "Amelie"]),
        (Preference("year", "≥", 1995.0), ["Heat", "Collateral", "Up", "Amelie"]),
        (Preference("year", "≤", 1949.0), ["The Third Man", "The Kid"]),
        (Preference("genres", "=", "Crime"), ["Heat", "Collateral"]),
        (Preference("genres", "in", ("horror", "romance")), ["Jaws", "Amelie"]),
        (Preference("directors", "=", "michael mann"), ["Heat", "Collateral"]),
        (Preference("rated", "≤", "PG"), ["Jaws", "Duel", "Up"]),
        (Preference("rated", "=", "pg"), ["Jaws", "Duel", "Up"]),
        (Preference("colour", "=", value=False), ["The Third Man", "The Kid"]),
        (Preference("directors", "contains", "spiel"), ["Jaws", "Duel"]),
    ],
)
def test_one_wish(wish: Preference, kept: list[str]) -> None:
    assert titles(wish) == kept


def test_what_is_unknown_satisfies_no_wish_and_every_refusal() -> None:
    assert "Amelie" not in titles(Preference("runtime", "<", 500.0))
    assert "Amelie" in titles(Preference("runtime", ">", 100.0, "avoid"))


def test_a_field_that_is_not_there_holds_nowhere() -> None:
    assert titles(Preference("price", "<", 10.0)) == []


def test_a_word_outside_a_ranked_scale_matches_nothing() -> None:
    assert titles(Preference("rated", "≤", "X")) == []


@pytest.mark.parametrize("seed", range(5))
def test_any_set_of_wishes_keeps_what_a_plain_reading_keeps(seed: int) -> None:
    draw = random.Random(seed)
    for catalogue in (films(), cooking_shows()):
        for _ in range(200):
            wishes = [drawn_wish(catalogue, draw) for _ in range(draw.randint(1, 3))]
            assert matching(catalogue, *wishes) == satisfying_ids(catalogue, wishes), wishes


def drawn_wish(catalogue: Catalogue, draw: random.Random) -> Preference:
    field = draw.choice(catalogue.fields)
    value = _drawn_value(field, draw.choice(catalogue.items), draw)
    ops: tuple[Op, ...] = ("=", "≠", "<", "≤", ">", "≥")
    if field.kind == "flag" or (field.kind in ("category", "person") and not field.order):
        ops = ("=", "≠")
    if isinstance(value, tuple):
        ops = ("in",)
    return Preference(field.name, draw.choice(ops), value, draw.choice(("want", "want", "avoid")))


def _drawn_value(field: Field, item: Item, draw: random.Random) -> str | float | bool | tuple[str, ...]:
    known = item.fields.get(field.name)
    if field.kind == "date":
        return float(draw.randint(1920, 2025))
    if isinstance(known, (bool, float)):
        return known
    if field.kind in ("number", "flag"):
        return draw.choice((True, False)) if field.kind == "flag" else float(draw.randint(1, 120))
    if isinstance(known, tuple):
        return known if draw.random() < 0.4 else draw.choice(known).upper()
    return str(known or "nowhere")
