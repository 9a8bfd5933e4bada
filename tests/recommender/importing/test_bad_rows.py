"""Bad rows are named and stop the import; odd cells are told and do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import CatalogueError
from recommender.importing.importer import import_file
from recommender.load import load_catalogues

GOOD = '{"id": 1, "title": "Heat", "year": 1995}\n{"id": 2, "title": "Alien", "year": 1979}\n'


def test_every_bad_row_is_named_with_place_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text(GOOD + '{"id": 3, "title": null}\n{broken\n[1]\n{"id": 2, "title": "Aliens"}\n')
    report = import_file(file, "movies", tmp_path)
    told = [problem.told("films.jsonl") for problem in report.bad]
    assert all(f"films.jsonl, row {row} (line {row})" in text for row, text in zip((3, 4, 5, 6), told, strict=True))
    assert "no title" in told[0]
    assert "no JSON" in told[1]
    assert "not an object" in told[2]
    assert "id = '2'" in told[3]


def test_with_bad_rows_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text(GOOD + '{"id": 3}\n')
    assert import_file(file, "movies", tmp_path).imported == 0
    assert not (tmp_path / "catalogues").exists()


def test_skip_bad_imports_the_others(tmp_path: Path) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text(GOOD + '{"id": 3}\n')
    assert import_file(file, "movies", tmp_path, skip_bad=True).imported == 2
    assert len(load_catalogues(tmp_path)["movies"].items) == 2


def test_a_record_with_too_many_cells_is_bad(tmp_path: Path) -> None:
    file = tmp_path / "films.csv"
    file.write_text("title,year\nHeat,1995\nGood, Bad, Ugly,1966\nAlien,1979,\n")
    (problem,) = import_file(file, "movies", tmp_path).bad
    assert "row 2 (line 3)" in problem.told("films.csv")
    assert "4 cells" in problem.told("films.csv")


def test_an_odd_cell_is_left_empty_and_told(tmp_path: Path) -> None:
    rows = [f"Film {number},{1950 + number},{80 + number} min" for number in range(40)]
    rows[7] = "Film 7,the year of the flood,87 min"
    file = tmp_path / "films.csv"
    file.write_text("\n".join(["title,year,runtime", *rows]))
    report = import_file(file, "movies", tmp_path)
    assert report.imported == 40
    (told,) = [problem.told("films.csv") for problem in report.odd]
    assert told.startswith(
        "films.csv, row 8 (line 9), year = 'the year of the flood': it is no date; it is left empty"
    )
    assert "year" not in load_catalogues(tmp_path)["movies"].items[7].fields


def test_a_failed_import_leaves_the_earlier_one(tmp_path: Path) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text(GOOD)
    import_file(file, "movies", tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "catalogues" / "movies").iterdir()}
    file.write_text('{"id": 9, "title": "New"}\n{"id": 10}\n')
    import_file(file, "movies", tmp_path)
    file.write_text("")
    with pytest.raises(CatalogueError, match="empty"):
        import_file(file, "movies", tmp_path)
    assert {path: path.read_bytes() for path in (tmp_path / "catalogues" / "movies").iterdir()} == before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ('{"title": "unfinished', "line 1"),
        ("[1, 2, 3]", "no row"),
        ('{"a": 1}', "no list of records"),
        ("[]", "no row"),
    ],
)
def test_a_file_that_is_no_catalogue_says_so(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "films.json"
    file.write_text(text)
    with pytest.raises(CatalogueError, match=why):
        import_file(file, "movies", tmp_path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="check the path"):
        import_file(tmp_path / "none.csv", "movies", tmp_path)


@pytest.mark.parametrize("domain", ["a b", "../up", "Movies", "a:b"])
def test_a_domain_name_that_cannot_be_a_folder_is_refused(tmp_path: Path, domain: str) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text(GOOD)
    with pytest.raises(CatalogueError, match="domain name"):
        import_file(file, domain, tmp_path)


def test_a_spreadsheet_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "films.xlsx"
    file.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(CatalogueError, match="save it as CSV"):
        import_file(file, "movies", tmp_path)
