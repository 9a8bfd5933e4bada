"""One field's value of one row, cleaned; or the news that a cell cannot be what its column is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial

from recommender.importing.age_ratings import canonical_rating
from recommender.importing.cells import MINUTES, clean, flag, measure
from recommender.importing.dates import is_plausible, iso_date, previous_century
from recommender.importing.families import flagged_values, joined_cells
from recommender.importing.lexicon import Lexicon
from recommender.importing.names import first_name_first, people_in, with_suffixes
from recommender.importing.splitting import split_cell
from recommender.importing.table import Cell
from recommender.schema import Field
from recommender.schema_file import Source

Cleaned = str | float | bool | list[str] | None
Reader = Callable[[Mapping[str, Cell]], Cleaned]
FEW_SLIPS = 0.05
"""Where more of a column's dates than this lie ahead, it tells of the future."""


class OddCellError(Exception):
    """A single cell is not what its column is. `instead`: what it is taken for, None: it is left empty."""

    def __init__(self, what: str, cell: Cell, instead: str | None = None) -> None:
        super().__init__(what)
        self.written = str(_single(cell))
        self.instead = instead


def reader(field: Field, source: Source, *, alone: bool = True, newest: str = "") -> Reader:
    """From a row's cells to the field's value, None where it has none; the reader raises `OddCellError`.

    `alone` is false for the further fields that are made of a column with mixed units; `newest` is the column's
    latest date that is not to come, where the few later ones are slips (see `newest_date`).
    """
    if source.flags:
        return lambda cells: _as_list(flagged_values(cells, source.flags))
    by_kind: dict[str, Callable[[Cell], Cleaned]] = {
        "number": partial(_number, field=field, source=source, alone=alone),
        "date": partial(_date, day_first=source.day_first, newest=newest),
        "flag": _flag,
        "text": _text,
    }
    return partial(_reading, by_kind.get(field.kind, partial(_names, field=field, source=source)), source.column)


def _reading(read: Callable[[Cell], Cleaned], columns: tuple[str, ...], cells: Mapping[str, Cell]) -> Cleaned:
    """Of one column as it is, of several the values together."""
    cell = cells.get(columns[0]) if len(columns) == 1 else joined_cells(cells.get(name) for name in columns)
    return None if cell is None else read(cell)


def named(read: Reader, lexicon: Lexicon, vocabulary: str) -> Reader:
    """The reader with the vocabulary's names in place of its codes: `English` for `en`."""

    def name_of(code: str) -> str:
        return next((name for name, _ in lexicon.lines(vocabulary, code)), code)

    def reading(cells: Mapping[str, Cell]) -> Cleaned:
        value = read(cells)
        if isinstance(value, list):
            return list(dict.fromkeys(map(name_of, value)))
        return name_of(value) if isinstance(value, str) else value

    return reading


def _single(cell: Cell) -> Cell:
    return cell[0] if isinstance(cell, tuple) and cell else cell


def _number(cell: Cell, field: Field, source: Source, *, alone: bool) -> float | None:
    found = measure(_single(cell), source.decimal)
    if found is None:
        raise OddCellError("it is no number", cell)
    if source.zero_unknown and found.value == 0:
        return None
    if found.unit in MINUTES and field.unit == "min":
        return _rounded(found.value * MINUTES[found.unit])
    if found.unit and field.unit and found.unit != field.unit:
        return None
    if not found.unit and not alone:
        return None
    return _rounded(found.value if found.unit else found.value * source.scale)


def _rounded(value: float) -> float:
    return round(value, 6)


def newest_date(cells: Iterable[Cell], *, day_first: bool) -> str:
    """The latest date that is not to come; empty where more than a few are: then those are no slips."""
    today = datetime.now(UTC).date().isoformat()
    dates = [date for cell in cells if (date := iso_date(_single(cell), day_first=day_first))]
    past = [date for date in dates if date <= today and not date.startswith("-")]
    return max(past, default="") if len(dates) - len(past) <= FEW_SLIPS * len(dates) else ""


def _date(cell: Cell, *, day_first: bool, newest: str) -> str:
    date = iso_date(_single(cell), day_first=day_first)
    if date is None:
        raise OddCellError("it is no date", cell)
    if earlier := previous_century(date, newest):
        raise OddCellError("this date lies in the future, unlike nearly all others", cell, earlier)
    if not is_plausible(date):
        raise OddCellError("this date is too far in the future or the past", cell)
    return date


def _flag(cell: Cell) -> bool:
    answer = flag(_single(cell))
    if answer is None:
        raise OddCellError("it is neither yes nor no", cell)
    return answer


def _text(cell: Cell) -> str | None:
    return (" ".join(cell) if isinstance(cell, tuple) else str(cell)) or None


def _names(cell: Cell, field: Field, source: Source) -> Cleaned:
    """Categories and people: split, cleaned, each once."""
    texts = list(cell) if isinstance(cell, tuple) else [_plain(cell)]
    if source.separator:
        texts = [part for text in texts for part in split_cell(text, source.separator)]
    if source.last_name_first:
        texts = [first_name_first(text) for text in texts]
    if field.kind == "person":
        texts = [name for text in with_suffixes(texts) for name in people_in(text)]
    if field.order:
        texts = [_ranked(text, field.order) for text in texts]
    texts = [text for text in dict.fromkeys(map(clean, texts)) if text]
    if field.many or len(texts) > 1:
        return texts or None
    return texts[0] if texts else None


def _ranked(text: str, order: tuple[str, ...]) -> str:
    """The text as the order writes it."""
    rating = canonical_rating(text).casefold()
    return next((known for known in order if known.casefold() in (text.casefold(), rating)), text)


def _plain(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _as_list(cell: Cell) -> list[str] | None:
    return list(cell) if isinstance(cell, tuple) else None
