"""`chat-rec train intents` and `chat-rec evaluate intents`, as an operator meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import ChatRecError

SAID = {
    "order": ("i want a {} pizza", "one {} pizza please", "give me a {} pizza", "来一份{}披萨"),
    "hours": ("are you open {}", "when do you close {}", "opening hours {}?", "{}几点关门"),
}
WORDS = ("today", "large", "sunday", "small", "cheese", "monday", "明天", "late")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows: list[dict[str, str | None]] = [
        {"text": form.format(word), "label": name} for name, forms in SAID.items() for form in forms for word in WORDS
    ]
    rows += [
        {"text": text, "label": None} for text in ("who won the cup", "tell me a joke", "python or java", "讲个笑话")
    ]
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("CHATREC_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exception is None, done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_head_of_ones_own_is_kept_measured_and_used_from_then_on(file: Path, data_dir: Path) -> None:
    told = run("train", "intents", str(file), "--test", str(file))
    assert told["labels"] == ["hours", "order"]
    assert (data_dir / "heads" / "intents.npz").stat().st_size == told["bytes"]
    assert told["test"]["accuracy"] > 0.9
    again = run("evaluate", "intents", "--test", str(file))
    assert {**again, "ms_per_text": 0} == {
        "kind": "intents", "file": str(file), "labels": 2, **told["test"], "ms_per_text": 0
    }  # fmt: skip


def test_a_head_that_is_only_measured_is_not_kept(file: Path, data_dir: Path) -> None:
    told = run("evaluate", "intents", "--train", str(file), "--test", str(file))
    assert (told["n"], told["n_outside"]) == (68, 4)
    assert not (data_dir / "heads").exists()


def test_a_table_does_as_well_and_people_get_sentences(tmp_path: Path) -> None:
    table = tmp_path / "test.csv"
    table.write_text('text,label,language\n"hello, you",greet,en\n用python写个排序,,zh\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", "intents", "--test", str(table)])
    assert "out of scope: 1.000 of 1 refused" in done.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no texts: give lines like"),
        ("text,intent\nhello,greet\n", "no column 'label' but text, intent"),
        (
            '{"text": "hello", "label": "greet"}\n{"text": "hello"}\n',
            "line 2: label is missing: give a word, or null",
        ),
        ('{"text": "", "label": "greet"}\n', "line 1: text is '': give what was said"),
        ('{"text": "hello", "label": 3}\n', "line 1: label is 3"),
        ('{"text": "hello"\n', "line 1 is no JSON"),
    ],
)
def test_a_wrong_file_is_one_sentence_with_line_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "messages"
    path.write_text(text, encoding="utf-8")
    error = CliRunner().invoke(app, ["train", "intents", str(path)]).exception
    assert isinstance(error, ChatRecError), error
    assert told in str(error)
