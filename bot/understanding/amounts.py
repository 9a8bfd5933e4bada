"""Numbers as people say them: with units, as durations, as years, decades and centuries.

An `Amount` is an interval: `1995` is [1995, 1995], `the 90s` [1990, 1999], `last ten years` [2016, ∞).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from bot.understanding.text import Text

_HALF = ("and", "a", "half")
CURRENCY = frozenset({"$", "€", "£", "¥"})
_SPAN_WORDS = {"year": 1, "years": 1, "decade": 10, "decades": 10}
_PERIOD = {"early": (0, 3), "mid": (3, 6), "middle": (3, 6), "late": (6, 9)}
OLDEST_YEAR = 1800
_GOES_ON = frozenset({"s", "to", "and", "or", "-", "%", "/"})


@dataclass(frozen=True, slots=True)
class Amount:
    first: int
    end: int
    low: float
    high: float
    kind: Literal["number", "year"] = "number"
    unit: str = ""
    """The unit as said, folded; empty where none was."""
    scale: float = 0.0
    """`8 out of 10` → 10."""
    exact: bool = True
    """Written in digits, or with a unit: surely an amount."""


def amount_at(text: Text, at: int, this_year: int) -> Amount | None:
    """The amount that begins at the token, if one does."""
    if not (text.words[at][0].isdigit() or text.words[at] in text.cues.counting):
        return None
    return (
        _relative_years(text, at, this_year)
        or _age(text, at, this_year)
        or _century(text, at, this_year)
        or _decade(text, at)
        or _money(text, at)
        or _duration(text, at)
        or _year(text, at, this_year)
        or _counted(text, at)
    )


def begins_amount(text: Text, at: int) -> bool:
    """Does a number stand here, with or without a currency?"""
    return at < len(text.words) and (text.words[at] in CURRENCY or number_at(text, at) is not None)


def number_at(text: Text, at: int) -> tuple[float, int, bool] | None:
    """(value, end, in digits) of a plain number in digits or words."""
    if at >= len(text.words):
        return None
    word = text.words[at]
    if word[0].isdigit():
        value, end, digits = _float(word), at + 1, True
    elif word in text.cues.numbers:
        value, end, digits = text.cues.numbers[word], at + 1, False
        if value >= 20 and end < len(text.words) and 0 < text.cues.numbers.get(text.words[end], 10) < 10:
            value, end = value + text.cues.numbers[text.words[end]], end + 1
    elif word == "a" and at + 1 < len(text.words) and text.words[at + 1] in ("hundred", "thousand", "million"):
        value, end, digits = 1.0, at + 1, False
    elif word == "a" and text.words[at + 1 : at + 3] == ("couple", "of"):
        return 2.0, at + 3, False
    else:
        return None
    return *_multiplied(text, value, end), digits


def _float(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def _multiplied(text: Text, value: float, end: int) -> tuple[float, int]:
    if text.words[end : end + 3] == _HALF:
        return value + 0.5, end + 3
    while end < len(text.words) and text.words[end] in text.cues.multipliers:
        word = text.words[end]
        if len(word) == 1 and (text.tokens[end].gap or word == "m"):
            break
        value, end = value * text.cues.multipliers[word], end + 1
        rest = number_at(text, end) if word == "hundred" else None
        if rest and rest[0] < 100 and not rest[2]:
            value, end = value + rest[0], rest[1]
    return value, end


def _money(text: Text, at: int) -> Amount | None:
    if text.words[at] not in CURRENCY:
        return None
    number = number_at(text, at + 1)
    return Amount(at, number[1], number[0], number[0], unit=text.words[at]) if number else None


def _duration(text: Text, at: int) -> Amount | None:
    hours = _hours(text, at)
    if hours is None:
        return None
    minutes, end = hours[0] * 60, hours[1]
    if text.words[end : end + 3] == _HALF:
        return Amount(at, end + 3, minutes + 30, minutes + 30, unit="min")
    following = end + 1 if text.words[end : end + 1] == ("and",) else end
    rest = number_at(text, following)
    if rest and rest[0] < 60:
        named = text.words[rest[1] : rest[1] + 1]
        if named and named[0] in ("min", "mins", "minute", "minutes", "m"):
            return Amount(at, rest[1] + 1, minutes + rest[0], minutes + rest[0], unit="min")
        if not text.tokens[end].gap:
            return Amount(at, rest[1], minutes + rest[0], minutes + rest[0], unit="min")
    return Amount(at, end, minutes, minutes, unit="min")


def _hours(text: Text, at: int) -> tuple[float, int] | None:
    words = text.words
    if words[at : at + 3] in (("half", "an", "hour"), ("half", "a", "hour")):
        return 0.5, at + 3
    if words[at : at + 2] in (("an", "hour"), ("one", "hour"), ("a", "hour")):
        return 1.0, at + 2
    if words[at : at + 4] == _HALF:
        return None
    number = number_at(text, at)
    if number is None:
        return None
    value, end, _ = number
    if words[end : end + 1] and words[end] in ("h", "hr", "hrs", "hour", "hours"):
        return value, end + 1
    return None


def _year(text: Text, at: int, this_year: int) -> Amount | None:
    word = text.words[at]
    if word == "this" and text.words[at + 1 : at + 2] == ("year",):
        return Amount(at, at + 2, this_year, this_year, "year")
    if short := _short_year(text, at):
        return Amount(at, at + 1, short, short, "year")
    if not (word.isdigit() and len(word) == 4 and OLDEST_YEAR <= int(word) <= this_year + 10):
        return None
    unit = text.words[at + 1 : at + 2]
    if unit and unit[0] in text.cues.units and unit[0] not in ("s", "m", "h"):
        return None
    return Amount(at, at + 1, float(word), float(word), "year")


def _short_year(text: Text, at: int) -> float | None:
    """`'99`, `from 99`; but not `from 90 to 120`."""
    word, gap = text.words[at], text.tokens[at].gap
    if not (word.isdigit() and len(word) == 2) or (at > 0 and word < "20" and not gap.endswith(("'", "’"))):
        return None
    follows = text.words[at + 1 : at + 2]
    counted = bool(follows) and (follows[0] in text.cues.units or follows[0] in _GOES_ON)
    led = gap.endswith(("'", "’")) or text.words[max(0, at - 1) : at] == ("from",)
    if not led or counted:
        return None
    return float(word) + (2000 if word < "30" else 1900)


def _decade(text: Text, at: int) -> Amount | None:
    start, skip = _PERIOD.get(text.words[at]), 0
    if start:
        skip = 1
        while text.words[at + skip : at + skip + 1] and text.words[at + skip] in ("to", "the", "late", "mid"):
            skip += 1
    found = _decade_start(text, at + skip)
    if found is None:
        return None
    decade, end = found
    low, high = start or (0, 9)
    return Amount(at, end, decade + low, decade + high, "year")


def _decade_start(text: Text, at: int) -> tuple[int, int] | None:
    if at >= len(text.words):
        return None
    word = text.words[at]
    if word in text.cues.decades and (at == 0 or text.words[at - 1] not in text.cues.words["owners"]):
        return text.cues.decades[word], at + 1
    plural = text.words[at + 1 : at + 2] == ("s",) and text.tokens[at + 1].gap in ("", "'", "’")
    if not (word.isdigit() and plural and int(word) % 10 == 0):
        return None
    if len(word) == 4:
        return int(word), at + 2
    if len(word) == 2:
        return (2000 if int(word) <= 10 else 1900) + int(word), at + 2
    return None


def _age(text: Text, at: int, this_year: int) -> Amount | None:
    """`older than 10 years`, `newer than two years`: the year so long ago."""
    number = number_at(text, at)
    if number is None or text.words[number[1] : number[1] + 1] not in (("years",), ("year",), ("yrs",), ("yr",)):
        return None
    compared = text.words[max(0, at - 2) : at]
    end = number[1] + 1 + (text.words[number[1] + 1 : number[1] + 2] in (("old",), ("ago",)))
    aged = compared[-1:] == ("than",) and compared[0] in ("older", "newer", "younger")
    if not aged or not 0 < number[0] < this_year:
        return None
    return Amount(at, end, this_year - number[0], this_year - number[0], "year")


def _century(text: Text, at: int, this_year: int) -> Amount | None:
    words = text.words
    if words[at : at + 2] == ("this", "century"):
        return Amount(at, at + 2, this_year // 100 * 100, math.inf, "year")
    if words[at : at + 2] == ("last", "century"):
        return _hundred(at, at + 2, this_year // 100)
    if words[at : at + 2] == ("this", "decade"):
        return Amount(at, at + 2, this_year // 10 * 10, math.inf, "year")
    if (
        words[at].isdigit()
        and words[at + 1 : at + 3]
        and words[at + 1] in ("th", "st")
        and words[at + 2 : at + 3] == ("century",)
    ):
        return _hundred(at, at + 3, int(words[at]))
    for size in (2, 1):
        ordinal = text.cues.centuries.get(" ".join(words[at : at + size]))
        if ordinal and words[at + size : at + size + 1] == ("century",):
            return _hundred(at, at + size + 1, ordinal)
    return None


def _hundred(first: int, end: int, century: int) -> Amount:
    start = (century - 1) * 100
    return Amount(first, end, start, start + 99, "year")


def _relative_years(text: Text, at: int, this_year: int) -> Amount | None:
    words = text.words
    if words[at] not in ("last", "past", "recent"):
        return None
    if words[at : at + 2] == ("last", "year"):
        return Amount(at, at + 2, this_year - 1, this_year - 1, "year")
    number = number_at(text, at + 1)
    end = number[1] if number else at + 2 if words[at + 1 : at + 2] in (("few",), ("couple",)) else at + 1
    if words[end : end + 1] == ("of",):
        end += 1
    length = _SPAN_WORDS.get(words[end]) if end < len(words) else None
    if length is None or (words[end] in ("year", "years") and end == at + 1):
        return None
    count = number[0] if number else 3 if end > at + 1 else 1
    return Amount(at, end + 1, this_year - count * length, math.inf, "year")


def _counted(text: Text, at: int) -> Amount | None:
    number = number_at(text, at)
    if number is None or math.isnan(number[0]):
        return None
    value, end, digits = number
    if _is_no_amount(text, at, end):
        return None
    scaled = _scale(text, end)
    if scaled:
        scale, end = scaled
        unit = text.words[end] if text.words[end : end + 1] and text.words[end] in ("star", "stars") else ""
        return Amount(at, end + bool(unit), value, value, unit="", scale=scale)
    unit = text.words[end] if end < len(text.words) and text.words[end] in text.cues.units else ""
    if unit and len(unit) == 1 and text.tokens[end].gap:
        unit = ""
    return Amount(at, end + bool(unit), value, value, unit=unit, exact=digits or bool(unit))


def _is_no_amount(text: Text, at: int, end: int) -> bool:
    """`the 2nd`, `for a 5 year old`, `the first one` count or name something."""
    following = text.words[end : end + 2]
    ordinal = following[:1] in (("st",), ("nd",), ("rd",), ("th",)) and not text.tokens[end].gap
    aged = following in (("year", "old"), ("years", "old"), ("year", "olds"))
    pronoun = text.words[at] == "one" and at > 0 and text.words[at - 1] in text.cues.words["one_leads"]
    return ordinal or aged or pronoun


def _scale(text: Text, end: int) -> tuple[float, int] | None:
    words = text.words
    if words[end : end + 1] == ("%",) or words[end : end + 1] == ("percent",):
        return 100.0, end + 1
    at = end + 1 if words[end : end + 1] == ("/",) else end + 2 if words[end : end + 2] == ("out", "of") else 0
    number = number_at(text, at) if at else None
    return (number[0], number[1]) if number and number[0] in (5, 10, 100) else None
