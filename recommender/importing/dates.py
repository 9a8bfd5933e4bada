"""Dates as they are usually written → ISO text of the precision that was given: `1995`, `1995-06`, `1995-06-12`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

EARLIEST = -3000
"""Books can be ancient; films and products are checked by the column's own spread."""
YEARS_AHEAD = 6
"""Announced works have dates some years ahead; anything beyond is a slip."""
LONGEST_ROLLOVER = 80
"""A century too late can be no further ahead than this: nothing but books is older than 120 years."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar",
            "feb february februar",
            "mar march märz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"([a-zä]{3,9})\.?"
_YEAR = re.compile(r"(?:\(?c(?:a|irca)?\.?\s*)?[(\[]?(-?\d{1,4})(?:\.0+)?[)\]]?")
_SPAN = re.compile(r"\(?(\d{4})\s*[-–—/]\s*(?:\d{2}|\d{4})?\s*\)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])")
_MONTH_FIRST = re.compile(
    rf"(?:[a-z]+, )?{_MONTH}\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{2}}|\d{{4}})(?: .*)?", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"(?:[a-z]+, )?(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]*(?:of )?{_MONTH},?[\s-]*(\d{{2}}|\d{{4}})(?: .*)?",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"{_MONTH},?[\s-]*(\d{{4}})", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})(?: .*)?")
_PLACE = re.compile(r"\s*\([A-Za-z .]+\)$")
_CHINESE = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?.*")


def iso_date(cell: object, *, day_first: bool = False) -> str | None:
    """None when the cell is no date. Two-digit years up to 30 are of this century."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, tuple):
        return None
    if isinstance(cell, (int, float)):
        return _from_number(float(cell))
    text = _PLACE.sub("", str(cell).strip())
    if text.isdigit() and len(text) >= 10:
        return _from_number(float(text))
    return _worded(text) or _numeric(text, day_first=day_first)


def is_plausible(iso: str, today: date | None = None) -> bool:
    year = int(iso.split("-", maxsplit=1)[0]) if not iso.startswith("-") else -int(iso.split("-")[1])
    return EARLIEST <= year <= (today or datetime.now(UTC).date()).year + YEARS_AHEAD


def previous_century(iso: str, newest: str, today: date | None = None) -> str:
    """`2046-12-31` → `1946-12-31` where no date of the column lies between today and it; empty when it is no slip.

    Two-digit years were once written out with the wrong century. `newest`: the latest date that is not to come.
    """
    now = (today or datetime.now(UTC).date()).year
    year, dash, rest = iso.partition("-")
    if not year.isdigit() or not newest or not now < int(year) <= now + LONGEST_ROLLOVER:
        return ""
    told = int(newest.split("-", maxsplit=1)[0]) < now - YEARS_AHEAD or int(year) > now + YEARS_AHEAD
    return f"{int(year) - 100}{dash}{rest}" if told else ""


def writes_day_first(texts: Iterable[str]) -> bool:
    """Whether `12/06/1998` in this column is in June: decided by the days that no month can be."""
    found = [match for match in map(_NUMERIC.fullmatch, texts) if match]
    firsts = sum(int(match[1]) > 12 for match in found)
    seconds = sum(int(match[3]) > 12 for match in found)
    dotted = bool(found) and found[0][2] == "."
    return firsts > seconds or (firsts == seconds == 0 and dotted)


def _from_number(number: float) -> str | None:
    if number == int(number) and EARLIEST <= number <= 2100 and number != 0:
        return _year(int(number))
    if found := _COMPACT.fullmatch(str(int(number))):
        return _ymd(int(found[1]), int(found[2]), int(found[3]))
    seconds = number / 1000 if number > 1e11 else number
    if 1e8 < seconds < 5e9:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return None


def _worded(text: str) -> str | None:
    if found := _MONTH_FIRST.fullmatch(text):
        return _ymd(_century(found[3]), _MONTHS.get(found[1].casefold(), 0), int(found[2]))
    if found := _DAY_FIRST.fullmatch(text):
        return _ymd(_century(found[3]), _MONTHS.get(found[2].casefold(), 0), int(found[1]))
    if found := _MONTH_YEAR.fullmatch(text):
        month = _MONTHS.get(found[1].casefold())
        return f"{found[2]}-{month:02d}" if month else None
    if found := _CHINESE.fullmatch(text):
        return _ymd(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    return None


def _numeric(text: str, *, day_first: bool) -> str | None:
    if found := _ISO.fullmatch(text):
        return _ymd(int(found[1]), int(found[2]), int(found[3] or 0))
    if found := _COMPACT.fullmatch(text):
        return _ymd(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        month, day = (second, first) if (day_first and second <= 12) or first > 12 else (first, second)
        return _ymd(_century(found[4]), month, day)
    if found := _YEAR.fullmatch(text):
        return _year(int(found[1])) if int(found[1]) else None
    found = _SPAN.fullmatch(text)
    return _year(int(found[1])) if found else None


def _century(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year <= 30 else 1900)


def _year(year: int) -> str:
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def _ymd(year: int, month: int, day: int) -> str | None:
    """A day of 0 is unknown, as is a month of 0; `2003-00-00` is how some databases write a bare year."""
    if month == 0:
        return _year(year) if day == 0 else None
    if day == 0:
        return f"{year:04d}-{month:02d}" if month <= 12 else None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
