"""What people write to the bot, by what they want with it: the texts that the shipped intent head is trained on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

LANGUAGES = ("en", "zh")
Part = Literal["learn", "held"]


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    label: str
    """An intent, or empty for what is out of scope."""
    language: str


def written(part: Part) -> list[Written]:
    """All texts of a part; `held` is only ever measured on."""
    return [each for language in LANGUAGES for each in _of(language, part)]


def _of(language: str, part: Part) -> Iterator[Written]:
    tables = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return (Written(text, label, language) for label, table in tables.items() for text in table[part])
