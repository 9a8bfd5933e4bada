"""INSPIRED (Hayati et al., EMNLP 2020), the dialogues as TSV → rows for `evaluate understanding`.

`python -m tests.bench.converters.inspired OUT_FOLDER [FILE.tsv]` writes `OUT_FOLDER/understanding.jsonl`: every
utterance of either side with the genres, people and films that are noted for it. They were noted by matching words,
and some are wrong (`Greetings, how are you?` is noted as the film of 1968): compare systems by it, nothing else.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.converters.moviebot import row
from tests.bench.public_data import FOLDER

INSPIRED = FOLDER / "conversations" / "inspired"
_QUOTE = "QUOTATION_MARK"
_COLUMNS = {"genres": "genres", "people_names": "person", "movies": "title"}


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The lines of `evaluate understanding`."""
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            slots = [
                (field, value.strip())
                for column, field in _COLUMNS.items()
                for value in (line.get(column) or "").split(";")
                if value.strip()
            ]
            yield row((line["text"] or "").replace(_QUOTE, '"'), slots)


def write(folder: Path, file: Path) -> Path:
    """The rows' file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "understanding.jsonl"
    out.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows(file)), "utf-8")
    return out


if __name__ == "__main__":
    given = Path(sys.argv[2]) if len(sys.argv) > 2 else INSPIRED / "dev.tsv"
    print(write(Path(sys.argv[1]), given))  # noqa: T201  a command
