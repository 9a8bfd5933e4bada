"""`chat-rec evaluate intents`: are messages given the right label, and is what is out of scope refused?"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json

if TYPE_CHECKING:
    from recommender.encoder import Encoder
    from recommender.heads import TextHead

EPILOG = """Examples:

chat-rec evaluate intents --test messages.jsonl
  (the head that the bot uses)

chat-rec evaluate intents --train train.jsonl --test test.jsonl --json
  (a new head, fitted to the first file; nothing is kept)

One line is one message; null is out of scope:

{"text": "any good thrillers?", "label": "recommend"}

{"text": "will it rain tomorrow", "label": null}
"""
TIMED = 200


def intents(
    *,
    test: Annotated[Path, typer.Option(metavar="FILE", help="JSON Lines or CSV: text, label.")],
    train: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Fit a head to these texts first.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Accuracy and macro-F1 in scope, how much of what is out of scope is refused, and the time a text takes."""
    from bot.heads import bulk_encoder, head_served, train_head
    from bot.settings import load_settings
    from recommender.errors import ModelError
    from recommender.heads import INTENTS
    from recommender.labelled import read_labelled

    settings = load_settings(data_dir=data_dir)
    tested, given = read_labelled(test), read_labelled(train) if train else None
    encoder = bulk_encoder(settings)
    with bars() as told:
        head = train_head(*given, encoder, told.step) if given else head_served(settings, INTENTS, encoder.name)
        if head is None:
            raise ModelError("there is no intent head yet: run `chat-rec setup`, or give --train FILE")
        told.step("measuring", 0, 0)
        facts = {"kind": "intents", "file": str(test), "labels": len(head.labels), **measured(head, *tested, encoder)}
        told.close("measuring")
    if json:
        print_json(facts)
    else:
        tell_figures(facts)


def measured(head: TextHead, texts: list[str], labels: list[str], encoder: Encoder) -> dict[str, Any]:
    """The figures, and the milliseconds that encoding and reading one text takes, the median of some."""
    import numpy as np

    from bot.heads import encoded
    from recommender.evaluation.labels import Judged, label_figures

    figures = label_figures(Judged.by(head, texts, encoded(texts, encoder), labels))
    taken = []
    for text in texts[:TIMED]:
        started = perf_counter()
        head.read(text, encoder.encode_queries([text])[0])
        taken.append(perf_counter() - started)
    return {**figures, "ms_per_text": 1e3 * float(np.median(taken))}


def tell_figures(facts: Any) -> None:
    """For people."""
    out = console()
    if facts["accuracy"] is not None:
        out.print(f"accuracy in scope {facts['accuracy']:.3f}, macro F1 {facts['macro_f1']:.3f}, nothing refused")
        out.print(f"  {facts['accuracy_with_refusals']:.3f} with refusals")
        out.print(f"  calibration error {facts['calibration_error']:.3f}")
    if facts["outside_recall"] is not None:
        out.print(f"out of scope: {facts['outside_recall']:.3f} of {facts['n_outside']:,} refused")
        for loss, share in (facts["outside_recall_at_loss"] or {}).items():
            out.print(f"  {share:.3f} when {float(loss):.0%} of the texts in scope are given for it")
    out.print(f"{facts['n']:,} texts, {facts['ms_per_text']:.1f} ms each")
