"""A talk as a text file:

# Somebody wants a short thriller and changes their mind     what it is about
domain: movies                    only this domain is open (default: all)
catalogue: vega_movies            an imported catalogue (default: the demo store)
user: anna                        who talks (default: the file's name)

> something tense, no horror      what the person types
> [like 2]                        what the person taps: verb and number of the card
restart                           the bot is closed and opened again on the same data
hours pass 7                      nothing happens for a while
every genres lacks horror         anything else must be true of the last answer (see expectations.py)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["say", "tap", "restart", "hours", "expect"]
_HEADER = re.compile(r"(domain|catalogue|user):\s*(\S+)$")
_TAP = re.compile(r"\[(\w+) (\d+)\]$")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    file: Path
    about: str
    domain: str
    catalogue: str
    user: str
    lines: tuple[Line, ...]


def read_talk(file: Path) -> Talk:
    """Raises `ValueError` with file and line for a talk that says nothing."""
    headers: dict[str, str] = {}
    about: list[str] = []
    lines: list[Line] = []
    for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        text = raw.strip()
        if header := _HEADER.match(text):
            headers[header[1]] = header[2]
        elif text.startswith("#"):
            about.append(text.lstrip("# "))
        elif text:
            lines.append(_line(number, text))
    if not any(line.kind == "expect" for line in lines):
        raise ValueError(f"{file.name}: nothing is expected in this talk")
    get = headers.get
    return Talk(
        file, about[0] if about else "", get("domain", ""), get("catalogue", ""), get("user", file.stem), tuple(lines)
    )


def _line(number: int, text: str) -> Line:
    if text.startswith(">"):
        said = text[1:].strip()
        return Line(number, "tap" if _TAP.match(said) else "say", said)
    if text == "restart":
        return Line(number, "restart", text)
    if text.startswith("hours pass "):
        return Line(number, "hours", text.removeprefix("hours pass "))
    return Line(number, "expect", text)


def tapped(text: str) -> tuple[str, int]:
    """`[like 2]` → (`like`, 2)."""
    found = _TAP.match(text)
    if not found:
        raise ValueError(f"{text!r} is no tap")
    return found[1], int(found[2])
