"""`chat-rec evaluate understanding`, as an operator meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import BadLine, SettingsError


def evaluate(file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", "understanding", str(file), *arguments])


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    lines: list[dict[str, Any]] = [
        {
            "text": "no horror, something like Heat under two hours",
            "language": "en",
            "intent": "recommend",
            "preferences": [
                {"field": "genres", "op": "=", "value": "horror", "polarity": "avoid"},
                {"field": "runtime", "op": "<", "value": 120, "polarity": "want"},
            ],
            "items": ["Heat"],
        },
        {"text": "romantic comedies", "preferences": [{"field": "genre", "value": ["comedy", "romance"]}]},
        {"text": "films by Sofia Nobody", "preferences": [{"field": "person", "value": "Sofia Nobody"}], "items": []},
        {"text": "Dystopian films", "preferences": [{"field": "genres", "value": "dystopian"}]},
        {"text": "thank you!", "intent": "thank"},
        {"text": "a western", "preferences": [{"field": "genres", "value": "war"}]},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return file


def test_figures_are_told_for_each_field_and_for_titles(rows: Path, tmp_path: Path) -> None:
    done = evaluate(rows, "--domain", "movies", "--json", "--data-dir", str(tmp_path))
    assert done.exception is None
    told = json.loads(done.stdout)
    assert told["n"] == 6
    assert told["intent"]["accuracy"] == 1.0
    assert told["titles"]["f1"] == told["slots"]["person"]["f1"] == told["slots"]["runtime"]["f1"] == 1.0
    genres = told["slots"]["genres"]
    assert (genres["expected"], genres["found"], genres["recall"]) == (5, 5, 0.8)
    assert told["said"] == {"polarity": 1.0, "operator": 1.0}
    assert set(told["ms_per_text"]) == {"mean", "p50", "p95", "p99"}


def test_a_table_is_printed_for_people(rows: Path, tmp_path: Path) -> None:
    printed = evaluate(rows, "--domain", "movies", "--data-dir", str(tmp_path)).stdout
    assert "genres" in printed
    assert "6 messages" in printed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2: no JSON"),
        ("[]", "line 2: write an object"),
        ('{"text": 3}', "line 2: text = 3"),
        ('{"text": "a", "items": "Heat"}', "line 2: items = 'Heat' must be a list"),
        ('{"text": "a", "preferences": [{"field": "genres"}]}', "line 2: preferences"),
        ('{"text": "a", "preferences": [{"field": "genres", "op": "~", "value": "x"}]}', "op = '~' must be one of"),
    ],
)
def test_a_bad_line_is_told_by_its_number(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f'{{"text": "a western"}}\n{line}\n', "utf-8")
    error = evaluate(file, "--domain", "movies", "--data-dir", str(tmp_path)).exception
    assert isinstance(error, BadLine)
    assert words in str(error)


def test_an_unknown_domain_names_the_known_ones(rows: Path, tmp_path: Path) -> None:
    error = evaluate(rows, "--domain", "cars", "--data-dir", str(tmp_path)).exception
    assert isinstance(error, SettingsError)
    assert "movies" in str(error)
