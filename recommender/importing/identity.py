"""Ids for items that bring none: the same in every import, as long as title and year stay."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

_LONGEST = 40


def slug(title: str, year: str) -> str:
    """`heat-1995`; a digest of the title where it has no Latin letters."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", ascii_title.casefold()))
    text = "-".join(words)[:_LONGEST].strip("-")
    if not text:
        text = hashlib.sha256(title.encode()).hexdigest()[:10]
    return f"{text}-{year}" if year else text


def free_id(wanted: str, taken: Container[str]) -> str:
    number = 2
    free = wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
