"""MG-ShopDial (Bernard & Balog, SIGIR 2023): shopping conversations, every message with the intents that judges saw.

`python -m tests.bench.converters.mgshopdial OUT_FOLDER [FILE]` writes the clients' messages as `all.jsonl`, and a
split of the dialogues, four to one by the hash of their id, as `train.jsonl` and `held.jsonl`. The label is the
intent that most judges chose; where two or more share the first place, the message is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.converters.labelled import Line, halved, main
from tests.bench.public_data import FOLDER

MGSHOPDIAL = FOLDER / "conversations" / "mgshopdial"
FILE = MGSHOPDIAL / "MGShopDial.json"


def converted(file: Path) -> dict[str, list[Line]]:
    keyed = list(_keyed(json.loads(file.read_text(encoding="utf-8"))))
    return {"all": [line for _, line in keyed], **halved(keyed)}


def _keyed(dialogues: list[dict[str, Any]]) -> Iterator[tuple[str, Line]]:
    for dialogue in dialogues:
        for said in dialogue["utterances"]:
            votes = {label: float(count) for label, count in said["intents"]}
            first = [label for label, count in votes.items() if count == max(votes.values())]
            if said["participant"] == "Client" and len(first) == 1 and said["utterance"].strip():
                yield dialogue["id"], (said["utterance"].strip(), first[0])


if __name__ == "__main__":
    main(converted, FILE)
