"""What other collections say about films: the facts that the demo store is held against."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "catalog"
_DIRECTED = re.compile(
    r"(?:co-)?(?:written|produced|edited|co-written|scored|composed|starring|and|,|\s)*?\bdirected\b"
    r"(?:[^.]{0,40}?)\bby\b ([^.;]+(?:\.[^.;]+)?)"
)
_INITIALS = re.compile(r"\b([A-Z])\.")


@dataclass(frozen=True, slots=True)
class Witness:
    """One film as another collection has it; empty where it says nothing."""

    source: str
    title: str
    year: int
    cast: frozenset[str] = frozenset()
    """Folded names."""
    directed_by: str = ""
    """The folded words after `directed by`, a name or a sentence that begins with names."""


def fold(text: str) -> str:
    """Letters and digits only, without accents, articles or case: what titles and names are compared by."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", "and").replace("ł", "l").replace("ø", "o"))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))
    return " ".join(word for word in words if word not in ("the", "a", "an"))


def known_films(folder: Path = SHARED) -> Iterator[Witness]:
    """Every film of every collection in the folder."""
    yield from _lines(folder / "wiki_catalog_5k" / "items.jsonl")
    for file in sorted((folder / "wikipedia_movies").glob("*.json")):
        yield from (_wikipedia(record) for record in _json(file))
    yield from (film for record in _json(folder / "vega_movies" / "movies.json") if (film := _vega(record)))


def _json(file: Path) -> Iterable[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return records


def _lines(file: Path) -> Iterator[Witness]:
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield _witness("wiki 5k", record, record["text"])


def _wikipedia(record: dict[str, Any]) -> Witness:
    return _witness("wikipedia", record, record.get("extract") or "")


def _witness(source: str, record: dict[str, Any], text: str) -> Witness:
    directed = _DIRECTED.search(_INITIALS.sub(r"\1", text))
    return Witness(
        source,
        str(record["title"]),
        int(record["year"] or 0),
        frozenset(map(fold, record["cast"])),
        fold(directed.group(1)) if directed else "",
    )


def _vega(record: dict[str, Any]) -> Witness | None:
    title, released = record["Title"], str(record["Release Date"] or "")
    if not title or not released[-4:].isdigit():
        return None
    return Witness("vega", str(title), int(released[-4:]), directed_by=fold(record["Director"] or ""))
