"""The command `chat-rec`: help, mistakes and exit codes, as processes see them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def chat_rec(folder: Path, *arguments: str, text: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("CHATREC_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT)} | variables,
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "taught"),
    [
        (["--help"], ["chat", "check", "setup", "catalogue", "chat-rec setup", "chat-rec chat"]),
        (["chat", "--help"], ["--json", "--user", "--data-dir", "--domain", "| chat-rec chat --json"]),
        (["check", "--help"], ["--data-dir", "chat-rec check"]),
        (["setup", "--help"], ["--data-dir", "chat-rec setup"]),
    ],
)
def test_help_names_options_and_shows_examples(arguments: list[str], taught: list[str], tmp_path: Path) -> None:
    done = chat_rec(tmp_path, *arguments)
    assert done.returncode == 0
    assert [word for word in taught if word not in done.stdout] == []


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = "{'torch', 'numpy', 'onnxruntime', 'sqlalchemy', 'prompt_toolkit', 'pydantic', 'asyncio'}"
    program = f"import sys, bot.__main__; print(sorted({heavy} & set(sys.modules)))"
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("command", ["chat", "setup"])
def test_a_mistake_is_one_sentence_and_exit_code_2(command: str, tmp_path: Path) -> None:
    done = chat_rec(tmp_path, command, CHATREC_SLATE_SIZE="many")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "CHATREC_SLATE_SIZE is 'many': give a whole number from 1 to 10\n"


def test_an_unknown_domain_is_a_mistake_too(tmp_path: Path) -> None:
    done = chat_rec(tmp_path, "chat", "--domain", "moovies", text="hello\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "moovies" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_user_name_makes_no_sense_for_json_lines(tmp_path: Path) -> None:
    done = chat_rec(tmp_path, "chat", "--json", "--user", "ana")
    assert done.returncode == 2
    assert "leave --user out" in done.stderr


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so would its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("arguments", [["chat"], ["chat", "--json"]])
def test_an_interrupt_while_waiting_for_a_line_ends_it_quietly(arguments: list[str], tmp_path: Path) -> None:
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=tmp_path,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write('{"user": "ana", "text": "hello"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr
        assert process.stderr.read() == ""


def test_check_names_unknown_variables_and_exits_1(tmp_path: Path) -> None:
    done = chat_rec(tmp_path, "check", CHATREC_DATADIR="x")
    assert done.returncode == 1
    assert "problem  settings    unknown: CHATREC_DATADIR (did you mean CHATREC_DATA_DIR?)" in done.stdout


def test_check_names_a_wrong_setting(tmp_path: Path) -> None:
    done = chat_rec(tmp_path, "check", CHATREC_SEED="x")
    assert (done.returncode, done.stderr) == (1, "")
    assert "CHATREC_SEED is 'x'" in done.stdout


def test_check_tells_how_to_get_a_missing_encoder(tmp_path: Path) -> None:
    done = chat_rec(tmp_path, "check", CHATREC_ENCODER_DIR=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "run `chat-rec setup`" in done.stdout


def test_check_refuses_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("no folder", encoding="utf-8")
    done = chat_rec(tmp_path, "check")
    assert done.returncode == 1
    assert "choose another with --data-dir" in done.stdout


def test_check_makes_no_data_folder(tmp_path: Path) -> None:
    chat_rec(tmp_path, "check", "--data-dir", "mistyped")
    assert not (tmp_path / "mistyped").exists()
