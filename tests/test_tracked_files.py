"""What is committed holds nothing of the machine it was written on, nothing secret and nothing huge."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LARGEST = 8 * 2**20
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|opt|work|tmp|private)/(?!ana\b)[\w.-]")
"""`/home/ana` is nobody's: examples may use it."""
REGISTRY = re.compile(
    r"(?:index-url|extra-index-url|find-links)[ =]+\S*(?:://|/)|files\.pythonhosted|download\.pytorch"
)
SECRETS = {
    "a Slack token": re.compile(r"\bx(?:ox[abeprs]|app)-[\w-]{20,}"),
    "a Telegram token": re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an API key": re.compile(r"\b(?:sk|ghp|github_pat|hf|AKIA)[-_]?[A-Za-z0-9_-]{30,}\b"),
    "credentials in an address": re.compile(r"\w+://[^\s/@:'\"{<]+:[^\s/@:'\"{<]+@[\w-]+\."),
}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Tracked or about to be; skips where this is no clone."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git clone, so nothing is tracked")
    # The folder may belong to somebody else, as on machines that run checks in containers.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return tuple(file for name in listed.decode().split("\0") if name and (file := ROOT / name).is_file())


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in tracked_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # an image
        found += [
            f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not [line for line in lines_with(MACHINE_PATH) if not line.startswith("tests/test_tracked_files.py:")]


def test_no_file_names_a_package_registry() -> None:
    assert not [line for line in lines_with(REGISTRY) if not line.startswith("tests/test_tracked_files.py:")]


@pytest.mark.parametrize("kind", SECRETS)
def test_no_file_holds(kind: str) -> None:
    assert not lines_with(SECRETS[kind])


def test_no_file_is_huge() -> None:
    assert not [str(file) for file in tracked_files() if file.stat().st_size > LARGEST]


def test_every_installed_version_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in pins)
    assert len({re.sub(r"[._-]+", "-", line.split("==")[0].lower()) for line in pins}) == len(pins)
