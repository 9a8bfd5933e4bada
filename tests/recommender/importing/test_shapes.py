"""Files of many shapes are understood: what each column is, and what the items then hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.catalogue import Catalogue, texts
from recommender.importing.importer import ImportReport, import_file
from recommender.load import load_catalogues
from recommender.schema import Field
from tests.recommender.importing import messy

Imported = tuple[ImportReport, Catalogue]


def imported(folder: Path, text: str, name: str = "films.csv", domain: str = "movies") -> Imported:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    report = import_file(file, domain, folder / "data")
    assert report.imported, [problem.told(name) for problem in report.bad]
    return report, load_catalogues(folder / "data")[domain]


def told(catalogue: Catalogue) -> dict[str, str]:
    return {field.name: _told(field) for field in catalogue.fields}


def _told(field: Field) -> str:
    return " ".join(filter(None, (field.kind, field.unit, "many" if field.many else "")))


SHAPES: dict[Callable[[], str], dict[str, str]] = {
    messy.tmdb_like: {
        "genres": "category many",
        "keywords": "category many",
        "release_date": "date",
        "runtime": "number min",
        "vote_average": "number",
        "original_language": "category",
        "revenue": "number usd",
    },
    messy.imdb_top_like: {
        "star": "person many",
        "director": "person",
        "runtime": "number min",
        "genre": "category many",
        "released_year": "date",
        "imdb_rating": "number",
        "certificate": "category",
        "gross": "number usd",
    },
    messy.netflix_like: {
        "type": "category",
        "cast": "person many",
        "country": "category many",
        "duration": "number min",
        "seasons": "number seasons",
        "rating": "category",
        "listed_in": "category many",
        "release_year": "date",
    },
    messy.services_like: {
        "streaming_service": "category many",
        "age": "category",
        "imdb": "number",
        "rotten_tomatoes": "number %",
        "runtime": "number min",
        "genres": "category many",
    },
    messy.spreadsheet_like: {
        "regisseur": "person",
        "laufzeit_h": "number min",
        "preis": "number eur",
        "released": "date",
        "fsk": "category",
        "auf_lager": "flag",
    },
    messy.nested_like: {
        "info_released_year": "date",
        "length": "number min",
        "ratings_internet_movie_database": "number",
        "director": "person",
        "cast": "person many",
        "providers": "category",
        "mpaa": "category",
    },
    messy.movielens_like: {"year": "date", "genres": "category many"},
}


@pytest.mark.parametrize("make", SHAPES, ids=lambda make: str(make.__name__))
def test_the_kinds_of_every_usual_field_are_found(tmp_path: Path, make: Callable[[], str]) -> None:
    text = make()
    _, catalogue = imported(tmp_path, text, "films.json" if text.startswith("{") else "films.csv")
    assert SHAPES[make].items() <= told(catalogue).items()


def test_the_words_for_a_field_and_its_values_come_along(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.imdb_top_like())
    fields = catalogue.field_by_name
    assert {"shorter", "quick"} <= set(fields["runtime"].less)
    assert "directed by" in fields["director"].names
    assert "sci-fi" in fields["genre"].synonyms["Science Fiction"]
    assert "科幻" in fields["genre"].synonyms["Science Fiction"]
    assert {"rom-com"} <= set(fields["genre"].synonyms["Comedy"]) & set(fields["genre"].synonyms["Romance"])
    assert "starring" in fields["star"].names


def test_items_hold_clean_values(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.services_like())
    item = catalogue.items[0]
    assert item.id == "movies:1"
    assert item.title == "The Silent River"
    assert isinstance(item.fields["runtime"], float)
    assert len(str(item.fields["year"])) == 4
    services = {value for item in catalogue.items for value in texts(item.fields.get("streaming_service"))}
    assert services == {"Netflix", "Hulu", "Prime Video", "Disney+"}


def test_minutes_and_seasons_of_one_column_are_two_fields(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.netflix_like())
    films = [item for item in catalogue.items if item.fields["type"] == "Movie"]
    shows = [item for item in catalogue.items if item.fields["type"] == "TV Show"]
    assert all("duration" in item.fields and "seasons" not in item.fields for item in films)
    assert all("seasons" in item.fields and "duration" not in item.fields for item in shows)


def test_a_rating_column_with_content_ratings_is_ordered_by_age(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.netflix_like())
    order = catalogue.field_by_name["rating"].order
    assert order.index("TV-Y7") < order.index("PG") < order.index("PG-13") < order.index("R")
    assert "NR" not in order


def test_genres_that_are_called_movies_answer_to_their_plain_names(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.netflix_like())
    synonyms = catalogue.field_by_name["listed_in"].synonyms
    assert "scary" in synonyms["Horror Movies"]
    assert "funny" in synonyms["Comedies"]
    assert "docu" in synonyms["Documentaries"]


def test_language_codes_become_languages(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.tmdb_like())
    languages = {item.fields["original_language"] for item in catalogue.items}
    assert languages == {"English", "French", "Japanese"}


def test_a_zero_budget_is_an_unknown_one(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.tmdb_like())
    assert {item.fields.get("budget") for item in catalogue.items} == {None, 25e6, 90e6}


def test_excel_of_another_country_is_read_as_it_was_meant(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.spreadsheet_like())
    item = catalogue.items[0]
    assert all(60 < minutes < 180 for minutes in catalogue.numbers["laufzeit_h"])
    assert "," not in str(item.fields["regisseur"])
    assert len(str(item.fields["released"])) == 10
    assert catalogue.field_by_name["fsk"].order == ("0", "6", "12", "16", "18")


def test_written_ratings_come_in_one_form(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.nested_like(), "films.json")
    assert {item.fields["mpaa"] for item in catalogue.items} == {"PG", "PG-13", "R"}


def test_years_and_articles_leave_the_titles(tmp_path: Path) -> None:
    _, catalogue = imported(tmp_path, messy.movielens_like())
    assert catalogue.items[0].title == "The Silent River"
    assert str(catalogue.items[0].fields["year"]).isdigit()


def test_votes_tell_how_known_an_item_is(tmp_path: Path) -> None:
    report, catalogue = imported(tmp_path, messy.tmdb_like())
    assert report.schema.columns.popularity == "vote_count"
    assert (
        0 < min(item.popularity for item in catalogue.items) < max(item.popularity for item in catalogue.items) == 1
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"title": "One", "year": 1999}, {"title": "Two", "year": 2001}]'),
        ("a.json", '{"found": {"n": 1, "films": [{"title": "One", "year": 1999}, {"title": "Two", "year": 2001}]}}'),
        ("a.json", '{"tt1": {"title": "One", "year": 1999}, "tt2": {"title": "Two", "year": 2001}}'),
        ("a.json", '{"title": {"0": "One", "1": "Two"}, "year": {"0": 1999, "1": 2001}}'),
        ("a.json", '{"columns": ["title", "year"], "data": [["One", 1999], ["Two", 2001]]}'),
        ("a.jsonl", '{"title": "One", "year": 1999}\n\n{"title": "Two", "year": 2001}\n'),
        ("a.txt", '{"title": "One", "year": 1999}\n{"title": "Two", "year": 2001}\n'),
        ("a.csv", "\ufefftitle,year\nOne,1999\nTwo,2001\n"),
        ("a.tsv", "title\tyear\nOne\t1999\nTwo\t2001\n"),
        ("a.csv", "title;year\nOne;1999\nTwo;2001\n"),
        ("a.csv", 'year,title,note\n1999,One,"two\nlines"\n2001,Two,"a, b"\n'),
    ],
)  # fmt: skip
def test_every_container_is_read(tmp_path: Path, name: str, text: str) -> None:
    _, catalogue = imported(tmp_path, text, name)
    assert [(item.title, item.fields["year"]) for item in catalogue.items] == [("One", "1999"), ("Two", "2001")]


def test_an_older_encoding_is_read_and_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("title,year\nAmélie,2001\nHeat,1995\n".encode("latin-1"))
    report = import_file(file, "movies", tmp_path / "data")
    assert any("UTF-8" in note for note in report.notes)
    assert load_catalogues(tmp_path / "data")["movies"].items[0].title == "Amélie"
