"""What is understood of people's messages: F1 of genres, people and titles, and the time a message takes.

MovieBot's annotated utterances (3 files, 791 rows) against a catalogue of 13,364 Wikipedia films with genres, cast
and directors, imported the usual way. Half of the rows, by the CRC-32 of the text, was looked at while the rules were
written; **the figures are of the other half**. Many sentences of the two halves are built alike, so the other half is
not a stranger's. All annotated spans count, also of people, titles and kinds that the catalogue does not have: those
are found when the same words are told as an unknown name or as words to search for. Matching is that of `chat-rec
evaluate understanding` (docs/EVALUATION.md). Compared with a dictionary: every genre, person and title of the
catalogue that stands in the text, the longest first. The bars are absolute. MovieBot's own rules are reported at
.61 / .39 / .47. INSPIRED's utterances, whose annotation has many mistakes, are a check on other words.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.evaluation.figures import Judged, slot_figures
from bot.evaluation.rows import Row as Message
from bot.evaluation.rows import read_rows
from bot.evaluation.slots import PERSON, TITLE, Slot, expected, pairs
from bot.evaluation.understanding import figures, read_all
from bot.understanding import Understanding
from bot.understanding.knowledge import Knowledge
from bot.understanding.tokens import norms
from recommender.importing.importer import import_file
from recommender.load import load_imported
from tests.bench.converters import films, inspired, moviebot
from tests.bench.public_data import missing
from tests.bench.table import Row

DOMAIN = "movies"
BARS = {"genres": 0.90, PERSON: 0.85, TITLE: 0.80}
MOST_MS = 5.0
THIS_YEAR = 2026


def measure() -> list[Row]:
    """F1 of the half that was not looked at, ours and the dictionary's; milliseconds."""
    absent = missing(moviebot.MOVIEBOT, inspired.INSPIRED, *films.SOURCES)
    if absent:
        return absent
    with tempfile.TemporaryDirectory() as folder:
        bot = understanding_of_films(Path(folder))
        files = [moviebot.MOVIEBOT / name for name in moviebot.FILES]
        held_out = [row for row in read_rows(moviebot.write(Path(folder), files)) if not is_seen(row)]
        other = [
            row for row in read_rows(inspired.write(Path(folder), inspired.INSPIRED / "dev.tsv")) if not is_seen(row)
        ]
    told, check = (_ours(bot, rows) for rows in (held_out, other))
    plain = _dictionary(bot.domains.known[DOMAIN], held_out)
    rows = [_row(name, told, plain, bar, len(held_out)) for name, bar in BARS.items()]
    rows += [_known(told, len(held_out)), _checked(check, len(other)), *_times(told, check)]
    return rows


def is_seen(row: Message) -> bool:
    """Of the half that the rules were written by."""
    return zlib.crc32(row.text.encode()) % 2 == 0


@cache
def understanding_of_films(folder: Path) -> Understanding:
    """The Wikipedia films, imported into the folder."""
    report = import_file(films.write(folder), DOMAIN, folder, skip_bad=True)
    return Understanding({DOMAIN: load_imported(report.folder)}, only=DOMAIN, this_year=THIS_YEAR)


def _ours(bot: Understanding, rows: Sequence[Message]) -> dict[str, Any]:
    return figures(bot, read_all(bot, rows, DOMAIN), DOMAIN)


def _dictionary(known: Knowledge, rows: Sequence[Message]) -> Mapping[str, Mapping[str, float]]:
    judged = []
    for row in rows:
        gold, told = expected(row, known), list(dict.fromkeys(_looked_up(known, row.text)))
        judged.append(Judged(tuple(gold), tuple(told), tuple(pairs(gold, told))))
    return slot_figures(judged, linkable=False)


def _looked_up(known: Knowledge, text: str) -> Iterator[Slot]:
    words = norms(text)
    for _, _, meanings in known.values.lexicon.scan(words):
        for meaning in meanings:
            fact = known.facts[meaning.field]
            value = " ".join(norms(str(meaning.value)))
            keys = frozenset({value, value.replace(" ", "")} if fact.is_person else {value})
            yield Slot(PERSON if fact.is_person else meaning.field, keys, linked=True)
    for first, end, rows in known.titles.lexicon.scan(words):
        title = " ".join(words[first:end])
        items = frozenset(str(known.item(row)) for row in rows)
        yield Slot(TITLE, items | {title, title.replace(" ", "")}, linked=True)


def _row(name: str, told: Mapping[str, Any], plain: Mapping[str, Mapping[str, float]], bar: float, n: int) -> Row:
    ours, theirs = told["titles"] if name == TITLE else told["slots"][name], plain[name]
    what = {PERSON: "people", TITLE: "titles"}.get(name, name)
    return Row(
        f"MovieBot, F1 of {what}",
        f"{ours['f1']:.3f}",
        f"{theirs['f1']:.3f} (dictionary)",
        bar=f"≥ {bar:.2f}",
        met=ours["f1"] >= bar,
        note=f"{ours['expected']} spans in {n} messages; precision {ours['precision']:.3f}, "
        f"recall {ours['recall']:.3f}",
    )


def _known(told: Mapping[str, Any], n: int) -> Row:
    shares = [told["linkable"][name]["f1"] for name in (*BARS,)]
    return Row(
        "the same, what the catalogue has",
        " / ".join(f"{share:.3f}" for share in shares),
        note=f"genres / people / titles in {n} messages, spans that can be linked alone",
    )


def _checked(check: Mapping[str, Any], n: int) -> Row:
    shares = [check["slots"]["genres"], check["slots"][PERSON], check["titles"]]
    return Row(
        "INSPIRED, F1",
        " / ".join(f"{share['f1']:.3f}" for share in shares),
        note=f"genres / people / titles in {n} messages, annotated by matching words; no bar",
    )


def _times(*told: Mapping[str, Any]) -> Iterator[Row]:
    for name, each in zip(("MovieBot", "INSPIRED"), told, strict=True):
        took = each["ms_per_text"]
        yield Row(
            f"one message of {name}",
            f"{took['p50']:.2f} ms",
            bar=f"≤ {MOST_MS:g} ms",
            met=took["p50"] <= MOST_MS,
            note=f"mean {took['mean']:.2f}, 95 % {took['p95']:.2f}, 99 % {took['p99']:.2f} ms; no encoder involved",
        )
