"""What is understood of Chinese messages about catalogues that nobody prepared: F1 of wishes and names.

CrossWOZ's user messages on hotels, restaurants and attractions of Beijing, against its three databases, imported the
usual way: every column keeps its Chinese name, and what it is about is found out by the importer. Half of the
dialogues, by a hash of their id, was looked at while the Chinese cues were written; **the figures are of the other
half**. Matching is that of `chat-rec evaluate understanding` (docs/EVALUATION.md): a price of 200-300 is two bounds,
and every bound, value and name counts. A message may speak of several domains at once; bounds said of another one's
price or rating count against us. No bar is set: the corpus has no published figure for this task.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot.evaluation.rows import read_rows
from bot.evaluation.understanding import figures, read_all
from bot.understanding import Understanding
from recommender.importing.importer import import_file
from recommender.load import load_imported
from tests.bench.converters import crosswoz
from tests.bench.public_data import missing
from tests.bench.table import Row

THIS_YEAR = 2026


def measure() -> list[Row]:
    """F1 of each domain's wishes and names, on the half that was not looked at."""
    files = [crosswoz.CROSSWOZ / name for name in crosswoz.FILES]
    if absent := missing(crosswoz.CROSSWOZ):
        return absent
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        crosswoz.write(folder, files)
        return [_row(domain, folder) for domain in crosswoz.DOMAINS.values()]


def _row(domain: str, folder: Path) -> Row:
    report = import_file(folder / f"{domain}.jsonl", domain, folder, skip_bad=True)
    bot = Understanding({domain: load_imported(report.folder)}, only=domain, this_year=THIS_YEAR)
    rows = list(read_rows(folder / f"understanding_{domain}_held.jsonl"))
    told = figures(bot, read_all(bot, rows, domain), domain)
    wishes, names, took = told["slots"]["all"], told["titles"], told["ms_per_text"]
    fields = ", ".join(
        f"{name} {each['f1']:.3f}" for name, each in told["slots"].items() if name not in ("all", "text")
    )
    return Row(
        f"{domain}: F1 of wishes",
        f"{wishes['f1']:.3f}",
        note=f"{len(rows)} messages; precision {wishes['precision']:.3f}, recall {wishes['recall']:.3f}; {fields}; "
        f"names {names['f1']:.3f}; {took['mean']:.1f} ms a message",
    )
