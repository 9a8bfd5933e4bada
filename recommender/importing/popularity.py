"""How known each item is, in [0, 1], from votes, sales or the like."""

from __future__ import annotations

import math
from collections.abc import Sequence

from recommender.importing.cells import measure
from recommender.importing.table import Row
from recommender.schema_file import Schema

RATED_WEIGHT = 0.5
"""Where only a rating tells how known an item is, the best one counts this much."""
_HIGHEST_RATING = 100


def popularities(rows: Sequence[Row], schema: Schema) -> list[float]:
    """One for each row; 0 where nothing is known. Counts are on a logarithmic scale: they spread over decades."""
    name = schema.columns.popularity
    decimal = next((source.decimal for source in schema.sources.values() if name in source.column), ".")
    found = [measure(row.cells.get(name), decimal) for row in rows]
    values = [max(0.0, value.value) if value else 0.0 for value in found]
    top = max(values, default=0.0)
    if top <= 0:
        return [0.0] * len(rows)
    if _is_rating(values, top):
        return [round(RATED_WEIGHT * value / top, 4) for value in values]
    return [round(math.log1p(value) / math.log1p(top), 4) for value in values]


def _is_rating(values: Sequence[float], top: float) -> bool:
    """Ratings stay within 100 and near one another, counts do not."""
    known = sorted(value for value in values if value)
    return top <= _HIGHEST_RATING and known[len(known) // 2] > top / 5
