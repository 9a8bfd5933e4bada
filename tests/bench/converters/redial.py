"""ReDial (Li et al., 2018), turn-wise as UniCRS packs it → a catalogue and conversations.

`python -m tests.bench.converters.redial OUT_FOLDER [TURNS.jsonl [id2info.json]]` writes `OUT_FOLDER/items.jsonl`, for
`chat-rec catalogue import`, and `train.jsonl` (of another file than the validation part: `<its first word>.jsonl`,
like `test.jsonl`).

One line is one turn of the recommender that names at least one film of the catalogue: `turns` is what was said
before, both sides in turn, the recommender's being the places with odd numbers; `mentioned` the films that either
side named before, in the order they came up; `targets` the films of the turn. Films that were named before stay among
the targets: whoever measures decides about them. Films that the catalogue does not have by exact title are left out.
`liked` and `disliked` stay empty: the forms in which people say so were filled in after the conversation, and knowing
them earlier would tell the future. Seven films have the title of another one; the first of them stands for both.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.public_data import FOLDER

REDIAL = FOLDER / "conversations" / "redial"
TURNS = REDIAL / "valid_data_processed.jsonl"
_YEAR = re.compile(r"\s*\((\d{4})\)$")


def items(films: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The catalogue, one film after the other; a year at the end of the title becomes a field."""
    for number, film in films.items():
        year = _YEAR.search(film["name"])
        yield {
            "id": number,
            "title": _YEAR.sub("", film["name"]) or film["name"] or f"film {number}",
            "year": year.group(1) if year else "",
            "genres": film["genre"],
            "director": film["director"],
            "writer": film["writer"],
            "star": film["star"],
            "plot": film["plot"] or "",
        }


def conversations(
    turns: Iterable[Mapping[str, Any]], films: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The lines, one for each turn of the recommender that names a film of the catalogue."""
    numbers: dict[str, str] = {}
    for number, film in films.items():
        numbers.setdefault(film["name"], number)
    for turn in turns:
        targets = _known(turn["rec"], numbers)
        if targets:
            yield {
                "id": f"{turn['dialog_id']}",
                "turns": [
                    {"role": "assistant" if place % 2 else "user", "text": text}
                    for place, text in enumerate(turn["context"])
                    if text
                ],
                "mentioned": _known(turn["entity"], numbers),
                "liked": [],
                "disliked": [],
                "targets": targets,
            }


def _known(names: Iterable[str], numbers: Mapping[str, str]) -> list[str]:
    """Each once, in the order they came up."""
    return list(dict.fromkeys(numbers[name] for name in names if name in numbers))


def convert(out: Path, turns: Path = TURNS, info: Path = REDIAL / "id2info.json") -> None:
    films = json.loads(info.read_text(encoding="utf-8"))
    lines = map(json.loads, turns.read_text(encoding="utf-8").splitlines())
    name = "train" if turns.name.startswith("valid") else turns.stem.split("_")[0]
    out.mkdir(parents=True, exist_ok=True)
    write(out / "items.jsonl", items(films))
    write(out / f"{name}.jsonl", conversations(lines, films))


def write(file: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines."""
    file.write_text("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records), encoding="utf-8")


if __name__ == "__main__":
    convert(*map(Path, sys.argv[1:]))
