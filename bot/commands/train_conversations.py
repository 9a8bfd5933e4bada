"""`chat-rec train conversations`: what is told next, learnt from conversations of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json, table

if TYPE_CHECKING:
    from recommender.training.conversations import Made

EPILOG = """Examples:

chat-rec train conversations talks.jsonl --catalogue movies

chat-rec train conversations talks.jsonl --catalogue movies --no-promote --json
  (train and judge only; what serves stays as it is)

One line is one moment: what was said until then, and the items that were told next.

{"id": "17", "turns": [{"role": "user", "text": "something scary like Heat"}], "mentioned": ["42"],
 "liked": [], "disliked": [], "targets": ["7", "movies:8"]}   (all of it in one line)

Lines of one conversation have the same id. Exit codes: 0 accepted, 2 something to mend, 3 refused by the gate.
"""
REFUSED = 3


def conversations(  # noqa: PLR0913  each is an option of the command
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON Lines: turns, mentioned, liked, disliked, targets.")
    ],
    *,
    catalogue: Annotated[str, typer.Option(metavar="NAME", help="What the items are: movies, books…")],
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="The same seed and data give the same model.")] = 0,
    no_promote: Annotated[bool, typer.Option("--no-promote", help="Keep the model, do not let it serve.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Learn from conversations which item is told next, by what was said and named so far.

    A sixth of the conversations is kept aside: the model must find what is told in them better than popularity alone
    does. Then it serves the catalogue's domain, and running servers take it up by themselves; else it is kept beside
    and the exit code is 3. It counts when people talk; who filters is served as before.
    """
    import time

    from bot.commands.given_conversations import ground
    from bot.settings import load_settings
    from recommender.conversing.storing import folder_of, keep

    settings, made_at = load_settings(data_dir=data_dir), time.time()
    with bars() as told:
        here = ground(settings, catalogue, told)
        read, notes = here.read(file)
        made = here.trained(read, seed, told, made_at)
    serves = made.better and not no_promote
    about = _about(made, read.talks, len(read.moments), file, made_at)
    where = keep(folder_of(settings.data_dir, catalogue), made.talk, about, serve=serves)
    outcome = {"domain": catalogue, **about, "accepted": made.better, "promoted": serves, "file": str(where)}
    (print_json if json else _tell)({**outcome, "notes": notes})
    if not made.better:
        raise typer.Exit(REFUSED)


def _about(made: Made, talks: int, moments: int, file: Path, made_at: float) -> dict[str, Any]:
    return {
        "version": made.talk.version,
        "made_at": made_at,
        "source": file.name,
        "conversations": talks,
        "moments": moments,
        "held_out": {"targets": len(made.ours.places), "ours": made.ours.figures, "popularity": made.popular.figures},
    }


def _tell(done: dict[str, Any]) -> None:
    out, held_out = console(), done["held_out"]
    for note in done["notes"]:
        out.print(f"note: {note}")
    out.print(f"{done['domain']}: {done['moments']:,} moments of {done['conversations']:,} conversations")
    made = table("held-out conversations", *held_out["ours"], left=1)
    for name in ("ours", "popularity"):
        made.add_row(name, *(f"{value:.4f}" for value in held_out[name].values()))
    out.print(made)
    out.print(_outcome(done))
    out.print(f"  its file: {done['file']}")


def _outcome(done: dict[str, Any]) -> str:
    version, domain = done["version"], done["domain"]
    if not done["accepted"]:
        return (
            f"version {version} was not put into service: it finds what is told no better than popularity alone; "
            "give more conversations"
        )
    if done["promoted"]:
        return f"version {version} serves {domain} when people talk; running servers take it up within seconds"
    return f"version {version} is accepted and kept, and does not serve: train without --no-promote to let it"
