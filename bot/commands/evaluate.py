"""`chat-rec evaluate`: how good is it, on data of one's own, beside what is simple and strong?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.commands import evaluate_conversations, evaluate_intents, evaluate_slates, evaluate_understanding
from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json, table

if TYPE_CHECKING:
    from bot.commands.given import Given
    from bot.commands.printing import Bars
    from bot.settings import Settings
    from recommender.content import Content
    from recommender.evaluation.protocols import Case

EPILOG = """Examples:

chat-rec evaluate interactions ratings.csv --protocol leave-last-out
  (who guesses better what people turn to next: popularity, EASE, or we?)

chat-rec evaluate interactions --help
  (the protocols)

chat-rec evaluate slates
  (would people like the newest model's lists better than those they were shown?)
"""
INTERACTIONS_EPILOG = """Examples:

chat-rec evaluate interactions ratings.csv --protocol random --seeds 3

chat-rec evaluate interactions ratings.csv --protocol cold-user --json

chat-rec evaluate interactions ratings.csv --protocol cold-item --items films.csv
  (items that nobody has touched yet; --items movies takes a catalogue that was imported)

The protocols: random hides a tenth of everybody's events; leave-last-out the last one; cold-user whole people, of
whom 0, 1, 3, 5 or 10 likes are told; cold-item all events of some items. Nothing is promoted or kept.
"""

app = typer.Typer(
    help="Measure on your own data, beside simple and strong baselines.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def evaluate() -> None:
    """What the commands have in common: they change nothing."""


app.command(epilog=evaluate_slates.EPILOG)(evaluate_slates.slates)
app.command(epilog=evaluate_conversations.EPILOG)(evaluate_conversations.conversations)
app.command(epilog=evaluate_understanding.EPILOG)(evaluate_understanding.understanding)
app.command(epilog=evaluate_intents.EPILOG)(evaluate_intents.intents)


LogFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or TSV: user, item and, where known, rating and timestamp.")
]
Protocol = Annotated[
    Literal["random", "leave-last-out", "cold-user", "cold-item"],
    typer.Option(help="What is hidden, and then to be found."),
]
Items = Annotated[
    str, typer.Option(metavar="FILE|NAME", help="What the items are: a catalogue's file, or an imported one's name.")
]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="The first one.")]
Seeds = Annotated[int, typer.Option(min=1, metavar="N", help="So many runs, with seeds that follow.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command(epilog=INTERACTIONS_EPILOG)
def interactions(  # noqa: PLR0913  each is an option of the command
    file: LogFile,
    *,
    protocol: Protocol = "leave-last-out",
    items: Items = "",
    seed: Seed = 0,
    seeds: Seeds = 1,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """How well is found what was hidden: NDCG, recall and hit rate of ten, coverage, share of the long tail (APLT).

    Popularity, EASE (its ridge chosen on the validation part) and our ranker are measured on the same requests in
    one run. Ours is trained as `chat-rec train` does, without the test part.
    """
    from bot.settings import load_settings

    numbers = range(seed, seed + seeds)
    with bars() as told, _given(load_settings(data_dir=data_dir), file, items, told) as (given, content):
        runs = [_run(given, content, protocol, number, told) for number in numbers]
    facts = {
        "kind": "interactions",
        "protocol": protocol,
        "file": str(file),
        "events": len(given.log),
        "people": len(given.log.user_ids),
        "items": len(given.log.item_ids),
        "seeds": list(numbers),
        "notes": given.notes,
    }
    cases = [_summed(same) for same in zip(*runs, strict=True)]
    (_tell_json if json else _tell)(facts, cases)


@contextmanager
def _given(settings: Settings, file: Path, items: str, told: Bars) -> Iterator[tuple[Given, Content | None]]:
    """The log, by itself or on a catalogue, which lives as long as the context if it comes from a file."""
    from tempfile import TemporaryDirectory

    from bot.commands.given import Given, described, on, read_log
    from bot.errors import InteractionsError
    from bot.wiring import vector_folders
    from recommender.importing.matching import last_words
    from recommender.load import load_catalogues

    log, notes = read_log(file, told)
    if not items:
        yield Given(last_words(log), None, notes), None
        return
    catalogues = load_catalogues(settings.data_dir)
    with TemporaryDirectory() as folder:
        catalogue = catalogues.get(items) or _imported(Path(items), Path(folder), list(catalogues))
        folders = vector_folders(settings) if items in catalogues else (Path(folder) / "vectors",)
        try:
            given = on(log, catalogue, notes)
        except InteractionsError as error:
            raise InteractionsError(f"{file}: {error}") from error
        yield given, described(settings, catalogue, folders, told)


def _imported(file: Path, folder: Path, names: Sequence[str]) -> Any:
    from bot.errors import SettingsError
    from recommender.importing.importer import import_file
    from recommender.load import load_imported

    if not file.is_file():
        raise SettingsError(
            f"--items is {str(file)!r}, and there is no such file and no such catalogue: "
            f"give a catalogue's file, or one of {', '.join(names)}"
        )
    return load_imported(import_file(file, "items", folder, skip_bad=True).folder)


def _run(given: Given, content: Content | None, protocol: str, seed: int, told: Bars) -> list[Case]:
    from recommender.evaluation.protocols import PROTOCOLS, Trial
    from recommender.training.fitting import Recipe
    from recommender.training.train import Plan

    plan = Plan(replace(Recipe(), seed=seed))

    def progress(what: str, done: int, total: int) -> None:
        told.step(f"seed {seed}: {what}", done, total)

    return PROTOCOLS[protocol](Trial(given.log, content, plan, progress))


def _summed(same: Sequence[Case]) -> dict[str, Any]:
    """One situation over all seeds; the interval of a ratio is a paired bootstrap over the people of all of them."""
    import numpy as np

    from recommender.evaluation.metrics import paired_ratio
    from recommender.evaluation.protocols import OURS

    def over_seeds(values: Sequence[float]) -> dict[str, float]:
        return {"mean": float(np.mean(values)), "std": float(np.std(values))}

    figures = {
        contender: {name: over_seeds([case.figures[contender][name] for case in same]) for name in metrics}
        for contender, metrics in same[0].figures.items()
    }
    people = {contender: np.concatenate([case.per_user[contender] for case in same]) for contender in figures}
    ratios = {name: paired_ratio(people[OURS], theirs) for name, theirs in people.items() if name != OURS}
    return {
        "case": same[0].name,
        "people": len(people[OURS]) // len(same),
        "figures": figures,
        "ratios": {name: {"ratio": each.value, "low": each.low, "high": each.high} for name, each in ratios.items()},
    }


def _tell_json(facts: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> None:
    print_json({**facts, "cases": cases})


def _tell(facts: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> None:
    out = console()
    for note in facts["notes"]:
        out.print(f"note: {note}")
    seeds = ", ".join(str(seed) for seed in facts["seeds"])
    out.print(
        f"{facts['protocol']}: {facts['events']:,} events of {facts['people']:,} people on {facts['items']:,} items, "
        f"seeds {seeds}"
    )
    metrics = list(next(iter(cases[0]["figures"].values())))
    made = table("case", "ranked by", "people", *metrics, "ours is better by (95 %)", left=2)
    for case in cases:
        for contender, figures in case["figures"].items():
            cells = [_figure(figures[name]) for name in metrics]
            made.add_row(case["case"], contender, str(case["people"]), *cells, _ratio(case["ratios"].get(contender)))
    out.print(made)


def _figure(value: Mapping[str, float]) -> str:
    return f"{value['mean']:.4f}" + (f" ± {value['std']:.4f}" if value["std"] else "")


def _ratio(ratio: Mapping[str, float] | None) -> str:
    return f"{ratio['ratio']:.2f} × ({ratio['low']:.2f} to {ratio['high']:.2f})" if ratio else ""
