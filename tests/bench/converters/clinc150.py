"""CLINC150 (Larson et al., EMNLP 2019): 150 intents of an assistant, and questions out of their scope (`oos`).

`python -m tests.bench.converters.clinc150 OUT_FOLDER [FILE]` writes `train.jsonl`, `val.jsonl` and, where the file
has it, `test.jsonl`, each with its part out of scope, whose label is null. FILE is `data_full.json` or a part of it.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.converters.labelled import Line, main
from tests.bench.public_data import FOLDER

CLINC150 = FOLDER / "support" / "clinc150"
FILE = CLINC150 / "train_val.json"


def converted(file: Path) -> dict[str, list[Line]]:
    data: dict[str, list[list[str]]] = json.loads(file.read_text(encoding="utf-8"))
    return {
        part: [(text, label) for text, label in data[part]]
        + [(text, None) for text, _ in data.get(f"oos_{part}", [])]
        for part in ("train", "val", "test")
        if part in data
    }


if __name__ == "__main__":
    main(converted, FILE)
