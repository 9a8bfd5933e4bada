"""IARD (Cai & Chen, UMAP 2020): intents of the seekers in dialogues of ReDial, and the recommenders' actions.

`python -m tests.bench.converters.iard OUT_FOLDER [FILE]` writes the seekers' messages with IARD's own labels as
`all.jsonl`, a split of the dialogues, four to one by the hash of their id, as `train.jsonl` and `held.jsonl`, and the
same three with our bot's intents as `mapped_….jsonl`. Messages carry up to five intents: `OTH` (greetings and the
like) counts only where nothing stands beside it, and what then still has several is left out. The mapping leaves out
`OTH` and `NRE` (neutral), which have no counterpart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.converters.labelled import Line, halved, main
from tests.bench.public_data import FOLDER

IARD = FOLDER / "conversations" / "iard"
FILE = IARD / "formatted_IARD_annotated_partially.json"
OTHER = "OTH"
OURS: Mapping[str, str] = {
    "IQU": "recommend",
    "CON": "recommend",
    "REF": "recommend",
    "STO": "recommend",
    "PRO": "prefer",
    "ANS": "prefer",
    "ASK": "chitchat",
    "SEE": "seen",
    "ACC": "accept",
    "REJ": "reject",
    "INQ": "ask_item",
    "CRI-F": "critique",
    "CRI-A": "critique",
    "CRI-C": "critique",
}
"""IARD's user intents → the labels of the shipped head."""


def converted(file: Path) -> dict[str, list[Line]]:
    keyed = list(_keyed(json.loads(file.read_text(encoding="utf-8"))))
    own = {"all": [line for _, line in keyed], **halved(keyed)}
    mapped = {f"mapped_{name}": [_mapped(line) for line in lines if line[1] in OURS] for name, lines in own.items()}
    return {**own, **mapped}


def _mapped(line: Line) -> Line:
    text, label = line
    return text, OURS[label or ""]


def _keyed(dialogues: list[dict[str, Any]]) -> Iterator[tuple[str, Line]]:
    for dialogue in dialogues:
        for turn in dialogue["conversation"]:
            labels = {act["intent"] for act in turn.get("dialogue_acts") or ()}
            labels = labels - {OTHER} or labels
            if turn["participant"] == "USER" and len(labels) == 1 and turn["utterance"].strip():
                yield str(dialogue["conversation_id"]), (turn["utterance"].strip(), labels.pop())


if __name__ == "__main__":
    main(converted, FILE)
