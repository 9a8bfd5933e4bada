"""Single cells: numbers with units, dates, content ratings, lists in disguise, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.importing.age_ratings import canonical_rating, rating_order
from recommender.importing.cells import Measure, flag, measure, uses_decimal_comma
from recommender.importing.dates import iso_date, writes_day_first
from recommender.importing.fields import identifier
from recommender.importing.lexicon import header_of
from recommender.importing.names import first_name_first, people_in
from recommender.importing.splitting import separator_of


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("120 min", 120, "min"), ("$9.99", 9.99, "usd"), ("1h 45m", 105, "min"), ("2 hrs 5 mins", 125, "min"),
        ("1:45", 105, "min"), ("PT2H5M", 125, "min"), ("4.5/5", 4.5, "stars"), ("8.1/10", 8.1, ""),
        ("93%", 93, "%"), ("$28,341,469", 28341469, "usd"), ("$1.2M", 1.2e6, "usd"), ("1.5k", 1500, ""),
        ("2 Seasons", 2, "seasons"), ("1.234,56 €", 1234.56, "eur"), ("12 €", 12, "eur"), ("142", 142, ""),
        ("12.5 million", 12.5e6, ""), ("1,234", 1234, ""), ("-3.5", -3.5, ""), ("320 pages", 320, "pages"),
    ],
)  # fmt: skip
def test_numbers_are_read_with_their_units(text: str, value: float, unit: str) -> None:
    assert measure(text) == Measure(value, unit)


@pytest.mark.parametrize("text", ["abc", "tt0111161", "R18", "12-15 minutes", "Area 51", "2001: A Space Odyssey", ""])
def test_what_is_no_number_is_none(text: str) -> None:
    assert measure(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text: str) -> None:
    measure(text)
    measure(text, ",")
    iso_date(text)
    iso_date(text, day_first=True)
    flag(text)
    canonical_rating(text)
    people_in(text)
    header_of(text)
    assert identifier(text).isidentifier()


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_no_number_breaks_the_readers(number: float) -> None:
    found = measure(number)
    assert found is not None
    assert found.value == number
    iso_date(number)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1995", "1995"), ("2008.0", "2008"), ("Jun 12 1998", "1998-06-12"), ("June 12, 1998", "1998-06-12"),
        ("12 June 1998", "1998-06-12"), ("12-Jun-98", "1998-06-12"), ("1998-06-12", "1998-06-12"),
        ("1998-06-12T10:00:00Z", "1998-06-12"), ("25/06/1998", "1998-06-25"), ("06/25/1998", "1998-06-25"),
        ("May 1998", "1998-05"), ("(1995)", "1995"), ("1998–2003", "1998"), ("19950612", "1995-06-12"),
        ("2003年5月", "2003-05"), ("12 June 1998 (USA)", "1998-06-12"), ("2003-00-00", "2003"),
    ],
)  # fmt: skip
def test_dates_keep_the_precision_they_were_given_with(text: str, iso: str) -> None:
    assert iso_date(text) == iso


@pytest.mark.parametrize("text", ["PG", "soon", "31/31/1999", "June", "1998-13-01"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert iso_date(text) is None


def test_a_column_decides_whether_the_day_comes_first() -> None:
    assert writes_day_first(["12/06/1998", "25/12/2001"])
    assert not writes_day_first(["06/12/1998", "12/25/2001"])
    assert iso_date("12/06/1998", day_first=True) == "1998-06-12"


def test_a_column_decides_what_a_comma_means() -> None:
    assert uses_decimal_comma(["7,5", "8,1"])
    assert not uses_decimal_comma(["28,341,469", "7.5"])


@pytest.mark.parametrize(
    ("header", "words", "unit"),
    [
        ("Running Time min", "running time", "min"), ("runtime_minutes", "runtime", "min"),
        ("price_usd", "price", "usd"), ("duration (h)", "duration", "hour"), ("prepTimeMinutes", "prep time", "min"),
        ("IMDb_Rating", "imdb rating", ""), ("Preis (€)", "preis", "eur"), ("pages", "pages", ""),
    ],
)  # fmt: skip
def test_headers_are_words_and_a_unit(header: str, words: str, unit: str) -> None:
    found = header_of(header)
    assert (found.phrase, found.unit) == (words, unit)


def test_content_ratings_of_all_systems_stand_in_one_order() -> None:
    assert rating_order(["R", "TV-MA", "PG", "TV-Y", "NC-17", "PG-13", "Not Rated", "TV-PG"]) == (
        "TV-Y", "TV-PG", "PG", "PG-13", "TV-MA", "R", "NC-17",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "separator"),
    [
        (["Drama, Comedy", "Comedy", "Drama", "Drama, War", "War"], ","),
        (["Drama|War", "War"], "|"),
        (["Thriller/Suspense", "Drama", "Comedy"], ""),
        (["Action/Drama", "Drama/War", "Action", "War"], "/"),
        (["Good, bad and ugly", "Red, white, blue", "Alone"], ""),
    ],
)
def test_lists_in_disguise_are_told_from_values_with_commas(texts: list[str], separator: str) -> None:
    assert separator_of(texts, people=False, usual=False) == separator


@pytest.mark.parametrize(
    ("texts", "separator"),
    [
        (["Tom Ash, Ann Bee", "Ann Bee"], ","),
        (["Washington, Denzel", "Streep, Meryl", "Pacino, Al"], ""),
        (["Washington, Denzel; Hawke, Ethan", "Streep, Meryl"], ";"),
    ],
)
def test_lists_of_people_are_told_from_last_names_before_first_names(texts: list[str], separator: str) -> None:
    assert separator_of(texts, people=True, usual=False) == separator


def test_names_are_put_straight() -> None:
    assert first_name_first("Washington, Denzel") == "Denzel Washington"
    assert people_in("Joel Coen & Ethan Coen") == ["Joel Coen", "Ethan Coen"]
    assert people_in("Mary Grand (Illustrator)") == ["Mary Grand"]
    assert people_in("Simon & Garfunkel") == ["Simon & Garfunkel"]
