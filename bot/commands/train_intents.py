"""`chat-rec train intents`: what people want with a message, learnt from examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json

EPILOG = """Examples:

chat-rec train intents
  (the head that the bot comes with, once more: English and Chinese, from the texts that we wrote)

chat-rec train intents messages.jsonl --test kept-aside.jsonl
  (your own labels; the bot uses those that are called as ours: recommend, critique, support…)

One line is one message; null is out of scope:

{"text": "any good thrillers?", "label": "recommend"}

{"text": "will it rain tomorrow", "label": null}

A CSV file with the columns text and label does as well, with an empty label for what is out of scope.
"""


def intents(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="JSON Lines or CSV: text, label. Default: ours.", show_default=False),
    ] = None,
    *,
    test: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure on these texts, too.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Train the intent head: a small network over the text encoder and the pieces of words; half a minute.

    From FILE it goes into the data folder and is used from the next start on; a tenth of the texts is kept aside
    meanwhile, to choose when to stop and what to refuse. Delete it there to have the shipped head back.
    """
    from bot.heads import bulk_encoder, own_head, shipped_head, train_head, train_shipped
    from bot.settings import load_settings
    from recommender.heads import INTENTS
    from recommender.labelled import read_labelled

    settings = load_settings(data_dir=data_dir)
    given = read_labelled(file) if file else None
    tested = read_labelled(test) if test else None
    encoder = bulk_encoder(settings)
    with bars() as told:
        if given:
            head, place = train_head(*given, encoder, told.step), own_head(settings, INTENTS)
            head.save(place)
        else:
            head, place = train_shipped(settings, encoder, told.step), shipped_head(settings, INTENTS)
    facts: dict[str, Any] = {"kind": "intents", "labels": list(head.labels), "file": str(place)}
    facts["bytes"] = place.stat().st_size
    if tested:
        from bot.commands.evaluate_intents import measured

        facts["test"] = measured(head, *tested, encoder)
    (print_json if json else _tell)(facts)


def _tell(facts: Any) -> None:
    out = console()
    out.print(f"{len(facts['labels'])} labels: {', '.join(facts['labels'])}")
    if "test" in facts:
        from bot.commands.evaluate_intents import tell_figures

        tell_figures(facts["test"])
    out.print(f"kept as {facts['file']} ({facts['bytes'] / 1e6:.1f} MB); a bot uses it from its next start on")
