"""INSPIRED (Hayati et al., EMNLP 2020), the dialogues as TSV → a catalogue and conversations.

`python -m tests.bench.converters.inspired_talks OUT_FOLDER [FILE.tsv]` writes `OUT_FOLDER/items.jsonl`, for
`chat-rec catalogue import`, and `<name of the file>.jsonl`, for `chat-rec train conversations` and its evaluation.

The catalogue are ReDial's films, and every film that is noted in the file beside them, by title and year alone. One
line is one message of the recommender for which a film is noted that the catalogue has; `mentioned` are the films
noted before it on either side. The notes were made by matching words, and some are wrong.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.bench.converters.inspired import INSPIRED
from tests.bench.converters.redial import REDIAL, write
from tests.bench.converters.redial import items as redial_items

_QUOTE = "QUOTATION_MARK"
ROLES = {"SEEKER": "user", "RECOMMENDER": "assistant"}


def conversations(lines: Sequence[Mapping[str, str]], numbers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The moments of every dialogue; `numbers` are the films' ids by title and year."""
    for name, said in groupby(lines, key=lambda line: line["dialog_id"]):
        turns: list[dict[str, str]] = []
        mentioned: dict[str, None] = {}
        for line in said:
            found = [numbers[title] for title in titles(line)]
            role = ROLES[line["speaker"]]
            if found and role == "assistant":
                told = {"turns": turns.copy(), "mentioned": list(mentioned), "targets": found}
                yield {"id": name, **told, "liked": [], "disliked": []}
            turns.append({"role": role, "text": line["text"].replace(_QUOTE, '"')})
            mentioned.update(dict.fromkeys(found))


def titles(line: Mapping[str, str]) -> list[str]:
    """The films that are noted for a message."""
    parts = (line["movies"] or "").replace(_QUOTE, '"').split(";")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def convert(out: Path, file: Path = INSPIRED / "dev.tsv") -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter="\t"))
    films = json.loads((REDIAL / "id2info.json").read_text(encoding="utf-8"))
    numbers: dict[str, str] = {}
    for number, film in films.items():
        numbers.setdefault(film["name"], number)
    bare = {"genre": [], "director": [], "writer": [], "star": [], "plot": ""}
    for title in (title for line in lines for title in titles(line)):
        if title not in numbers:
            numbers[title] = f"inspired-{len(numbers)}"
            films[numbers[title]] = {"name": title, **bare}
    out.mkdir(parents=True, exist_ok=True)
    write(out / "items.jsonl", redial_items(films))
    write(out / f"{file.stem}.jsonl", conversations(lines, numbers))


if __name__ == "__main__":
    convert(*map(Path, sys.argv[1:]))
