"""What people of the arts are called in other scripts: 诺兰 is Christopher Nolan (data/lexicon/people.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "lexicon" / "people.toml"


def names_abroad() -> Mapping[str, tuple[str, ...]]:
    """Name in lower case as Latin letters write it → the names in other scripts, the usual one first."""
    languages = tomllib.loads(_FILE.read_text("utf-8")).values()
    return {name.casefold(): tuple(names) for people in languages for name, names in people.items()}
