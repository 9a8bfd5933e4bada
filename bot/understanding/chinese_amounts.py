"""Chinese amounts in the words of English ones: 两个半小时以内 → `at most 150 minutes`, 九十年代 → `1990 s`.

What is said behind the number in Chinese (以内, 以上) is said before it in English, so one rule finds the whole
expression and writes it anew; all that an amount means is then found by the rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.understanding.chinese_numbers import number_of

_HAN = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = rf"(?:\d[\d,]{{0,11}}(?:\.\d{{1,4}})?[kKwW千万百]?|[{_HAN}]{{1,10}}(?:点[零一二三四五六七八九]{{1,3}})?)"
_DOLLARS = "美元|美金|刀"
_MONEY = f"{_DOLLARS}|块钱|块|元|人民币|rmb|欧元|英镑|镑|日元|港币|圆"
_BEFORE = {
    "≤": "不要超过|不能超过|最好不超过|别超过|不超过|不多于|不高于|不大于|不长于|不贵于"
    "|最多|最长|最高|顶多|至多|上限|控制在|限制在",
    "<": "不到|少于|低于|小于|短于|早于|不足",
    "≥": "不少于|不低于|不小于|不短于|至少|最少|起码|最低|最短|不早于",
    ">": "超过|多于|高于|大于|长于|晚于|不止",
    "≈": "大概|大约|差不多|约莫|约",
}
_BEHIND = {
    "≤": "及以下|以内|之内|以下|内|封顶|打住|或更少|或以下",
    "≥": "及以上|或以上|以上|起步|起|往上|开外|或更多",
    "≈": "左右|上下|出头|的样子",
}
_YEAR_BEHIND = {"≥": "以后|之后|以来|往后|及以后|后|至今|起|以上|开始", "<": "以前|之前|前|往前|以下"}
_SAID = {"≤": "at most", "<": "less than", "≥": "at least", ">": "more than", "≈": "about", "": ""}
_SAID_OF_YEARS = {"≤": "until", "<": "before", "≥": "since", ">": "after", "≈": "around", "": ""}
_TENS = {"二": 20, "三": 30, "四": 40, "五": 50, "六": 60, "七": 70, "八": 80, "九": 90}
_PART = {
    "初": "early",
    "早期": "early",
    "前期": "early",
    "中期": "mid",
    "中": "mid",
    "末": "late",
    "末期": "late",
    "后期": "late",
}


def _either(table: dict[str, str]) -> str:
    return "|".join(sorted("|".join(table.values()).split("|"), key=len, reverse=True))


def _op(table: dict[str, str], said: str | None) -> str:
    return next((op for op, words in table.items() if said in words.split("|")), "") if said else ""


_B, _A = rf"(?:(?P<b>{_either(_BEFORE)})[要得是在有]?\s*)?", rf"(?:\s*(?P<a>{_either(_BEHIND)}))?"
_TO = r"\s*(?:到|至|-|~|～|—|－)\s*"
_FROM = r"(?:从|控制在|限制在|大概在?|大约在?)?"
_DURATION = re.compile(
    rf"{_B}(?:(?P<h>{_NUMBER})\s*个?(?P<hh>半)?\s*(?:小时|钟头|h(?![a-z]))(?:(?P<hm>半|{_NUMBER}\s*(?:分钟|分)?))?"
    rf"|(?P<half>半)个?(?:小时|钟头)|(?P<m>{_NUMBER})\s*(?:分钟|min(?![a-z])))(?:之间)?{_A}"
)
_UNITS = rf"(?P<u>{_MONEY}|页|公斤|千克|颗星半?|星级|星半?|分(?!钟)|%)"
_RANGE = re.compile(
    rf"{_FROM}(?P<x>{_NUMBER})\s*(?P<xu>{_MONEY}|分钟|分|页|年|小时|个小时)?{_TO}(?P<y>{_NUMBER})\s*(?P<yu>{_MONEY}|分钟|分|页|年|小时|个小时)?(?:之间)?"
)
_SIGNED = re.compile(rf"{_B}(?P<c>[¥￥$€£])\s*(?P<n>{_NUMBER}){_A}")
_COUNTED = re.compile(rf"{_B}(?P<n>{_NUMBER})\s*(?:多)?{_UNITS}(?:钱)?{_A}")
_COMPARED = re.compile(rf"{_B}(?P<n>{_NUMBER})(?![\d.])\s*(?:个|部|本|集)?{_A}")
_YEAR_ENDS = rf"(?:\s*(?P<a>{_either(_YEAR_BEHIND)}))?"
_YEAR_BEFORES = rf"(?:(?P<b>{_either(_BEFORE)})\s*)?"
_YEAR = re.compile(
    rf"{_YEAR_BEFORES}(?P<y>(?:1[89]|20)\d\d年?|\d\d年|[一二][八九零〇][零〇一二三四五六七八九]{{2}}年?)(?![\d代])(?:左右)?{_YEAR_ENDS}"
)
_DECADE = re.compile(
    rf"{_YEAR_BEFORES}(?:(?P<c>上个?世纪|二十世纪|20世纪|本世纪|二十一世纪|21世纪)的?)?(?P<d>(?:1[89]|20)?\d0|[二三四五六七八九]十|[零〇]零|[二三四五六七八九][零〇])年代的?(?P<p>早期|前期|中期|后期|末期|初|中|末)?{_YEAR_ENDS}"
)
_CENTURY = re.compile(r"(?P<n>十[五六七八九]|二十一?|1[5-9]|2[01]|上个?|这个?|本)世纪")
_LAST = re.compile(rf"(?:最?近|过去|这)(?:的)?(?P<n>几|{_NUMBER})(?:来)?年(?:来|里|内)?")
_FREE, _PAID = "exactly 0 yuan", "more than 0 yuan"
_FIXED = {
    "今年": "this year", "去年": "last year", "免费": _FREE, "不收门票": _FREE, "不要钱": _FREE, "免票": _FREE,
    "没有门票": _FREE, "不用门票": _FREE, "不免费": _PAID, "收费": _PAID, "要门票": _PAID,
}  # fmt: skip

Rule = Callable[[str, int], tuple[int, str] | None]


def amount_at(text: str, at: int) -> tuple[int, list[str]] | None:
    """(end, the same in English words) of the amount that begins at the character."""
    for rule in (_fixed, _last, _decade, _century, _range, _year, _duration, _signed, _counted, _compared):
        found = rule(text, at)
        if found:
            return found[0], found[1].split()
    return None


def _fixed(text: str, at: int) -> tuple[int, str] | None:
    return next(((at + len(said), words) for said, words in _FIXED.items() if text.startswith(said, at)), None)


def _last(text: str, at: int) -> tuple[int, str] | None:
    found = _LAST.match(text, at)
    if not found:
        return None
    count = "few" if found["n"] == "几" else _plain(number_of(found["n"]))
    return found.end(), f"last {count} years"


def _decade(text: str, at: int) -> tuple[int, str] | None:
    found = _DECADE.match(text, at)
    if not found:
        return None
    said = found["d"]
    if said.isdigit():
        start = int(said) if len(said) == 4 else int(said) + (2000 if said in ("00", "10") else 1900)
    elif said[0] in "零〇":
        start = 2000
    else:
        start = 1900 + _TENS[said[0]]
    if found["c"] in ("本世纪", "二十一世纪", "21世纪") and start < 2000:
        start += 100
    part = _PART.get(found["p"] or "", "")
    op = _op(_BEFORE, found["b"]) or _op(_YEAR_BEHIND, found["a"])
    if op in ("<", "≤", "≥", ">"):
        return found.end(), f"{_SAID_OF_YEARS[op]} {start}"
    return found.end(), f"{part} {start} s"


def _century(text: str, at: int) -> tuple[int, str] | None:
    found = _CENTURY.match(text, at)
    if not found:
        return None
    said = found["n"]
    if not said[0].isdigit() and said[0] not in "十二":
        return found.end(), "last century" if said[0] == "上" else "this century"
    return found.end(), f"{_plain(number_of(said))} th century"


def _year(text: str, at: int) -> tuple[int, str] | None:
    found = _YEAR.match(text, at)
    if not found:
        return None
    year = number_of(found["y"].removesuffix("年"))
    if year < 100:
        year += 1900 if year > 30 else 2000
    bare = not (found["y"].endswith("年") or found["a"] or found["b"])
    op = _op(_BEFORE, found["b"]) or _op(_YEAR_BEHIND, found["a"])
    if bare or (found["a"] in ("以上", "以下", "起") and not found["y"].endswith("年")):
        return None
    return found.end(), f"{_SAID_OF_YEARS[op]} {_plain(year)}"


def _range(text: str, at: int) -> tuple[int, str] | None:
    found = _RANGE.match(text, at)
    if not found or not (found["yu"] or found["xu"] or found.group().endswith("之间") or found["x"][0].isdigit()):
        return None
    unit = found["yu"] or found["xu"] or ""
    low, high = (number_of(found[part]) for part in ("x", "y"))
    if unit == "年" or (not unit and 1800 <= low <= high <= 2100):
        low, high = (year + (1900 if year > 30 else 2000) if year < 100 else year for year in (low, high))
        return found.end(), f"between {_plain(low)} and {_plain(high)}"
    if unit.endswith("小时"):
        low, high, unit = low * 60, high * 60, "分钟"
    word = _unit(unit)
    return found.end(), f"between {_plain(low)} and {_plain(high)} {word}"


def _duration(text: str, at: int) -> tuple[int, str] | None:
    found = _DURATION.match(text, at)
    if not found:
        return None
    if found["h"]:
        rest = (found["hm"] or "").rstrip("分钟").strip()
        minutes = number_of(found["h"]) * 60 + 30 * bool(found["hh"])
        minutes += 30 if rest == "半" else number_of(rest) if rest else 0
    else:
        minutes = 30 if found["half"] else number_of(found["m"])
    return found.end(), f"{_compare(found)} {_plain(minutes)} minutes"


def _signed(text: str, at: int) -> tuple[int, str] | None:
    found = _SIGNED.match(text, at)
    if not found:
        return None
    sign = found["c"].replace("￥", "¥")
    return found.end(), f"{_compare(found)} {sign} {_plain(number_of(found['n']))}"


def _counted(text: str, at: int) -> tuple[int, str] | None:
    found = _COUNTED.match(text, at)
    if not found:
        return None
    value, unit = number_of(found["n"]), found["u"]
    if unit in ("分", "%"):
        scale = "" if value <= 5 and unit == "分" else "/ 10" if value <= 10 and unit == "分" else "/ 100"
        return found.end(), f"{_compare(found)} {_plain(value)} {scale or 'points'}"
    if unit.startswith(("颗", "星")):
        return found.end(), f"{_compare(found)} {_plain(value + 0.5 * unit.endswith('半'))} stars"
    return found.end(), f"{_compare(found)} {_plain(value)} {_unit(unit)}"


def _compared(text: str, at: int) -> tuple[int, str] | None:
    """A number that is compared and has no unit: 300以内, 不超过五百."""
    found = _COMPARED.match(text, at)
    if not found or not (found["b"] or found["a"]) or found["a"] in ("内", "起"):
        return None
    if found["b"] in ("最多", "差不多", "约") and not found["n"][0].isdigit():
        return None
    return found.end(), f"{_compare(found)} {_plain(number_of(found['n']))}"


def _compare(found: re.Match[str]) -> str:
    return _SAID[_op(_BEFORE, found["b"]) or _op(_BEHIND, found["a"])]


def _unit(said: str) -> str:
    if said == "页":
        return "pages"
    if said in ("公斤", "千克"):
        return "kg"
    if said == "分钟":
        return "minutes"
    if said == "分":
        return "points"
    if said in _DOLLARS.split("|"):
        return "dollars"
    return "yuan" if said in _MONEY.split("|") else ""


def _plain(value: float) -> str:
    return f"{value:.10g}"
