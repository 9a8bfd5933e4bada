"""Styled text: pieces with a tag each, as HTML and as plain text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.channels.telegram.lettering import cost, cut, escaped, units
from adapters.channels.telegram.public_urls import public_url

LONGEST_LINK = 300


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    tag: str = ""
    """`b` or `i`."""
    link: str = ""
    of_buttons: bool = False
    """Speaks of the buttons: without them it is left out."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a card, if there is room: at most `most` of it."""

    piece: Piece
    most: int


def as_html(piece: Piece) -> str:
    opening, closing = _tags(piece)
    return f"{opening}{escaped(piece.text)}{closing}"


def fitted(lines: Iterable[Wanted], room: int) -> list[Piece]:
    """As much of the lines as fits in `room`, with the mark-up and a line break for each; earlier lines first."""
    return list(_fitted(lines, room))


def link_to(url: str) -> str:
    """The address if Telegram will link it and it is short enough; else nothing."""
    return url if units(url) <= LONGEST_LINK and public_url(url) else ""


def _fitted(lines: Iterable[Wanted], room: int) -> Iterator[Piece]:
    for line in lines:
        piece = line.piece
        if piece.link and _weight(piece) > room // 2:
            piece = Piece(piece.text, piece.tag)
        text = cut(piece.text, min(line.most, room - _weight(piece) - 1))
        if len(text) > 1 or text == piece.text != "":
            room -= _weight(piece) + cost(text) + 1
            yield Piece(text, piece.tag, piece.link)


def _weight(piece: Piece) -> int:
    return units("".join(_tags(piece)))


def _tags(piece: Piece) -> tuple[str, str]:
    link = f'<a href="{html.escape(piece.link)}">' if piece.link else ""
    tag, end = (f"<{piece.tag}>", f"</{piece.tag}>") if piece.tag else ("", "")
    return f"{tag}{link}", f"{'</a>' if link else ''}{end}"
