"""The demo store is as large, as complete and as varied as the bot's examples need."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "recommender" / "data"
LEAST = {"movies": 1000, "books": 300, "products": 150, "help": 80}
FIELDS = {
    "movies": ("year", "runtime", "genres", "directors", "age_rating", "moods", "themes", "country"),
    "books": ("year", "pages", "genres", "authors", "audience", "moods", "themes", "country", "language"),
    "products": (
        "brand",
        "category",
        "price",
        "rating",
        "in_stock",
        "free_delivery",
        "features",
        "colours",
        "themes",
    ),
    "help": ("category", "tags"),
}


def records(domain: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{domain}.jsonl").read_text(encoding="utf-8").splitlines()]


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.fixture(params=sorted(LEAST))
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_is_enough_to_choose_from(domain: str) -> None:
    assert len(records(domain)) >= LEAST[domain]


def test_every_record_has_the_required_fields(domain: str) -> None:
    lacking = [
        (record["id"], name)
        for record in records(domain)
        for name in FIELDS[domain]
        if record["fields"].get(name) in (None, "", [])
    ]
    assert lacking == []


def test_every_record_is_described_in_both_languages(domain: str) -> None:
    lacking = [
        record["id"]
        for record in records(domain)
        if not record["title"].strip() or not record["text"].strip() or not is_chinese(record["text_zh"])
    ]
    assert lacking == []


def test_nearly_every_record_has_a_chinese_title(domain: str) -> None:
    # Some foreign titles are written alike in both languages.
    named = [any(is_chinese(alias) for alias in record["aliases"]) for record in records(domain)]
    assert sum(named) / len(named) > 0.97


def test_ids_are_unique(domain: str) -> None:
    assert repeated(record["id"] for record in records(domain)) == []


@pytest.mark.parametrize("key", ["text", "text_zh"])
def test_descriptions_are_unique(domain: str, key: str) -> None:
    assert repeated(record[key].casefold() for record in records(domain)) == []


def test_popularity_is_a_share(domain: str) -> None:
    assert all(0 <= record["popularity"] <= 1 for record in records(domain))


def test_every_decade_of_a_century_of_film_is_there() -> None:
    decades = {int(record["fields"]["year"]) // 10 * 10 for record in records("movies")}
    assert decades >= set(range(1920, 2030, 10))


def test_films_come_from_many_countries() -> None:
    countries = {country for record in records("movies") for country in record["fields"]["country"]}
    assert len(countries) >= 25


def test_numbers_are_possible() -> None:
    assert all(1 <= record["fields"]["runtime"] <= 600 for record in records("movies"))
    assert all(8 <= record["fields"]["pages"] <= 5000 for record in records("books"))
    assert all(0 < record["fields"]["price"] < 5000 for record in records("products"))
    assert all(1 <= record["fields"]["rating"] <= 5 for record in records("products"))


def test_themes_join_films_books_and_products() -> None:
    themes = [
        {theme for record in records(domain) for theme in record["fields"]["themes"]}
        for domain in ("movies", "books", "products")
    ]
    assert len(set.intersection(*themes)) >= 30
