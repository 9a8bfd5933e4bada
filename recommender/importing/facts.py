"""What the cells of one column look like, measured once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from recommender.importing.cells import Measure, flag, measure, uses_decimal_comma
from recommender.importing.dates import is_plausible, iso_date, writes_day_first
from recommender.importing.lexicon import Header, header_of
from recommender.importing.names import is_full_name
from recommender.importing.table import Cell

_URL = re.compile(r"(https?:)?//\S+|www\.\S+", re.IGNORECASE)
_TOKEN = re.compile(r"(?=\S*\d)[A-Za-z0-9_-]{6,}|[0-9a-f]{16,}|[0-9a-f-]{36}")


@dataclass(frozen=True)
class Column:
    """One column, or several that were merged into one (`sources`)."""

    name: str
    cells: tuple[Cell, ...]
    sources: tuple[str, ...] = ()
    """The file's columns when several were merged, else empty."""
    flags: Mapping[str, str] = field(default_factory=dict)
    """Yes/no columns that were merged → the value each stands for."""

    @cached_property
    def header(self) -> Header:
        return header_of(self.name)

    @cached_property
    def present(self) -> list[Cell]:
        return [cell for cell in self.cells if cell is not None]

    @property
    def coverage(self) -> float:
        return len(self.present) / max(1, len(self.cells))

    @cached_property
    def texts(self) -> list[str]:
        """The single-valued cells as text."""
        return [text_of(cell) for cell in self.present if not isinstance(cell, tuple)]

    @cached_property
    def entries(self) -> list[str]:
        """Every text, lists taken apart."""
        return [text for cell in self.present for text in (cell if isinstance(cell, tuple) else (text_of(cell),))]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.entries)

    @cached_property
    def is_list(self) -> bool:
        return sum(isinstance(cell, tuple) for cell in self.present) > len(self.present) / 2

    @cached_property
    def is_numeric(self) -> bool:
        """Typed or written as bare numbers throughout."""
        return self.share(lambda text: text.replace(".", "", 1).lstrip("-").isdigit()) > 0.95

    @cached_property
    def decimal(self) -> str:
        return "," if uses_decimal_comma(self.texts) else "."

    @cached_property
    def measures(self) -> list[Measure]:
        found = [measure(cell, self.decimal) for cell in self.present if not isinstance(cell, tuple)]
        return [value for value in found if value is not None]

    @cached_property
    def units(self) -> Counter[str]:
        return Counter(value.unit for value in self.measures)

    @cached_property
    def day_first(self) -> bool:
        return writes_day_first(self.texts)

    @cached_property
    def dates(self) -> list[str]:
        found = [iso_date(cell, day_first=self.day_first) for cell in self.present]
        return [date for date in found if date is not None and is_plausible(date)]

    @cached_property
    def flags_found(self) -> list[bool]:
        found = [flag(cell) for cell in self.present if not isinstance(cell, tuple)]
        return [value for value in found if value is not None]

    @cached_property
    def flags_only(self) -> bool:
        """Nothing but yes and no; a column with ones only counts when it is empty elsewhere."""
        answers = len(self.flags_found) == len(self.present) > 0
        return answers and (len(set(self.flags_found)) == 2 or self.coverage < 0.95)

    @cached_property
    def words(self) -> float:
        """Mean words of an entry."""
        return sum(text.count(" ") + 1 for text in self.entries) / max(1, len(self.entries))

    @cached_property
    def length(self) -> float:
        """Mean characters of an entry."""
        return sum(map(len, self.entries)) / max(1, len(self.entries))

    @cached_property
    def uniqueness(self) -> float:
        """Distinct entries among all, in [0, 1]."""
        return len(self.counts) / max(1, len(self.entries))

    @cached_property
    def people(self) -> float:
        """Share of the names, lists taken apart, that look like a person's."""
        parts = [part.strip() for text in self.entries for part in re.split(r"[,;|&]", text)]
        return sum(map(is_full_name, parts)) / max(1, len(parts))

    @cached_property
    def urls(self) -> float:
        return self.share(lambda text: bool(_URL.fullmatch(text)))

    @cached_property
    def tokens(self) -> float:
        """Share of entries that look like keys: `tt0111161`, hashes."""
        return self.share(lambda text: bool(_TOKEN.fullmatch(text)))

    def share(self, holds: Callable[[str], bool]) -> float:
        return sum(map(holds, self.entries)) / max(1, len(self.entries))

    def examples(self, most: int = 3) -> list[str]:
        return [text for text, _ in self.counts.most_common(most)]


def text_of(cell: Cell) -> str:
    """Whole floats are written without their `.0`: ids and titles that pandas turned into numbers."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
