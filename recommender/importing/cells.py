"""Single values: what counts as missing, as yes or no, and as a number with its unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

MISSING = frozenset((
    "", "n/a", "na", "n.a.", "null", "none", "nil", "nan", "-", "--", "---", "–", "—", "\\n", "#n/a", "#value!",
    "#ref!", "(null)", "<na>", "nat", "[]", "{}",
))  # fmt: skip
UNKNOWN = frozenset((
    "?", "??", "???", "unknown", "undefined", "tbd", "tba", "not available", "unspecified", "not specified",
    "no data",
))  # fmt: skip
"""Says that nothing is known, except in a title: there are films of these names."""
_YES = frozenset((
    "yes", "y", "true", "t", "in stock", "instock", "available", "ja", "oui", "si", "sí", "x", "✓", "✔", "是", "有",
))  # fmt: skip
_NO = frozenset((
    "no", "n", "false", "f", "out of stock", "outofstock", "sold out", "unavailable", "nein", "non", "✗", "否", "无",
))  # fmt: skip

_UNITS = {
    "min": "min m mins minute minutes minuten 分钟 分",
    "hour": "h hr hrs hour hours std stunden 小时",
    "second": "s sec secs second seconds 秒",
    "millisecond": "ms msec millis milliseconds",
    "seasons": "season seasons",
    "episodes": "episode episodes eps ep",
    "usd": "$ usd us$ dollar dollars 美元",
    "eur": "€ eur euro euros",
    "gbp": "£ gbp pound pounds",
    "jpy": "¥ jpy yen 円",
    "cny": "cny rmb yuan 元",
    "inr": "₹ inr rs rs. rupees",
    "pages": "pages page pp pp. p 页",
    "stars": "star stars",
    "%": "% percent percentage pct",
    "kcal": "kcal cal calories",
    "kg": "kg kilogram kilograms",
    "g": "g gram grams",
    "lb": "lb lbs",
    "km": "km",
    "cm": "cm",
    "mm": "mm",
    "servings": "serving servings portions",
    "players": "player players",
    "bpm": "bpm",
    "votes": "votes ratings reviews",
}
UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split(" ")}
MINUTES = {"min": 1.0, "hour": 60.0, "second": 1 / 60, "millisecond": 1 / 60_000}
CURRENCIES = frozenset(("usd", "eur", "gbp", "jpy", "cny", "inr"))
_MAGNITUDE = {"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_MAGNITUDE |= {"thousand": 1e3, "mil": 1e6, "万": 1e4, "亿": 1e8}

_BARE = re.compile(r"-?\d+(?:\.\d+)?")
_HOURS = re.compile(
    r"(?:pt)?(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std)\.?[\s,:]*(?:and\s*)?(?:(\d+)\s*(?:m|mins?|minutes?)?\.?)?",
    re.IGNORECASE,
)
_ISO_MINUTES = re.compile(r"pt(\d+)m(?:\d+s)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_RATIO = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|von)\s*(5|10|100)(?:[.,]0)?\s*(?:stars?)?", re.IGNORECASE)
_NUMBER = re.compile(r"([^\d\s.,+-]*)\s*([+-]?)\s*([^\d\s.,+-]?)\s*(\d[\d.,\s'’]*\d|\d|[.,]\d+)\s*\+?\s*(.*)")


@dataclass(frozen=True, slots=True)
class Measure:
    value: float
    unit: str = ""
    """As written: `hour` is not yet turned into `min`."""


def clean(text: str) -> str:
    """Outer and repeated white space gone; empty when the text only says that nothing is known."""
    text = " ".join(text.replace("\xa0", " ").replace("\u200b", "").split())
    return "" if text.casefold() in MISSING else text


def flag(cell: object) -> bool | None:
    """Yes or no as usually written; None for anything else."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)):
        return bool(cell) if cell in (0, 1) else None
    text = str(cell).casefold().strip()
    if text in ("0", "1", "0.0", "1.0"):
        return text[0] == "1"
    return True if text in _YES else False if text in _NO else None


def measure(cell: object, decimal: str = ".") -> Measure | None:
    """A number and its unit; None when the cell is no number.

    `1h 45m` is 105 min, `$1.2M` is 1,200,000 usd, `4.5/5` is 4.5 stars, `93%` is 93 %.
    """
    if isinstance(cell, bool) or cell is None or isinstance(cell, tuple):
        return None
    if isinstance(cell, (int, float)):
        return Measure(float(cell)) if math.isfinite(cell) else None
    text = str(cell).strip()
    if decimal == "." and _BARE.fullmatch(text):
        return Measure(float(text))
    if not any(sign.isdigit() for sign in text) or len(text) > 40:
        return None
    return _duration(text) or _ratio(text, decimal) or _plain(text, decimal)


def _duration(text: str) -> Measure | None:
    if found := _HOURS.fullmatch(text):
        return Measure(float(found[1].replace(",", ".")) * 60 + float(found[2] or 0), "min")
    if found := _ISO_MINUTES.fullmatch(text):
        return Measure(float(found[1]), "min")
    if found := _CLOCK.fullmatch(text):
        # Two parts are hours and minutes when the hours could be a film's, else minutes and seconds.
        first, second, third = int(found[1]), int(found[2]), found[3]
        return Measure(float(first * 60 + second if third or first < 5 else first), "min")
    return None


def _ratio(text: str, decimal: str) -> Measure | None:
    found = _RATIO.fullmatch(text)
    if not found:
        return None
    value = _digits(found[1], decimal)
    return Measure(value, {"5": "stars", "10": "", "100": "%"}[found[2]]) if value is not None else None


def _plain(text: str, decimal: str) -> Measure | None:
    found = _NUMBER.fullmatch(text.lstrip("~≈<>≥≤ "))
    if not found:
        return None
    before, sign, currency, digits, after = found.groups()
    value = _digits(digits, decimal)
    unit = _unit(before or currency, after)
    if value is None or unit is None:
        return None
    factor, name = unit
    return Measure(value * factor * (-1 if sign == "-" else 1), name)


def _unit(before: str, after: str) -> tuple[float, str] | None:
    """Factor and unit from the words around a number; None when there are others."""
    factor, unit = 1.0, ""
    for written in (*before.split(), *after.strip(" .()+").split()):
        word = written.casefold()
        if word in _MAGNITUDE and (word != "m" or written == "M" or unit in CURRENCIES):
            factor = _MAGNITUDE[word]
        elif word in UNIT_OF and not unit:
            unit = UNIT_OF[word]
        elif word not in ("ca.", "approx.", "about", "only", "from"):
            return None
    return factor, unit


def _digits(text: str, decimal: str) -> float | None:
    text = re.sub(r"[\s'’]", "", text)
    if "." in text and "," in text:
        decimal = "." if text.rfind(".") > text.rfind(",") else ","
    thousands = "," if decimal == "." else "."
    if text.count(decimal) > 1 and re.fullmatch(rf"\d{{1,3}}(?:{re.escape(decimal)}\d{{3}})+", text):
        text = text.replace(decimal, "")
    elif thousands in text and not re.fullmatch(
        rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}}(?:\D\d+)?", text
    ):
        return None
    try:
        return float(text.replace(thousands, "").replace(decimal, "."))
    except ValueError:
        return None


def uses_decimal_comma(texts: list[str]) -> bool:
    """Whether `7,5` in this column means seven and a half."""
    commas = sum(bool(re.fullmatch(r"\D*\d+,\d{1,2}\D*", text)) for text in texts)
    points = sum(bool(re.search(r"\d\.\d{1,2}\D*$", text)) for text in texts)
    return commas > points
