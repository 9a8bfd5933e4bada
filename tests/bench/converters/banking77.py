"""banking77 (Casanueva et al., 2020): questions to a bank by 77 intents.

`python -m tests.bench.converters.banking77 OUT_FOLDER [FILE.csv]` writes all of the file as `STEM.jsonl`, and a split
by the hash of the text, four to one, as `train.jsonl` and `held.jsonl`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.bench.converters.labelled import Line, halved, main
from tests.bench.public_data import FOLDER

BANKING77 = FOLDER / "support" / "banking77"
FILE = BANKING77 / "train.csv"


def converted(file: Path) -> dict[str, list[Line]]:
    with file.open(encoding="utf-8", newline="") as rows:
        lines = [(row["text"].strip(), row["category"]) for row in csv.DictReader(rows)]
    whole = "all" if file.stem in ("train", "held") else file.stem
    return {whole: [*lines], **halved((text, (text, label)) for text, label in lines)}


if __name__ == "__main__":
    main(converted, FILE)
