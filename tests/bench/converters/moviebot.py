"""MovieBot's annotated utterances (Habib et al., CIKM 2020; IAI MovieBot 2) → rows for `evaluate understanding`.

`python -m tests.bench.converters.moviebot OUT_FOLDER [FILE…]` writes `OUT_FOLDER/understanding.jsonl`; the files are
`utterances.yaml` (marked up like `[horror](genres)`), `annotated_dialogues.json` and
`inspired_annotated_sample.json`, or any of their shapes. `films.jsonl`, the catalogue, is made by
`tests.bench.converters.films`.

Genres, people, keywords and years become preferences of the fields `genres`, `person`, `keywords` and `year`, titles
become items. What stands for a field rather than a value (`Who [directed](directors) this?`, `the [plot](plot)`) is
none, so the group INQUIRE is left out, and so are slots without a value. Whether something is wanted or avoided is
not annotated.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.public_data import FOLDER

MOVIEBOT = FOLDER / "conversations" / "moviebot"
FILES = ("utterances.yaml", "annotated_dialogues.json", "inspired_annotated_sample.json")
FIELDS = {
    "genres": "genres", "genre": "genres", "actors": "person", "actor": "person", "directors": "person",
    "director": "person", "keywords": "keywords", "keyword": "keywords", "year": "year", "release_date": "year",
    "title": "title",
}  # fmt: skip
_MARKED = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_LINE = re.compile(r"^\s+- (.*)$")
_QUOTE = "QUOTATION_MARK"

Slot = tuple[str, str]
"""Field and value."""


def rows(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The lines of `evaluate understanding`; utterances without a slot are among them."""
    for file in files:
        spoken = _marked_up(file) if file.suffix in (".yaml", ".yml") else _dialogues(file)
        for text, slots in spoken:
            yield row(text, slots)


def row(text: str, slots: Iterable[Slot]) -> dict[str, Any]:
    """One line of `evaluate understanding`."""
    found = list(dict.fromkeys(slots))
    wishes = [{"field": field, "value": value} for field, value in found if field != "title"]
    return {
        "text": text,
        "language": "en",
        "preferences": wishes,
        "items": [value for field, value in found if field == "title"],
    }


def _marked_up(file: Path) -> Iterator[tuple[str, list[Slot]]]:
    group = ""
    for line in file.read_text("utf-8").splitlines():
        if line and not line[0].isspace():
            group = line.rstrip(": ")
        found = _LINE.match(line)
        if not found or group == "INQUIRE":
            continue
        said = found[1].strip()
        said = json.loads(said) if said.startswith('"') else said
        slots = [(FIELDS[name], value) for value, name in _MARKED.findall(said) if name in FIELDS]
        yield _MARKED.sub(r"\1", said), [(field, _without_genitive(value)) for field, value in slots]


def _without_genitive(value: str) -> str:
    return value.removesuffix("'s")


def _dialogues(file: Path) -> Iterator[tuple[str, list[Slot]]]:
    for dialogue in json.loads(file.read_text("utf-8")):
        for turn in dialogue["conversation"]:
            if turn["participant"] != "USER":
                continue
            acts = turn["dialogue_acts"]
            slots = [slot for act in acts for slot in act.get("slot_values", act.get("slots", []))]
            named = [(FIELDS[slot[0].casefold()], slot[1]) for slot in slots if slot[0].casefold() in FIELDS]
            kept = [(field, value) for field, value in named if value and value != field]
            yield turn["utterance"].replace(_QUOTE, '"').strip(), kept


def write(folder: Path, files: Iterable[Path]) -> Path:
    """The rows' file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "understanding.jsonl"
    out.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows(files)), "utf-8")
    return out


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[2:]] or [MOVIEBOT / name for name in FILES]
    print(write(Path(sys.argv[1]), given))  # noqa: T201  a command
