"""What a scraped file has wrong in its cells: nobody's names, one value written twice, the wrong century."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from recommender.catalogue import Catalogue, texts
from recommender.importing.importer import ImportReport, import_file
from recommender.load import load_catalogues

NAMES = ("Anna Abend", "Bruno Brook", "Clara Castell", "Dario Dorne", "bell hooks", "k.d. lang", "Cher", "will.i.am")


def imported(folder: Path, rows: Sequence[Mapping[str, object]], domain: str) -> tuple[ImportReport, Catalogue]:
    file = folder / "file.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    report = import_file(file, domain, folder / "data")
    return report, load_catalogues(folder / "data")[domain]


def films(count: int = 40) -> list[dict[str, object]]:
    return [
        {"title": f"Film {number}", "year": 1960 + number, "cast": [NAMES[number % 8], NAMES[(number + 3) % 8]]}
        for number in range(count)
    ]


def values(catalogue: Catalogue, field: str) -> set[str]:
    return {text for item in catalogue.items for text in texts(item.fields.get(field))}


@pytest.mark.parametrize(
    "slip",
    ["the", "The", "and", "case", "Action", "voices of", "nominee)", "(", ".", "X", "Cast:", "the life of", "[2]"],
)
def test_a_name_that_is_nobodys_is_left_out_and_told(tmp_path: Path, slip: str) -> None:
    rows = films()
    rows[4]["cast"] = ["Anna Abend", slip]
    report, catalogue = imported(tmp_path, rows, "movies")
    assert catalogue.items[4].fields["cast"] == ("Anna Abend",)
    assert values(catalogue, "cast") == set(NAMES)
    (told,) = [problem.told("file.json") for problem in report.odd]
    assert told.startswith(f"file.json, row 5, cast = {slip!r}: it")


def test_a_cell_of_nobodies_only_is_empty(tmp_path: Path) -> None:
    rows = films()
    rows[4]["cast"], rows[5]["cast"] = ["and", "the"], ["N", "/", "A"]
    report, catalogue = imported(tmp_path, rows, "movies")
    assert "cast" not in catalogue.items[4].fields
    assert "cast" not in catalogue.items[5].fields
    assert [problem.value for problem in report.odd] == ["and", "the"]


def test_a_column_that_writes_names_small_keeps_them(tmp_path: Path) -> None:
    rows = [{**row, "cast": ["anna abend", "bruno brook", f"clara {number}"]} for number, row in enumerate(films())]
    report, catalogue = imported(tmp_path, rows, "movies")
    assert not report.odd
    assert "anna abend" in values(catalogue, "cast")


@pytest.mark.parametrize(
    ("usual", "rare"),
    [("Snack", "Snacks"), ("Sci-Fi", "sci fi"), ("Comedies", "comedy"), ("Movie", "Movies"), ("Dish", "Dishes")],
)
def test_one_value_written_twice_is_one_and_told(tmp_path: Path, usual: str, rare: str) -> None:
    rows = [{"title": f"No. {n}", "meal": rare if n % 9 == 0 else usual if n % 2 else "Brunch"} for n in range(40)]
    report, catalogue = imported(tmp_path, rows, "recipes")
    assert values(catalogue, "meal") == {usual, "Brunch"}
    assert any(f"{rare!r} as {usual!r}" in note for note in report.notes)
    assert rare.casefold() in (word.casefold() for word in catalogue.field_by_name["meal"].synonyms[usual])


def test_words_that_only_look_like_plurals_stay(tmp_path: Path) -> None:
    kinds = ("News", "Series", "Business", "Glass")
    rows = [{"title": f"No. {n}", "category": kinds[n % 4]} for n in range(40)]
    report, catalogue = imported(tmp_path, rows, "products")
    assert values(catalogue, "category") == set(kinds)
    assert not [note for note in report.notes if "merged" in note]


def test_a_year_of_the_wrong_century_is_put_right_and_told(tmp_path: Path) -> None:
    rows = films()
    rows[3]["year"] = 2046
    report, catalogue = imported(tmp_path, rows, "movies")
    assert catalogue.items[3].fields["year"] == "1946"
    (told,) = [problem.told("file.json") for problem in report.odd]
    assert "year = '2046'" in told
    assert "read as 1946" in told


def test_dates_that_mostly_lie_ahead_are_no_slips(tmp_path: Path) -> None:
    rows = [{"title": f"Tin {number}", "use by date": f"{2041 + number % 3}-01-01"} for number in range(30)]
    rows += [{"title": f"Old tin {number}", "use by date": "2020-01-01"} for number in range(30)]
    _, catalogue = imported(tmp_path, rows, "products")
    assert not {
        text for name in catalogue.field_by_name for text in values(catalogue, name) if text.startswith("194")
    }


def test_a_row_without_a_title_takes_its_other_title(tmp_path: Path) -> None:
    rows = [{**row, "original_title": f"Le film {number}"} for number, row in enumerate(films())]
    rows[7]["title"] = ""
    report, catalogue = imported(tmp_path, rows, "movies")
    assert not report.bad
    assert catalogue.items[7].title == "Le film 7"
