"""From `exec` to the prompt and to the first personalised answer, with a warm disk cache."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

from tests.bench.table import Row, Sample, within

REPEATS = 7
COMMAND = [str(Path(sys.executable).with_name("chat-rec"))]
PROMPT = re.compile(rb"\x1b\[[0-9;]*m>")
FIRST = '{"user": "bench", "text": "something slow and quiet about the sea, I loved Moonlight"}\n'
REFERENCE = """
from sentence_transformers import SentenceTransformer
from recommender.encoder import packaged_model
SentenceTransformer(str(packaged_model()), device="cpu").encode("something slow and quiet about the sea")
print("{}", flush=True)
input()
"""


T = TypeVar("T")


class Answer(NamedTuple):
    seconds: float
    megabytes: float
    """Resident memory just after."""
    torch: bool
    """Some of torch's libraries are in the process."""
    line: str


def measure() -> list[Row]:
    """Each repeat is a new process with a new, empty data folder; the first of each is a warm-up."""
    ours = _repeated(lambda folder: _answered([*COMMAND, "chat", "--json", "--data-dir", folder], FIRST))
    theirs = _repeated(lambda _: _answered([sys.executable, "-c", REFERENCE], ""), 2)
    if not all(json.loads(answer.line)["replies"][0]["cards"] for answer in ours):
        raise RuntimeError(f"no cards in {ours[0].line}")
    note = f"{REPEATS} new processes after one to warm up"
    helped = Sample(_repeated(lambda _: _run([*COMMAND, "--help"])))
    prompted = Sample(_repeated(_prompted))
    return [
        within(0.5, helped, what="`chat-rec --help`", note=note),
        within(1, prompted, what="`chat-rec chat` until the prompt", note=note + ", in a pseudo-terminal"),
        _first_answer(
            Sample([answer.seconds for answer in ours]), Sample([answer.seconds for answer in theirs]), note
        ),
        _memory(ours, theirs),
        Row(
            "torch in the process after the first answer",
            _yes(any(a.torch for a in ours)),
            bar="no",
            met=not any(answer.torch for answer in ours),
        ),
    ]


def _first_answer(ours: Sample, theirs: Sample, note: str) -> Row:
    return Row(
        "`chat-rec chat --json` until the first answer, with cards",
        str(ours),
        f"sentence-transformers alone, one sentence encoded: {theirs}",
        ours.median / theirs.median,
        bar="≤ 2 s",
        met=ours.median <= 2,
        note=note,
    )


def _memory(ours: Sequence[Answer], theirs: Sequence[Answer]) -> Row:
    mine, other = (Sample([answer.megabytes for answer in answers]).median for answers in (ours, theirs))
    return Row(
        "Resident memory after the first answer",
        f"{mine:.0f} MB",
        f"sentence-transformers alone: {other:.0f} MB",
        mine / other if other else None,
        note="0 where the system does not tell",
    )


def _yes(answer: bool) -> str:  # noqa: FBT001  a word for a value
    return "yes" if answer else "no"


def _repeated(once: Callable[[str], T], repeats: int = REPEATS) -> list[T]:
    found = []
    for _ in range(repeats + 1):
        with tempfile.TemporaryDirectory() as folder:
            found.append(once(folder))
    return found[1:]


def _run(command: Sequence[str]) -> float:
    begun = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


def _answered(command: Sequence[str], said: str) -> Answer:
    """The first line of the answer; the process is still alive while its memory is read."""
    begun = perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(said)
        process.stdin.flush()
        line = process.stdout.readline()
        seconds = perf_counter() - begun
        answer = Answer(seconds, _resident(process.pid), "libtorch" in _read(process.pid, "maps"), line)
        process.stdin.close()
    return answer


def _resident(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", _read(process, "status"))
    return int(found[1]) / 1024 if found else 0.0


def _read(process: int, name: str) -> str:
    try:
        return Path(f"/proc/{process}/{name}").read_text(encoding="utf-8")
    except OSError:
        return ""


def _prompted(folder: str) -> float:
    """Seconds until the prompt is drawn on a pseudo-terminal."""
    begun = perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(COMMAND[0], [*COMMAND, "chat", "--data-dir", folder])  # noqa: S606  a pseudo-terminal needs exec
    seen = b""
    while not PROMPT.search(seen):
        seen += os.read(terminal, 4096)
    seconds = perf_counter() - begun
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(terminal)
    return seconds
