"""The prompt on a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.channels.console.terminal import saved
from bot.messages import Attachment

ROOT = Path(__file__).parents[4]
PATIENCE = 30.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[>=]")


class Screen:
    """A program on a terminal of 80 columns, its keyboard and everything it wrote."""

    def __init__(self, arguments: list[str], **variables: str) -> None:
        self._keyboard, end = pty.openpty()
        termios.tcsetwinsize(end, (24, 80))
        # Nobody here answers prompt_toolkit's question where the cursor is.
        fixed = {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        environ = os.environ | fixed | variables
        self.process = subprocess.Popen(
            arguments, stdin=end, stdout=end, stderr=end, env=environ, start_new_session=True
        )
        os.close(end)
        self._bytes = b""
        self._taken = 0

    def type(self, keys: str) -> None:
        """Type at the next prompt; earlier, Ctrl-D and Ctrl-C would mean something else."""
        self.wait_for(">")
        os.write(self._keyboard, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until the text has been written behind that of the last call."""
        deadline = time.monotonic() + PATIENCE
        while (place := self._plain.find(text, self._taken)) < 0:
            assert time.monotonic() < deadline, f"{text!r} did not come; written: {self.raw!r}"
            self._read()
        self._taken = place + len(text)

    def end(self) -> int:
        """The exit code, once the program ended by itself."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it did not end; written: {self.raw!r}"
            self._read()
        self._read()
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        os.close(self._keyboard)

    def _read(self) -> None:
        if not select.select([self._keyboard], [], [], 0.1)[0]:
            return
        try:
            self._bytes += os.read(self._keyboard, 65536)
        except OSError:
            return  # the program closed its end

    @property
    def raw(self) -> str:
        return self._bytes.decode(errors="replace")

    @property
    def _plain(self) -> str:
        return ESCAPES.sub("", self.raw)


@contextmanager
def terminal(folder: Path, **variables: str) -> Iterator[Screen]:
    program = "tests.adapters.channels.console.fake_bot"
    screen = Screen([sys.executable, "-m", program, str(folder / "history")], **variables)
    try:
        yield screen
    finally:
        screen.close()


def test_a_talk_from_greeting_to_goodbye(tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.wait_for(">")
        screen.wait_for("For example: “something like Heat”, “a short comedy”")
        screen.type("a heist\r")
        screen.wait_for("Reply in your own words, or: like 2, dislike 3, seen 1, why 2")
        screen.type("+2\r")
        screen.wait_for("Noted: like movies:2.")
        screen.type("like 7\r")
        screen.wait_for("There is no number 7 on the list: choose from 1 to 3.")
        screen.type("\x04")
        assert screen.end() == 0
    assert "Goodbye." in screen.raw


@pytest.mark.parametrize("farewell", ["bye", "/quit", "Bye!"])
def test_words_end_it_too(farewell: str, tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.type(f"{farewell}\r")
        screen.wait_for("Goodbye.")
        assert screen.end() == 0


def test_a_slow_answer_shows_that_we_are_at_it(tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.type("slow\r")
        screen.wait_for("one moment…")
        screen.wait_for("For “slow”:")


def test_what_was_typed_comes_back_with_the_up_arrow_in_the_next_talk(tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.type("hello again\r")
        screen.wait_for("Hello console:ana.")
        screen.type("\x04")
        screen.end()
    with terminal(tmp_path) as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.type("\x1b[A")
        screen.wait_for("hello again")
    assert (tmp_path / "history").stat().st_mode & 0o077 == 0


def test_no_colour_is_used_when_none_is_wanted(tmp_path: Path) -> None:
    with terminal(tmp_path, NO_COLOR="1") as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.type("a heist\r")
        screen.wait_for("Reply in your own words")
    assert re.findall(r"\x1b\[[0-9;]*3[1-7]m", screen.raw) == []


def test_control_c_ends_it(tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.wait_for("Ctrl-D ends.")
        screen.type("\x03")
        assert screen.end() != 0


def test_an_attached_file_is_saved_over_no_other_and_only_in_the_folder(tmp_path: Path) -> None:
    first = saved(Attachment("../ana.json", "{}"), tmp_path)
    second = saved(Attachment("ana.json", "[]"), tmp_path)
    assert [first.name, second.name] == ["ana.json", "ana-2.json"]
    assert first.read_text(encoding="utf-8") == "{}"
    assert first.stat().st_mode & 0o077 == 0
