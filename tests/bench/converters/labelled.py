"""What the converters to `{"text", "label"}` lines have in common."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

Line = tuple[str, str | None]
"""Text and label; None: out of scope."""
Parts = Mapping[str, Iterable[Line]]
"""Name of a file, without its ending → its lines."""


def held(key: str, share: int = 5) -> bool:
    """One of `share` keys is held out, by its hash."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % share == 0


def halved(keyed: Iterable[tuple[str, Line]]) -> dict[str, list[Line]]:
    """`train` and `held`, of (key, line); all lines of a key come to the same part."""
    parts: dict[str, list[Line]] = {"train": [], "held": []}
    for key, line in keyed:
        parts["held" if held(key) else "train"].append(line)
    return parts


def write(folder: Path, parts: Parts) -> Iterator[Path]:
    """One JSON Lines file a part."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in parts.items():
        file = folder / f"{name}.jsonl"
        rows = (json.dumps({"text": text, "label": label}, ensure_ascii=False) for text, label in lines)
        file.write_text("\n".join([*rows, ""]), encoding="utf-8")
        yield file


def main(converted: Callable[[Path], Parts], usual: Path) -> None:
    """`OUT_FOLDER [FILE]`: convert the file, or the one that lies beside the repository."""
    folder, *given = map(Path, sys.argv[1:])
    for file in write(folder, converted(given[0] if given else usual)):
        sys.stdout.write(f"{file}\n")
