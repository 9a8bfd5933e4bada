"""`chat-rec catalogue`: what an operator sees and what the exit code says."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.catalogue import app
from recommender.load import load_catalogues
from tests.recommender.importing import messy


@pytest.fixture
def films(tmp_path: Path) -> Path:
    file = tmp_path / "films.csv"
    file.write_text(messy.imdb_top_like(), encoding="utf-8")
    return file


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_import_says_what_each_column_became_and_what_can_be_asked(films: Path, tmp_path: Path) -> None:
    result = run("import", films, "--data-dir", tmp_path, "--no-vectors")
    assert result.exit_code == 0
    assert "runtime: number, min" in result.output
    assert "150 items are now the catalogue 'movies'" in result.output
    assert "minutes" in result.output.partition("For example")[2]
    assert "movies" in load_catalogues(tmp_path)


def test_import_with_bad_rows_ends_with_2_and_counts_those_not_shown(films: Path, tmp_path: Path) -> None:
    with films.open("a", encoding="utf-8") as file:
        file.writelines("too,few,cells\n" for _ in range(30))
    result = run("import", films, "--data-dir", tmp_path, "--no-vectors")
    assert result.exit_code == 2
    assert "row 151 (line 152)" in result.output
    assert "… and 10 more" in result.output
    command = result.output.strip().splitlines()[-1].split()
    assert command[:3] == ["chat-rec", "catalogue", "import"]
    assert command[-1] == "--skip-bad"
    assert run(*command[2:]).exit_code == 0
    assert run("import", films, "--data-dir", tmp_path, "--skip-bad", "--no-vectors").exit_code == 0


def test_show_lists_all_catalogues_when_none_is_named(films: Path, tmp_path: Path) -> None:
    run("import", films, "--domain", "festival", "--data-dir", tmp_path, "--no-vectors")
    output = run("show", "--data-dir", tmp_path).output
    assert output.index("festival") < output.index("movies")
    assert "demo store" in output


def test_show_tells_fields_questions_and_examples(tmp_path: Path) -> None:
    output = run("show", "--domain", "movies", "--data-dir", tmp_path).output
    assert "G < PG < PG-13 < R < NC-17" in output
    assert "Which genre are you in the mood for?" in output
    assert "or lower" in output.partition("For example")[2]
