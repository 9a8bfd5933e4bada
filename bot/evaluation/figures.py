"""Counts over judged messages → precision, recall, F1, accuracy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.slots import TITLE, Slot
from recommender.schema import TEXT


@dataclass(frozen=True, slots=True)
class Judged:
    """One message: what was to be found, what was found, and which is which."""

    gold: tuple[Slot, ...]
    told: tuple[Slot, ...]
    pairs: tuple[tuple[Slot, Slot], ...]


def slot_figures(judged: Sequence[Judged], *, linkable: bool) -> dict[str, dict[str, float]]:
    """Group → figures, and `all` over every group but titles. `linkable`: of what the catalogue knows alone."""
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for each in judged:
        counted = [(gold, other) for gold, other in each.pairs if gold.linked or not linkable]
        right.update(gold.group for gold, _ in counted)
        wanted.update(gold.group for gold in each.gold if gold.linked or not linkable)
        told.update(gold.group for gold, _ in counted)
        spare = _without(each.told, (other for _, other in each.pairs))
        told.update(slot.group for slot in spare if slot.linked or not linkable)
    groups = [group for group in sorted({*wanted, *told}) if not (linkable and group == TEXT)]
    figures = {group: scores(right[group], told[group], wanted[group]) for group in groups}
    rest = [group for group in groups if group != TITLE]
    totals = [sum(count[group] for group in rest) for count in (right, told, wanted)]
    return {"all": scores(*totals), **figures}


def scores(right: int, told: int, wanted: int) -> dict[str, float]:
    """1 where nothing was to be found and nothing was."""
    precision = right / told if told else float(not wanted)
    recall = right / wanted if wanted else float(not told)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "found": told, "expected": wanted}


def polarity_figures(judged: Iterable[Judged]) -> dict[str, float]:
    """Of the slots that were found and whose polarity or operator is noted, how many have the right one."""
    pairs = [pair for each in judged for pair in each.pairs if pair[0].group != TITLE]
    turned = [gold.polarity == told.polarity for gold, told in pairs if gold.polarity and told.polarity]
    compared = [_same_op(gold, told) for gold, told in pairs if gold.op and told.op]
    return {"polarity": _share(turned), "operator": _share(compared)}


def intent_figures(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """(expected, told) → accuracy, and F1 averaged over the expected intents."""
    wanted, told = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    right = Counter(one for one, other in pairs if one == other)
    each = {intent: scores(right[intent], told[intent], wanted[intent])["f1"] for intent in sorted(wanted)}
    macro = sum(each.values()) / len(each) if each else float("nan")
    return {
        "n": len(pairs),
        "accuracy": _share([one == other for one, other in pairs]),
        "macro_f1": macro,
        "f1": each,
    }


def _same_op(gold: Slot, told: Slot) -> bool:
    equal = {"in", "=", "contains"}
    return gold.op == told.op or {gold.op, told.op} <= equal


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else float("nan")


def _without(slots: Sequence[Slot], taken: Iterable[Slot]) -> list[Slot]:
    left = list(slots)
    for slot in taken:
        left.remove(slot)
    return left
