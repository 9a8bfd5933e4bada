"""The dialogues that went wrong, for an engineer to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.simulation.amounts import written
from bot.simulation.playing import Played
from bot.simulation.wishes import Wish


def gone_wrong(played: Played) -> bool:
    """Nothing was found with the first final answer, or something was shown against a clear wish."""
    return not played.at_once or any(each.clean for each in played.violations)


def transcripts(title: str, tasks: Iterable[Iterable[Played]]) -> Iterator[str]:
    """Of every dialogue that went wrong: what was wanted, what happened, what was said; line by line."""
    for played in (each for tries in tasks for each in tries if gone_wrong(each)):
        yield f"== {title}: {played.task.target.title}"
        for number, wish in enumerate(played.task.wishes):
            yield f"   wish {number}: {told(wish)} ({wish.way})"
        found = f"found in turn {played.accepted}" if played.accepted else "never found"
        yield f"   {found}; first final answer in turn {played.final or '-'}"
        for each in played.violations:
            misspelt = "" if each.clean else ", misspelt"
            yield f"   turn {each.turn} shows {each.title} against wish {each.wish}{misspelt}"
        yield from played.transcript
        yield ""


def told(wish: Wish) -> str:
    """`genres, not horror`; `runtime ≤ 120`."""
    if wish.form == "avoid":
        return f"{wish.field.name}, not {wish.values[0]}"
    bounds = (
        f"{each.op} {written(each.value) if isinstance(each.value, float) else each.value}"
        for each in wish.preferences
    )
    return f"{wish.field.name} {' and '.join(bounds)}"
