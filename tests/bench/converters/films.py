"""The Wikipedia films (`wiki_catalog_5k` and `wikipedia_movies`) → one catalogue for `chat-rec catalogue import`.

`python -m tests.bench.converters.films OUT_FOLDER` writes `OUT_FOLDER/films.jsonl`: title, year, genres, cast, text,
and the directors that the first sentences of the text name. A film of both sources stands in it once.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.public_data import FOLDER

SOURCES = (FOLDER / "catalog" / "wiki_catalog_5k", FOLDER / "catalog" / "wikipedia_movies")
_NAME = r"[A-Z][\w.'’-]+(?: (?:de|del|von|van|der|la) )?(?: ?[A-Z][\w.'’-]*)* [A-Z][\w'’-]+"
_DIRECTED = re.compile(rf"directed(?:, [\w -]+)?(?: and [\w-]+)* by ({_NAME})(?: and ({_NAME}))?")


def films() -> Iterator[dict[str, Any]]:
    """The rows of the catalogue."""
    seen: set[tuple[str, str]] = set()
    for row in (*_five_thousand(), *_all()):
        key = (row["title"].casefold(), row["year"])
        if key not in seen:
            seen.add(key)
            yield row


def directors_of(text: str) -> list[str]:
    """Whom the text says that the film was directed by."""
    found = _DIRECTED.search(text)
    return [name for name in found.groups() if name] if found else []


def _five_thousand() -> Iterator[dict[str, Any]]:
    for line in (SOURCES[0] / "items.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield _row(row["title"], row["year"], row["genres"], row["cast"], row["text"])


def _all() -> Iterator[dict[str, Any]]:
    for file in sorted(SOURCES[1].glob("*.json")):
        for row in json.loads(file.read_text("utf-8")):
            yield _row(row["title"], row["year"], row["genres"], row["cast"], row.get("extract") or "")


def _row(title: str, year: int | None, genres: list[str], cast: list[str], text: str) -> dict[str, Any]:
    return {
        "title": title,
        "year": str(year or ""),
        "genres": genres,
        "directors": directors_of(text),
        "cast": cast,
        "text": text,
    }


def write(folder: Path) -> Path:
    """The catalogue's file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "films.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in films())
    return file


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))  # noqa: T201  a command
