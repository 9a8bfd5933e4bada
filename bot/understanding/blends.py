"""Words that mean several values: together (`rom-com`), or any of them (`scary`: horror or slashers)."""

from __future__ import annotations

from collections.abc import Sequence

_PART = 3
"""Letters by which a value is recognised in a word made of several."""


def is_blend(said: str, names: Sequence[str]) -> bool:
    """Does the word have a piece of each of the values, so that all are meant? One value always is."""
    return len(names) == 1 or all(name[:_PART] in said or name[-_PART:] in said for name in names)
