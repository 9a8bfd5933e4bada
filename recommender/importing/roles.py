"""Which columns make the item itself: its id, title, description, picture, address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from recommender.errors import CatalogueError
from recommender.importing.facts import Column
from recommender.importing.lexicon import Lexicon
from recommender.schema_file import Columns


def find_columns(columns: Sequence[Column], lexicon: Lexicon) -> Columns:
    """Raises `CatalogueError` when nothing can be a title."""
    title = _title(columns, lexicon)
    rest = [column for column in columns if column.name != title]
    images = [column for column in rest if _named(column, lexicon.columns["pictures"]) and column.urls > 0.5]
    image = images[0].name if images else ""
    links = [column for column in rest if column.urls > 0.5 and column not in images and len(column.counts) > 1]
    return Columns(
        id=_id(rest, lexicon),
        title=title,
        text=_text(rest, lexicon),
        image_url=image,
        url=links[0].name if links else "",
        aliases=tuple(
            column.name
            for column in rest
            if column.header.phrase in lexicon.columns["aliases"] and not column.is_numeric
        ),
    )


def _title(columns: Sequence[Column], lexicon: Lexicon) -> str:
    able = [column for column in columns if _can_be_title(column)]
    for phrase in lexicon.columns["titles"]:
        for column in able:
            if column.header.phrase == phrase:
                return column.name
    for column in able:
        if (
            column.header.words
            and column.header.words[-1] in ("title", "name")
            and not lexicon.meanings(column.header)
        ):
            return column.name
    looks = [column for column in able if _looks_like_title(column) and not lexicon.meanings(column.header)]
    if looks:
        return max(looks, key=lambda column: round(column.uniqueness * column.coverage, 1)).name
    raise CatalogueError(
        f"no column holds titles: call one `title` (columns: {', '.join(column.name for column in columns[:20])})"
    )


def _can_be_title(column: Column) -> bool:
    distinct = len(column.counts) / max(1, len(column.present))
    return (
        bool(column.present)
        and column.coverage > 0.3
        and not column.is_list
        and distinct > 0.3
        and column.length < 150
    )


def _looks_like_title(column: Column) -> bool:
    return (
        column.uniqueness > 0.7
        and not column.is_numeric
        and column.words < 9
        and column.urls < 0.1
        and column.tokens < 0.5
        and len(column.dates) < len(column.present) / 2
    )


def _id(columns: Sequence[Column], lexicon: Lexicon) -> str:
    by_phrase = {column.header.phrase: column for column in reversed(columns)}
    for phrase in lexicon.columns["ids"]:
        column = by_phrase.get(phrase)
        if column and _tells_apart(column, 0.6 if phrase == "id" else 0.97):
            return column.name
    for column in columns:
        ending = column.header.words[-1:] == ("id",)
        if (ending or (column.tokens > 0.95 and not column.is_numeric)) and _tells_apart(column, 1.0):
            return column.name
    return ""


def _tells_apart(column: Column, least: float) -> bool:
    simple = not column.is_list and column.words < 1.5 and column.length < 40
    return simple and column.coverage >= min(least, 0.98) and len(column.counts) >= least * len(column.present)


def _text(columns: Iterable[Column], lexicon: Lexicon) -> tuple[str, ...]:
    columns = [column for column in columns if column.present and not column.is_numeric and column.urls < 0.1]
    by_phrase: Mapping[str, Column] = {column.header.phrase: column for column in reversed(columns)}
    for phrase in lexicon.columns["texts"]:
        column = by_phrase.get(phrase)
        if column and column.coverage > 0.1 and (column.length > 25 or phrase == "description"):
            return (column.name,)
    long = [column for column in columns if column.length > 60 and column.words > 9 and column.coverage > 0.2]
    return (max(long, key=lambda column: column.length).name,) if long else ()


def _named(column: Column, words: Sequence[str]) -> bool:
    return any(word in words for word in column.header.words)
