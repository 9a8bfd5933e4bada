"""catalogue.toml belongs to the operator: edits survive a re-import, and mistakes in it are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import CatalogueError
from recommender.importing.importer import import_file
from recommender.load import load_catalogues
from tests.recommender.importing import messy


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """The catalogue.toml of a fresh import of tmp_path/films.csv."""
    file = tmp_path / "films.csv"
    file.write_text(messy.imdb_top_like(), encoding="utf-8")
    import_file(file, "movies", tmp_path)
    return tmp_path / "catalogues" / "movies" / "catalogue.toml"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_reimport_keeps_the_edited_words(schema: Path, tmp_path: Path) -> None:
    edit(schema, 'question = "Which genre are you in the mood for?"', 'question = "What genre?"')
    report = import_file(tmp_path / "films.csv", "movies", tmp_path)
    assert report.kept_schema
    assert load_catalogues(tmp_path)["movies"].field_by_name["genre"].question == "What genre?"


def test_a_reimport_reads_the_file_as_the_edited_kind_says(schema: Path, tmp_path: Path) -> None:
    edit(schema, '[fields.director]\nkind = "person"', '[fields.director]\nkind = "text"')
    import_file(tmp_path / "films.csv", "movies", tmp_path)
    assert load_catalogues(tmp_path)["movies"].field_by_name["director"].kind == "text"


def test_fresh_writes_it_anew(schema: Path, tmp_path: Path) -> None:
    edit(schema, 'question = "Which genre are you in the mood for?"', 'question = "What genre?"')
    import_file(tmp_path / "films.csv", "movies", tmp_path, fresh=True)
    assert "What genre?" not in schema.read_text(encoding="utf-8")


def test_importing_twice_gives_the_same_items(schema: Path, tmp_path: Path) -> None:
    items = schema.parent / "items.jsonl"
    before = items.read_bytes()
    import_file(tmp_path / "films.csv", "movies", tmp_path)
    assert items.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "date"', 'kind = "dat"', "fields.released_year.kind = 'dat' is wrong: use one of category"),
        ('many = true', 'many = "yes"', "many = 'yes' is wrong: write true or false"),
        ('unit = "min"', "unit = 5", "fields.runtime.unit = 5 is wrong: write a text in quotes"),
        ("[fields.genre]", "[fields.genre]\ncolour = 1", "fields.genre.colour = 1 is wrong: no such key"),
        ("[fields.genre]", "[fields.genre", "is not TOML"),
        ('kind = "person"', 'kind = "number"', "kind = 'number'"),
    ],
)  # fmt: skip
def test_a_mistake_in_it_is_told_with_file_field_and_remedy(
    schema: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    edit(schema, old, new)
    with pytest.raises(CatalogueError) as caught:
        load_catalogues(tmp_path)
    assert told in str(caught.value)
    assert str(schema.parent) in str(caught.value)


def test_columns_that_came_or_went_are_told(schema: Path, tmp_path: Path) -> None:
    file = tmp_path / "films.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Director", "Made by", 1), encoding="utf-8")
    notes = " ".join(import_file(file, "movies", tmp_path).notes)
    assert "no column Director" in notes
    assert "left out: Made by" in notes
    assert schema.exists()
