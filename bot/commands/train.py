"""`chat-rec train`: a model from the operator's own log, which serves if it is better than the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from bot.commands import train_conversations, train_intents
from bot.commands.models import TAKEN_UP
from bot.commands.options import DataDir
from bot.commands.printing import console, print_json, table
from bot.errors import SettingsError

if TYPE_CHECKING:
    from rich.table import Table

    from bot.commands.new_model import Done
    from recommender.gate import Verdict
    from recommender.training.fitting import Recipe

EPILOG = """Examples:

chat-rec train ratings.csv
  (learn from who rated what; columns user, item and, where known, rating and timestamp)

chat-rec train ratings.csv --catalogue movies --search 30
  (look for better settings first)

chat-rec train interactions --help
  (all options)
"""
INTERACTIONS_EPILOG = """Examples:

chat-rec train ratings.csv

chat-rec train purchases.csv --catalogue products --no-promote
  (train and judge only; `chat-rec models promote` makes it serve later)

chat-rec train ratings.csv --kind mlp --search 30 --tensorboard runs
  (then: tensorboard --logdir runs)

The file is CSV or TSV with a header. Items are named by the ids of the catalogue's own file. With several events of
one person on one item the last counts. Exit codes: 0 accepted, 2 something to mend, 3 refused by the gate.
"""
SERVED = "interactions"
REFUSED = 3


class FirstIsFile(TyperGroup):
    """A group whose first argument, when it names no subcommand, is the file of `interactions`."""

    # typer does not export the type of its contexts
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        helps = ctx.help_option_names if args else ()
        if args and args[0] not in self.commands and args[0] not in helps:
            args = [SERVED, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=FirstIsFile,
    help="Train models from your own data. `chat-rec train FILE` learns a ranking from who rated or bought what.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
)


app.command(epilog=train_conversations.EPILOG)(train_conversations.conversations)
app.command(epilog=train_intents.EPILOG)(train_intents.intents)


LogFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or TSV: user, item and, where known, rating and timestamp.")
]
Catalogue = Annotated[
    str, typer.Option(metavar="NAME", help="What the items are. Default: the catalogue that knows most of them.")
]
Kind = Annotated[
    Literal["linear", "mlp"] | None,
    typer.Option(help="The head: weighted terms, or a hidden layer beside them. Default: mlp.", show_default=False),
]
Loss = Annotated[
    Literal["softmax", "bpr", "mse"] | None,
    typer.Option(
        help="What is made small: errors of order (softmax, bpr) or of ratings (mse). Default: softmax.",
        show_default=False,
    ),
]
Epochs = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="At most. Default: 4, more where events are few.", show_default=False),
]
LearningRate = Annotated[
    float | None,
    typer.Option(min=0.0, metavar="X", help="Of AdamW, at its highest. Default: 0.003.", show_default=False),
]
WeightDecay = Annotated[
    float | None, typer.Option(min=0.0, metavar="X", help="Of AdamW. Default: 0.01.", show_default=False)
]
Dropout = Annotated[
    float | None,
    typer.Option(
        min=0.0, max=0.95, metavar="X", help="Part left out at random in training. Default: 0.1.", show_default=False
    ),
]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="The same seed and data give the same weights.")]
Search = Annotated[int, typer.Option(min=0, metavar="TRIALS", help="Look for a better recipe first, so many times.")]
Board = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write losses, figures and settings there.", show_default=False)
]
Project = Annotated[
    str, typer.Option(metavar="PROJECT", help="Tell Weights & Biases; offline unless WANDB_MODE=online.")
]
NoPromote = Annotated[bool, typer.Option("--no-promote", help="Keep the model, do not let it serve.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command(SERVED, epilog=INTERACTIONS_EPILOG)
def interactions(  # noqa: PLR0913  each is an option of the command
    file: LogFile,
    *,
    catalogue: Catalogue = "",
    kind: Kind = None,
    loss: Loss = None,
    epochs: Epochs = None,
    learning_rate: LearningRate = None,
    weight_decay: WeightDecay = None,
    dropout: Dropout = None,
    seed: Seed = 0,
    search: Search = 0,
    tensorboard: Board = None,
    wandb: Project = "",
    no_promote: NoPromote = False,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Learn a ranking from who rated, watched or bought what, and when.

    Everybody's last event is kept aside. The new model must find it better than the model that serves, or than the
    built-in ranking where none does, and serve nobody worse: newcomers, regulars, the long tail. Then it is promoted,
    and running servers take it up by themselves; else it is kept unpromoted and the exit code is 3.
    """
    rates = {"learning_rate": learning_rate, "weight_decay": weight_decay, "dropout": dropout}
    recipe = _recipe({"kind": kind, "loss": loss, "epochs": epochs, **rates, "seed": seed})
    from bot.commands.new_model import Wanted, new_model
    from bot.settings import load_settings

    wanted = Wanted(file, catalogue, search, tensorboard, wandb, not no_promote)
    done = new_model(load_settings(data_dir=data_dir), wanted, recipe)
    (_tell_json if json else _tell)(done)
    if not done.accepted:
        raise typer.Exit(REFUSED)


def _recipe(options: Mapping[str, Any]) -> Recipe:
    """What was given, over the defaults. Who names the epochs wants so many, however few steps they are."""
    from recommender.training.fitting import Recipe

    if options["learning_rate"] == 0:
        raise SettingsError("--learning-rate is 0: give a number above 0, like 0.003")
    given = {name: value for name, value in options.items() if value is not None}
    given |= {"least_steps": 0} if "epochs" in given else {}
    return replace(Recipe(), **given)


def _tell(done: Done) -> None:
    out, manifest = console(), done.manifest
    for note in done.notes:
        out.print(f"note: {note}")
    out.print(
        f"{manifest.domain}: {manifest.events:,} events of {manifest.users:,} people on {manifest.items:,} items"
    )
    if manifest.verdict:
        out.print(_figures(manifest.verdict))
    out.print(_outcome(done))
    for reason in done.reasons:
        out.print(f"  {reason}")
    out.print(f"  its files: {done.folder}")


def _figures(verdict: Verdict) -> Table:
    """Figures are NDCG@10; of the long tail the reach, of the catalogue share how unusual the lists are."""
    made = table("slice", "standing", "people", "before", "now", "ratio", "90 % sure of each bound", left=2)
    for each in verdict.slices:
        figures = (f"{each.current:.4f}", f"{each.candidate:.4f}", f"{each.ratio:.3f}")
        made.add_row(each.name, each.standing, f"{each.users}", *figures, f"{each.low:.3f} to {each.high:.3f}")
    return made


def _outcome(done: Done) -> str:
    version, domain, before = done.manifest.version, done.manifest.domain, done.before or "the built-in ranking"
    if not done.accepted:
        return f"the gate refused version {version}: it is kept, {before} goes on serving {domain}"
    if done.promoted:
        return f"version {version} serves {domain} now, before it {before}; {TAKEN_UP}"
    return (
        f"version {version} is accepted and kept: `chat-rec models promote {version} --domain {domain}` lets it serve"
    )


def _tell_json(done: Done) -> None:
    from recommender.manifest import plain

    more = {"promoted": done.promoted, "before": done.before, "folder": str(done.folder), "notes": done.notes}
    print_json({**plain(done.manifest), "accepted": done.accepted, **more})
