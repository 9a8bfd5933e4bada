"""`chat-rec simulate`: scripted users talk to the bot, and it is counted how often it finds what they want."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json, table

if TYPE_CHECKING:
    from bot.commands.printing import Bars
    from bot.settings import Settings
    from bot.simulation.figures import Figures
    from bot.simulation.running import Plan

EPILOG = """Examples:

chat-rec simulate --domain movies
  (200 dialogues of each kind with the films; what comes out is explained in docs/EVALUATION.md)

chat-rec simulate --domain movies --mode hidden --transcripts failures.txt
  (read where it goes wrong)

chat-rec simulate --language zh --dialogues 1000 --json

chat-rec simulate --domain wine --at-least 0.9
  (a gate for a catalogue that you imported: exit code 1 below 90 %)
"""

Mode = Literal["stated", "asked", "hidden"]
Language = Literal["en", "zh"]

DomainName = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The catalogue to ask for. Default: each, but for help.", show_default=False),
]
ModeName = Annotated[
    Mode | None,
    typer.Option(
        help="All wishes stated, or 60 % and the rest when asked, or some hidden until a card violates them. "
        "Default: each.",
        show_default=False,
    ),
]
Languages = Annotated[Language, typer.Option(help="What they speak.")]
Dialogues = Annotated[int, typer.Option(min=1, metavar="N", help="Dialogues of each kind.")]
Turns = Annotated[int, typer.Option(min=1, max=50, metavar="N", help="Messages of a user, at most.")]
Typos = Annotated[float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of long words misspelt.")]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="Other people, other words.")]
AtLeast = Annotated[
    float | None,
    typer.Option(min=0, max=1, metavar="SHARE", help="Exit code 1 below this success.", show_default=False),
]
Transcripts = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the dialogues that went wrong there.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


def simulate(  # noqa: PLR0913  each is an option of the command
    *,
    domain: DomainName = None,
    mode: ModeName = None,
    language: Languages = "en",
    dialogues: Dialogues = 200,
    turns: Turns = 10,
    typos: Typos = 0.03,
    seed: Seed = 0,
    at_least: AtLeast = None,
    transcripts: Transcripts = None,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Let scripted users look for something that exists, and count how soon they get it.

    Each has three to six wishes, taken from a real item, and says them in words of their own, misspelt now and then.
    Nothing of these people is kept.

    --at-least is held against success with the first final answer; where wishes are hidden, within the turns.
    """
    import asyncio

    from bot.settings import load_settings
    from bot.simulation.noise import Noise
    from bot.simulation.running import Plan

    modes = (mode,) if mode else get_args(Mode)
    noise = Noise(typos=typos)
    plans = [Plan(domain or "", language, each, dialogues, seed, turns, noise) for each in modes]
    settings = load_settings(data_dir=data_dir)
    with bars() as told:
        runs, lines = asyncio.run(_played(settings, plans, told))
    if transcripts is not None:
        _write(transcripts, lines)
    facts = {"language": language, "dialogues": dialogues, "turns": turns, "typos": typos, "seed": seed}
    (_tell_json if json else _tell)(facts, runs)
    if at_least is not None and any(run[1].reached < at_least for run in runs):
        raise typer.Exit(1)


Run = tuple["Plan", "Figures"]


async def _played(settings: Settings, plans: Sequence[Plan], told: Bars) -> tuple[list[Run], list[str]]:
    """The figures of each plan, and the dialogues that went wrong."""
    from functools import partial

    from bot.simulation.figures import figures
    from bot.simulation.opening import open_simulated
    from bot.simulation.running import run
    from bot.simulation.transcripts import transcripts

    runs: list[Run] = []
    lines: list[str] = []
    async with open_simulated(settings) as engine:
        for plan in _spread(plans, list(engine.catalogues)):
            title = f"{plan.domain}, {plan.mode}"
            tasks = await run(engine, plan, partial(told.step, title, total=plan.dialogues))
            runs.append((plan, figures(tasks, plan.mode, plan.turns)))
            lines += transcripts(title, tasks)
    return runs, lines


def _spread(plans: Sequence[Plan], domains: Sequence[str]) -> Iterator[Plan]:
    """Each plan for its domain, or for all. Raises `SettingsError` for one that is not there."""
    from dataclasses import replace

    from bot.errors import SettingsError

    wanted = plans[0].domain
    if wanted and wanted not in domains:
        raise SettingsError(f"--domain is {wanted!r}: choose one of {', '.join(domains)}, or import it first")
    for domain in [wanted] if wanted else [each for each in domains if each != "help"]:
        yield from (replace(plan, domain=domain) for plan in plans)


def _write(path: Path, lines: Sequence[str]) -> None:
    from bot.errors import SettingsError

    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"--transcripts: cannot write {path} ({error.strerror}): give another file") from error


def _tell_json(facts: dict[str, Any], runs: Sequence[Run]) -> None:
    told = [{"domain": plan.domain, "mode": plan.mode, **figures.plain()} for plan, figures in runs]
    print_json({"kind": "simulation", **facts, "runs": told})


def _tell(facts: dict[str, Any], runs: Sequence[Run]) -> None:
    out = console()
    out.print(", ".join(f"{name} {value}" for name, value in facts.items()))
    made = table(
        "catalogue", "wishes", "first answer", "its top", "early", "in 3", f"in {facts['turns']}", "mean turns",
        "pass^1", "pass^4", "violations", "misspelt", "questions", "asked twice", "shown twice", "lost",
        left=2,
    )  # fmt: skip
    for plan, each in runs:
        shares = [each.first, each.first_top, each.early, each.by_turn[min(3, len(each.by_turn)) - 1], each.success]
        counts = [each.repeated_questions, each.repeated_items]
        made.add_row(
            plan.domain, plan.mode, *(f"{share:.1%}" for share in shares), f"{each.turns:.2f}",
            f"{each.passes[0]:.3f}", f"{each.passes[-1]:.3f}", str(each.violations), str(each.misspelt),
            f"{each.questions:.2f}", *map(str, counts), f"{each.lost:.2f}",
        )  # fmt: skip
    out.print(made)
