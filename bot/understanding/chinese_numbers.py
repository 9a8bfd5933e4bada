"""Numbers in Chinese characters: 一百二十 → 120, 两千五 → 2500, 一九九五 → 1995, 三万 → 30000."""

from __future__ import annotations

DIGITS = "零〇一二两三四五六七八九"
UNITS = "十百千万亿"
_VALUE = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWER = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "k": 1000, "w": 10_000}


def number_of(said: str) -> float:
    """What digits, characters, or both (`3万`, `1.5千`, `2k`) count; raises ValueError for anything else."""
    text = said.replace(",", "").casefold()
    if all(char in _VALUE for char in text) and text:
        return float("".join(str(_VALUE[char]) for char in text))
    if text[:1].isdigit():
        power = _POWER.get(text[-1], 1)
        return float(text if power == 1 else text[:-1]) * power
    whole, point, part = text.partition("点")
    return _counted(whole) + (float("0." + "".join(str(_VALUE[char]) for char in part)) if point else 0.0)


def _counted(text: str) -> float:
    """Sections of ten thousand, each a sum of digit × power; a last digit alone is of the next lower power."""
    total, section, digit, last = 0, 0, 0, 1
    for char in text:
        if char in _VALUE:
            digit = _VALUE[char]
            last = 1 if digit == 0 else last
        elif (power := _POWER.get(char, 0)) >= _POWER["万"]:
            total, section, digit, last = (total + section + digit) * power, 0, 0, power
        elif power:
            section, digit, last = section + (digit or 1) * power, 0, power
        else:
            raise ValueError(f"{text!r} is no number")
    return float(total + section + digit * max(1, last // 10))
