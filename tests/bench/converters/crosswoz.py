"""CrossWOZ (Zhu et al., TACL 2020): Chinese dialogues on hotels, restaurants and attractions of Beijing.

`python -m tests.bench.converters.crosswoz OUT_FOLDER [FILE…]` writes, for each of the three domains, `DOMAIN.jsonl`,
the catalogue for `chat-rec catalogue import`, and `understanding_DOMAIN.jsonl` with the halves `…_tune.jsonl` and
`…_held.jsonl` (by a hash of the dialogue's id) for `chat-rec evaluate understanding --domain DOMAIN`. The files are
the databases (`hotel_db.json`, …) and dialogues, as JSON or zipped.

A row is one message of the user that informs of the domain; what it informs of are its preferences, names are its
items. A range of prices or ratings is two bounds; `免费` is a price of zero, `不免费` one above. Left out are the
names of what lies nearby, which the dialogues note as another act, addresses and telephone numbers, and taxis and
the underground.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.public_data import FOLDER

CROSSWOZ = FOLDER / "conversations" / "crosswoz"
FILES = ("hotel_db.json", "restaurant_db.json", "attraction_db.json", "val.json.zip")
DOMAINS = {"酒店": "hotels", "餐馆": "restaurants", "景点": "attractions"}
LEFT_OUT = frozenset({"领域", "电话", "地址", "周边景点", "周边餐馆", "周边酒店"})
NUMBERS = frozenset({"价格", "人均消费", "门票", "评分"})
_RANGE = re.compile(r"(?P<low>[\d.]+)\s*-\s*(?P<high>[\d.]+)")
_BOUND = re.compile(r"(?P<number>[\d.]+)\D*?(?P<side>以上|以下|以内)?$")

Wish = dict[str, Any]


def catalogue(database: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    """One place a line, every column under its own name."""
    for _, place in database:
        yield {name: value for name, value in place.items() if name not in LEFT_OUT}


def rows(dialogues: Mapping[str, Any], domain: str, half: str = "") -> Iterator[dict[str, Any]]:
    """The lines of `evaluate understanding`; `half`: `tune` or `held`, empty for both."""
    for identity, dialogue in dialogues.items():
        if half in ("", half_of(identity)):
            yield from _rows_of(dialogue, domain)


def half_of(identity: str) -> str:
    return "tune" if hashlib.sha256(identity.encode()).digest()[0] % 2 == 0 else "held"


def _rows_of(dialogue: Mapping[str, Any], domain: str) -> Iterator[dict[str, Any]]:
    for message in dialogue["messages"]:
        acts = [act[2:] for act in message["dialog_act"] if act[:2] == ["Inform", domain]]
        if message["role"] == "usr" and acts:
            yield {
                "text": message["content"],
                "language": "zh",
                "preferences": [wish for slot, value in acts if slot != "名称" for wish in _wishes(slot, value)],
                "items": [value for slot, value in acts if slot == "名称"],
            }


def _wishes(slot: str, value: str) -> list[Wish]:
    if slot in NUMBERS:
        return _bounds(slot, value)
    if "-" in slot:
        # `酒店设施-叫醒服务`: 是 — a value of the field of many values.
        slot, _, service = slot.partition("-")
        return [{"field": slot, "value": service, "polarity": "want" if value == "是" else "avoid"}]
    return [{"field": slot, "value": value}]


def _bounds(slot: str, value: str) -> list[Wish]:
    if value in ("免费", "不免费"):
        return [{"field": slot, "op": "=" if value == "免费" else ">", "value": 0}]
    if found := _RANGE.search(value):
        return [
            {"field": slot, "op": "≥", "value": float(found["low"])},
            {"field": slot, "op": "≤", "value": float(found["high"])},
        ]
    if not (found := _BOUND.search(value)):
        return [{"field": slot, "value": value}]
    # A rating without a side is one that a place must have at least: 5 is the best.
    op = "≤" if found["side"] in ("以下", "以内") else "≥" if found["side"] or slot == "评分" else "="
    return [{"field": slot, "op": op, "value": float(found["number"])}]


def read(file: Path) -> Any:
    """JSON, zipped or not."""
    if file.suffix != ".zip":
        return json.loads(file.read_text("utf-8"))
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read(archive.namelist()[0]))


def write(folder: Path, files: Iterable[Path]) -> list[Path]:
    """The files written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for file in files:
        data = read(file)
        if isinstance(data, list):
            written.append(_lines(folder / f"{DOMAINS[data[0][1]['领域']]}.jsonl", catalogue(data)))
            continue
        for domain, name in DOMAINS.items():
            for half in ("", "tune", "held"):
                out = folder / f"understanding_{name}{'_' if half else ''}{half}.jsonl"
                written.append(_lines(out, rows(data, domain, half)))
    return written


def _lines(out: Path, objects: Iterable[Mapping[str, Any]]) -> Path:
    out.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), "utf-8")
    return out


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[2:]] or [CROSSWOZ / name for name in FILES]
    print(*write(Path(sys.argv[1]), given), sep="\n")  # noqa: T201  a command
