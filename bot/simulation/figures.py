"""What the dialogues come to, for one catalogue, language and mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import Any

from bot.simulation.playing import Played
from bot.simulation.wishes import Mode

TRIES = 4
"""How often the same task is played, with other words each time."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are in [0, 1]; counts are of a whole dialogue, on average, unless they are called a number."""

    dialogues: int
    first: float
    """Success by the first final answer: a card of that list, or of an earlier one, satisfies every wish. Final: the
    user has nothing left to volunteer, and the bot asks for no wish any more."""
    early: float
    """The same of the first list to which the user has nothing to add, whether or not the bot still asks."""
    first_top: float
    """The first card of that list satisfies every wish stated by then."""
    success: float
    """Success within the turns."""
    by_turn: tuple[float, ...]
    """Success within 1, 2, … turns."""
    turns: float
    """Mean turns to success, of those that succeed."""
    passes: tuple[float, ...]
    """pass^1 to pass^4: the chance that so many tries of one task, each in other words, all succeed."""
    violations: int
    """Number of cards shown against a wish that was stated without a spelling mistake."""
    violated: float
    """Share of the dialogues with such a card."""
    misspelt: int
    """Number of cards shown against a wish whose statement was misspelt."""
    questions: float
    repeated_questions: int
    repeated_items: int
    lost: float
    """Answers without a list or a question, a dialogue."""
    elsewhere: int
    """Number of lists from another catalogue."""
    reached: float
    """What a gate looks at: success by the first final answer; where wishes are hidden, within the turns."""

    def plain(self) -> dict[str, Any]:
        """For printing as JSON."""
        return asdict(self)


def figures(tasks: Sequence[Sequence[Played]], mode: Mode, turns: int) -> Figures:
    """Of all tries of all tasks."""
    played = [each for tries in tasks for each in tries]
    count = len(played)
    won = [each for each in played if each.accepted]
    clean = [[each for each in one.violations if each.clean] for one in played]
    return Figures(
        dialogues=count,
        first=sum(each.at_once for each in played) / count,
        early=sum(each.early for each in played) / count,
        first_top=sum(each.final_top for each in played) / count,
        success=len(won) / count,
        by_turn=tuple(sum(0 < each.accepted <= turn for each in played) / count for turn in range(1, turns + 1)),
        turns=sum(each.accepted for each in won) / max(len(won), 1),
        passes=tuple(_passes(tasks, tries) for tries in range(1, TRIES + 1)),
        violations=sum(map(len, clean)),
        violated=sum(map(bool, clean)) / count,
        misspelt=sum(len(one.violations) for one in played) - sum(map(len, clean)),
        questions=sum(each.questions for each in played) / count,
        repeated_questions=sum(each.repeated_questions for each in played),
        repeated_items=sum(each.repeated_items for each in played),
        lost=sum(each.lost for each in played) / count,
        elsewhere=sum(each.elsewhere for each in played),
        reached=sum(bool(each.accepted) if mode == "hidden" else each.at_once for each in played) / count,
    )


def _passes(tasks: Sequence[Sequence[Played]], count: int) -> float:
    """pass^k, unbiased: the mean over tasks of C(won, k) / C(tries, k) (Yao et al., tau-bench, 2024)."""
    counted = [(len(tries), sum(each.accepted > 0 for each in tries)) for tries in tasks if len(tries) >= count]
    return sum(comb(won, count) / comb(tries, count) for tries, won in counted) / max(len(counted), 1)
