"""What a message says: its words without the bot's own name, commands and deep links in plain form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.channels.telegram import reading
from adapters.channels.telegram.reading import Fields

LONGEST_TEXT = 10_000
COMMAND = re.compile(r"/(\w{1,64})(?:@(\w+))?(?=\s|$)", re.ASCII)
LINK = "link-"


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, as Telegram knows it."""

    id: int
    username: str = ""
    """Empty until Telegram was asked."""


def said(message: Fields) -> str:
    """Text or caption, at most `LONGEST_TEXT` letters of it."""
    return (reading.text(message, "text") or reading.text(message, "caption"))[:LONGEST_TEXT]


def without_name(message: Fields, me: Me) -> tuple[str, bool]:
    """The words without mentions of the bot, and whether there were any."""
    units = said(message).encode("utf-16-le")
    found = [(start, end) for start, end, kind in _entities(message) if _is_me(kind, units[start:end], me)]
    for start, end in reversed(found):
        units = units[:start] + units[end:]
    text = units.decode("utf-16-le", "replace")
    return " ".join(text.split()) if found else text.strip(), bool(found)


def addressed_to(text: str, me: Me) -> bool | None:
    """Is the command that begins the text for this bot? None when no command begins it."""
    command = COMMAND.match(text)
    if command is None:
        return None
    return command[2] is None or command[2].casefold() == me.username.casefold()


def in_plain(text: str) -> str:
    """`/recommend@Bot x` → `/recommend x`; `/start something_like_Heat` → the wish, `/start link-CODE` → the link."""
    command = COMMAND.match(text)
    if command is None:
        return text
    name, arguments = command[1].casefold(), text[command.end() :].strip()
    if name != "start" or not arguments:
        return f"/{name} {arguments}".strip()
    if arguments.startswith(LINK):
        return f"/link {arguments.removeprefix(LINK)}"
    return " ".join(re.sub(r"[_-]+", " ", arguments).split()) or "/start"


def _entities(message: Fields) -> Iterator[tuple[int, int, Fields]]:
    """Start and end in bytes of UTF-16; Telegram counts in its units of two bytes."""
    where = "entities" if reading.text(message, "text") else "caption_entities"
    for entity in reading.listed(message, where):
        start, length = reading.number(entity, "offset"), reading.number(entity, "length")
        yield 2 * max(start, 0), 2 * max(start + length, 0), entity


def _is_me(entity: Fields, quoted: bytes, me: Me) -> bool:
    match reading.text(entity, "type"):
        case "mention":
            name = quoted.decode("utf-16-le", "replace")
            return bool(me.username) and name.casefold() == f"@{me.username}".casefold()
        case "text_mention":
            return reading.number(reading.part(entity, "user"), "id") == me.id
        case _:
            return False
