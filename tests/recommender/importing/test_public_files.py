"""Files that others published are imported without preparation."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.catalogue import Catalogue
from recommender.importing.importer import import_file
from recommender.load import load_catalogues

DATA = Path(__file__).parents[3] / ".." / "shared" / "data" / "catalog"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="../shared/data, files for tests, is not there")


def imported(file: str, folder: Path, *, skip_bad: bool = False) -> Catalogue:
    report = import_file(DATA / file, "", folder, skip_bad=skip_bad)
    assert report.imported, [problem.told(file) for problem in report.bad]
    return load_catalogues(folder)[report.domain]


def test_films_from_wikipedia(tmp_path: Path) -> None:
    catalogue = imported("wiki_catalog_5k/items.jsonl", tmp_path)
    assert (catalogue.domain, len(catalogue.items)) == ("movies", 5000)
    assert [field.name for field in catalogue.fields] == ["genres", "year", "cast", "pop_hint"]
    assert catalogue.items[0].id == "movies:wm00000"
    assert catalogue.items[0].popularity == 1.0
    assert "film" in catalogue.nouns


def test_films_with_slips_made_on_purpose(tmp_path: Path) -> None:
    report = import_file(DATA / "vega_movies/movies.json", "movies", tmp_path)
    assert [problem.place for problem in report.bad] == ["row 3054"]
    assert all("future" in problem.what and "read as 19" in problem.remedy for problem in report.odd)
    catalogue = imported("vega_movies/movies.json", tmp_path, skip_bad=True)
    assert len(catalogue.items) == 3200
    assert any(item.title == "1776" for item in catalogue.items)
    fields = catalogue.field_by_name
    assert fields["running_time_min"].unit == "min"
    assert fields["mpaa_rating"].order == ("G", "PG", "PG-13", "R", "NC-17")
    assert "sci-fi" in fields["creative_type"].synonyms["Science Fiction"]
    assert fields["release_date"].kind == "date"
    assert "better rated" in fields["imdb_rating"].more
    assert "better rated" not in fields["rotten_tomatoes_rating"].more


def test_books_from_goodreads(tmp_path: Path) -> None:
    catalogue = imported("goodbooks/books.csv", tmp_path)
    assert (catalogue.domain, len(catalogue.items)) == ("books", 10000)
    item = catalogue.items[1]
    assert item.fields["authors"] == ("J.K. Rowling", "Mary GrandPré")
    assert item.fields["original_publication_year"] == "1997"
    assert item.fields["language_code"] == "English"
    assert "Harry Potter and the Philosopher's Stone" in item.aliases


def test_products_and_recipes(tmp_path: Path) -> None:
    products = imported("dummyjson/products.json", tmp_path)
    recipes = imported("dummyjson/recipes.json", tmp_path)
    assert products.domain == "products"
    assert products.field_by_name["price"].unit == "usd"
    assert recipes.domain == "recipes"
    assert recipes.field_by_name["prep_time_minutes"].unit == "min"
    assert recipes.field_by_name["difficulty"].order == ("Easy", "Medium")


@pytest.mark.parametrize("decade", ["1970s", "1990s", "2020s"])
def test_films_of_a_decade_as_they_come(tmp_path: Path, decade: str) -> None:
    catalogue = imported(f"wikipedia_movies/movies-{decade}.json", tmp_path)
    assert {"year", "genres", "cast"} <= set(catalogue.field_by_name)
    assert "thumbnail_width" not in catalogue.field_by_name
