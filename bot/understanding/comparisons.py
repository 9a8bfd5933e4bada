"""What is said before or behind an amount: `under`, `at least`, `no longer than`, `or less`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.understanding.amounts import Amount, begins_amount, number_at
from bot.understanding.context import Context
from bot.understanding.text import Text

LINK = "·"
"""The operator of `in`, `of`: a word that leads to an amount and compares nothing."""
_FLIPPED: dict[str, str] = {"<": "≥", "≤": ">", ">": "≤", "≥": "<"}


@dataclass(frozen=True, slots=True)
class Comparison:
    first: int
    end: int
    """The whole expression, amount included."""
    op: str
    field: str = ""
    """Named by the comparison itself: `longer than`."""
    said: bool = True


def comparison_of(context: Context, amount: Amount, end: int) -> Comparison:
    """The operator, and where the expression begins and ends; `end`: token after the amount or its range."""
    text = context.text
    behind = _behind(text, amount, end)
    before = _before(context, amount)
    first = before.first if before else amount.first
    if behind and before and _belongs_before(text, before.first, amount.first):
        before, first = None, amount.first
    if behind and (before is None or before.op in (LINK, "=", "≈")):
        return Comparison(first, behind.end, behind.op)
    if before is None:
        return Comparison(amount.first, end, "", said=False)
    return replace(_flip(text, before), end=behind.end if behind else end)


def _flip(text: Text, comparison: Comparison) -> Comparison:
    """`nothing over two hours`, `it shouldn't be over two hours` are at most two hours."""
    at = comparison.first - 1
    while at >= 0 and text.words[at] in text.cues.words["between_negation"] and not text.tokens[at + 1].after_stop:
        at -= 1
    negated = at >= 0 and text.words[at] in text.cues.words["negations"]
    # `no. after 2000 please` turns down something else.
    negated = negated and not (text.tokens[at + 1].after_comma or text.tokens[at + 1].after_stop)
    if not negated or comparison.op not in _FLIPPED or _is_inside_cue(text, at, comparison.first):
        return comparison
    return replace(comparison, first=at, op=_FLIPPED[comparison.op])


def _is_inside_cue(text: Text, at: int, compared: int) -> bool:
    """`I don't want it longer than …`: the cue turns the amount, or lets it pass (`doesn't have to be`), already."""
    return any(
        cue.first < at < cue.end or (cue.first == at and cue.tag == "neutral" and cue.end <= compared)
        for cue in text.frames
    )


def _before(context: Context, amount: Amount) -> Comparison | None:
    """The comparison that ends right before the amount, small words between left aside."""
    text, at = context.text, amount.first
    while not text.tokens[at].after_stop and not _closes_another(text, at):
        for size in (4, 3, 2, 1):
            first = at - size
            op = text.cues.before.entries.get(" ".join(text.words[first:at])) if first >= 0 else None
            if op:
                return Comparison(first, amount.end, op[0])
        if at == 0 or text.words[at - 1] not in text.cues.words["between_comparison"]:
            break
        at -= 1
    return _before_than(context, amount.first)


def compares(text: Text, first: int, end: int) -> bool:
    """Do the words compare the amount beside them, whatever else they may name: `$60 max`?"""
    phrase = " ".join(text.words[first:end])
    follows = first > 0 and (text.words[first - 1] in text.cues.units or begins_amount(text, first - 1))
    behind = follows and phrase in text.cues.behind.entries
    return behind or (phrase in text.cues.before.entries and begins_amount(text, end))


def _closes_another(text: Text, at: int) -> bool:
    """`$25 max, 4 stars`: before the comma the word compares the amount before it."""
    firsts = [at - size for size in (1, 2, 3) if size < at] if text.tokens[at].after_comma else []
    return any(compares(text, first, at) for first in firsts if not begins_amount(text, first))


def _before_than(context: Context, at: int) -> Comparison | None:
    """`longer than`, `no older than`: the comparative names the field too."""
    text, known = context.text, context.known
    while at > 0 and text.words[at - 1] in ("the", "about"):
        at -= 1
    if at < 2 or text.words[at - 1] != "than":
        return None
    for size in (3, 2, 1):
        words = text.words[max(0, at - 1 - size) : at - 1]
        for word in known.words.entries.get(" ".join(words), ()):
            if word.sense != "name" and known.facts[word.field].is_numeric:
                return Comparison(at - 1 - len(words), at, ">" if word.sense == "more" else "<", word.field)
    return None


def _behind(text: Text, amount: Amount, end: int) -> Comparison | None:
    if end >= len(text.words) or text.tokens[end].after_stop:
        return None
    for size in (3, 2, 1):
        phrase = " ".join(text.words[end : end + size])
        op, far = text.cues.behind.entries.get(phrase), end + len(phrase.split())
        if op and (phrase != "on" or (amount.kind == "year" and _is_onward(text, amount, far))):
            led = not phrase.startswith("or ") and (_leads_to_amount(text, far) or _begins_another(text, far))
            return None if led else Comparison(amount.first, far, op[0])
    return None


def _belongs_before(text: Text, first: int, amount: int) -> bool:
    """`4 and above 500 calories max`: the words compare the amount before them, for ours has its own."""
    return first > 0 and text.words[first - 1] in ("and", "or") and compares(text, first - 1, amount)


def _leads_to_amount(text: Text, at: int) -> bool:
    """`below 15 minutes and below 300 kcal`: the words compare the amount behind them, unless it has its own."""
    number = number_at(text, at)
    if number is None or text.tokens[at].after_comma or text.tokens[at].after_stop:
        return begins_amount(text, at) and not (text.tokens[at].after_comma or text.tokens[at].after_stop)
    # `100 min`: the unit, which may be short for the least, is no comparison.
    unit = number[1] < len(text.words) and text.words[number[1]] in text.cues.units
    return not any(_begins_behind(text, end) for end in (number[1] + unit, number[1] + 1))


def _begins_another(text: Text, end: int) -> bool:
    """`the 60s and up to 80 minutes`: the last word belongs to what compares the next amount."""
    return " ".join(text.words[end - 1 : end + 1]) in text.cues.before.entries and begins_amount(text, end + 1)


def _begins_behind(text: Text, at: int) -> bool:
    return any(" ".join(text.words[at : at + size]) in text.cues.behind.entries for size in (1, 2, 3))


def _is_onward(text: Text, amount: Amount, end: int) -> bool:
    """`from 1960 on, …`; but not `from 1960 on Netflix`."""
    if end >= len(text.words) or text.tokens[end].after_comma or text.tokens[end].after_stop:
        return True
    led = amount.first > 0 and text.words[amount.first - 1] in ("from", "the")
    return led and text.words[end] in text.cues.words["onward_followers"]
