"""`chat-rec evaluate understanding`: is what people write understood?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json, table

EPILOG = """Examples:

chat-rec evaluate understanding messages.jsonl --domain movies

chat-rec evaluate understanding messages.jsonl --domain movies --json
  (one object, for a program)

One line is one message and what a person says that it means; what is not noted is not judged:

{"text": "no horror, something like Heat under 2 hours", "intent": "recommend", "items": ["Heat"],
 "preferences": [{"field": "genres", "op": "=", "value": "horror", "polarity": "avoid"},
                 {"field": "runtime", "op": "<", "value": 120}]}   (all of it in one line)
"""


def understanding(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines: text, intent, preferences, items.")],
    *,
    domain: Annotated[str, typer.Option(metavar="NAME", help="The catalogue that the messages speak of.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Precision, recall and F1 of wishes by field and of titles, intents, and the time a message takes.

    Every line is read as the first message of a conversation. A field of people may be called `person`; what the
    catalogue has no field for (`keywords`) is looked for among the words left to search for.
    """
    from datetime import UTC, datetime

    from bot.errors import BadLine
    from bot.evaluation.rows import read_rows
    from bot.evaluation.understanding import figures, read_all
    from bot.settings import load_settings
    from bot.understanding import Understanding
    from bot.wiring import chosen_catalogues

    rows = list(read_rows(file))
    if not rows:
        raise BadLine(f"{file} has no lines; write one JSON object a line, see --help")
    catalogues = chosen_catalogues(load_settings(data_dir=data_dir, domain=domain))
    with bars() as told:
        told.step("learning the catalogue", 0, 0)
        bot = Understanding({domain: catalogues[domain]}, only=domain, this_year=datetime.now(UTC).year)
        told.close("learning the catalogue")
        readings = read_all(bot, rows, domain, lambda done, total: told.step("reading", done, total))
    facts = {"kind": "understanding", "file": str(file), "domain": domain, **figures(bot, readings, domain)}
    if json:
        print_json(facts)
    else:
        _tell(facts)


def _tell(facts: dict[str, Any]) -> None:
    out = console()
    made = table("what", "precision", "recall", "F1", "found", "expected", "F1 of what the catalogue knows")
    groups = facts["slots"] | ({"titles": facts["titles"]} if facts["titles"] else {})
    for name, figures in groups.items():
        linkable = facts["linkable"].get("title" if name == "titles" else name)
        cells = [f"{figures[each]:.3f}" for each in ("precision", "recall", "f1")]
        counts = [f"{figures[each]:,}" for each in ("found", "expected")]
        made.add_row(name, *cells, *counts, f"{linkable['f1']:.3f}" if linkable else "")
    out.print(made)
    said, took = facts["said"], facts["ms_per_text"]
    for what, share in said.items():
        if share == share:  # noqa: PLR0124  only NaN differs from itself: nobody noted it
            out.print(f"right {what} of what was found: {share:.3f}")
    if intent := facts["intent"]:
        out.print(f"intent: accuracy {intent['accuracy']:.3f}, macro F1 {intent['macro_f1']:.3f} of {intent['n']:,}")
    out.print(
        f"{facts['n']:,} messages, {took['mean']:.2f} ms each (95 %: {took['p95']:.2f}, 99 %: {took['p99']:.2f})"
    )
