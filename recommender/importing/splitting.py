"""Whether the cells of a column are lists in disguise, and what stands between their values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from recommender.importing.names import is_last_name_first

SURE = ("|", ";", "\n", "•")
RECOMBINING = (",", "/", " - ")
ALSO_BETWEEN_KNOWN = (" & ", " and ", " + ")
Line = Callable[[str], str]
"""A value → what names it in a vocabulary; empty when it is in none."""


def split_cell(text: str, separator: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(separator)) if part]


def separator_of(texts: Sequence[str], *, people: bool, usual: bool, line: Line = lambda _: "") -> str:
    """The separator, empty where each cell is one value.

    `usual`: columns of that name mostly hold lists. `line`: knows the values that the column may well hold.
    """
    for separator in SURE:
        parts = _parts(texts, separator)
        if parts and sum(map(len, parts)) / len(parts) < 45:
            return separator
    if people:
        return _between_people(texts)
    for separator in RECOMBINING:
        if _recombines(texts, separator, usual=usual) or _joins_known(texts, separator, line):
            return separator
    return next((separator for separator in ALSO_BETWEEN_KNOWN if _joins_known(texts, separator, line)), "")


def are_last_names_first(texts: Sequence[str]) -> bool:
    """`Washington, Denzel` throughout: one comma a cell, and single words on both sides."""
    commas = [text for text in texts if "," in text]
    return len(commas) > 0.5 * len(texts) and sum(map(is_last_name_first, commas)) > 0.9 * len(commas)


def _parts(texts: Sequence[str], separator: str, *, least: float = 0.01) -> list[str]:
    """The parts of the cells that have the separator, if more than `least` of all cells do."""
    cut = [text for text in texts if separator in text]
    return [part for text in cut for part in split_cell(text, separator)] if len(cut) > least * len(texts) else []


def _between_people(texts: Sequence[str]) -> str:
    if are_last_names_first(texts):
        return ""
    for separator in (",", "/"):
        parts = _parts(texts, separator, least=0.0)
        if parts and sum(" " in part or not part.isascii() for part in parts) > 0.6 * len(parts):
            return separator
    return ""


def _joins_known(texts: Sequence[str], separator: str, line: Line) -> bool:
    """Whether most cells with the separator join several known values that mean different things."""
    cut = {text for text in texts if separator in text and not line(text)}
    lines = [[line(part) for part in split_cell(text, separator)] for text in cut]
    return bool(cut) and sum(all(parts) and len(set(parts)) == len(parts) > 1 for parts in lines) > 0.6 * len(cut)


def _recombines(texts: Sequence[str], separator: str, *, usual: bool) -> bool:
    """Whether the parts are short, and values of their own: they come back alone or in other company."""
    parts = _parts(texts, separator, least=0.0 if usual else 0.01)
    if not parts or sum(part.count(" ") + 1 for part in parts) > 4 * len(parts):
        return False
    wholes = set(texts)
    companies = Counter(part for whole in wholes for part in set(split_cell(whole, separator)))
    cut = [part for whole in wholes if separator in whole for part in split_cell(whole, separator)]
    elsewhere = sum(companies[part] > 1 for part in cut) / len(cut)
    if any(re.match(r"(and|or|the) ", part) for part in parts) and not usual:
        return False
    bound = {",": 0.25 if usual else 0.6, "/": 0.6, " - ": 0.9}[separator]
    return elsewhere >= bound or (usual and separator == "," and len(wholes) < 30 and elsewhere > 0)
