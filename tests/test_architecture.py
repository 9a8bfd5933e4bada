"""The layout keeps its promises: small modules, light starts, documents that point to things that exist."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "adapters", "recommender", "tests")
SOURCES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
HEAVY = ("torch", "sentence_transformers", "transformers", "onnx", "scipy")
# Standard-library names that a file of ours would hide in tracebacks and searches.
TAKEN = {"types", "profile", "logging", "queue", "code", "select", "platform", "statistics", "secrets"}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines_of(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions(file: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_module_stays_below_300_lines_and_has_a_telling_name(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) < 300
    assert file.stem not in TAKEN | VAGUE


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_function_stays_below_40_lines(file: Path) -> None:
    assert not {node.name: lines_of(node) for node in functions(file) if lines_of(node) >= 40}


@pytest.mark.parametrize("file", [file for file in SOURCES if "tests" not in file.parts], ids=name_of)
def test_a_module_says_what_it_is(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_help_imports_nothing_heavy() -> None:
    assert not heavy_modules_after(
        "import sys; sys.argv = ['chat-rec', '--help']; from bot.__main__ import main; main()"
    )


def test_an_open_bot_has_imported_nothing_heavy(tmp_path: Path) -> None:
    opening = f"""
import asyncio
from pathlib import Path
from bot import open_bot
from bot.settings import load_settings

async def opened():
    async with open_bot(load_settings(data_dir=Path({str(tmp_path)!r}))) as engine:
        await engine.recommender.read(["a quiet film about the sea"])

asyncio.run(opened())
"""
    assert not heavy_modules_after(opening)


def heavy_modules_after(program: str) -> set[str]:
    """Names of the heavy packages that a new Python has imported after the program, which may leave by SystemExit."""
    told = "\nimport atexit, sys; atexit.register(lambda: print('\\nmodules', *sys.modules))\n"
    done = subprocess.run(
        [sys.executable, "-c", told + program], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    modules = done.stdout.rsplit("\nmodules", 1)[1].split()
    return set(modules) & set(HEAVY)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_path_named_in_a_document_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|adapters|recommender|tests|docs|\.ci)/[\w./-]*)`", text)
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [path for path in linked if not (document.parent / path).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_make_target_named_in_a_document_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", document.read_text(encoding="utf-8")))
    assert named <= targets
