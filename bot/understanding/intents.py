"""What kind of message it is, told by its phrases alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.cues import Cues, Pattern, film_word
from bot.understanding.text import Text

_SLASH = re.compile(r"/(?P<name>[A-Za-z][A-Za-z0-9_]*)(@\w+)?(\s|$)")


def phrases_matched(text: Text) -> list[str]:
    """Tags of the intent patterns that fit the message, the best fit first."""
    words = tuple(map(film_word, text.plain.words))
    found = list(_matches(words, text.cues))
    stripped = _without_courtesy(words, text.cues)
    if stripped and stripped != words:
        found += _matches(stripped, text.cues)
    ordered = sorted(found, key=lambda match: match[0], reverse=True)
    return list(dict.fromkeys(tag for _, tag in ordered))


def command(text: str, cues: Cues) -> tuple[str, str] | None:
    """(tag, arguments) of a slash command; None when it is none that we know."""
    head, _, arguments = text.strip().partition(" ")
    name = head[1:].split("@")[0].casefold()
    known = head.startswith("/") and name in cues.commands
    return (cues.commands[name], arguments.strip()) if known else None


def slash_name(text: str) -> str:
    """The name of what looks like a slash command; empty for other text: `/r/movies`, `and/or`."""
    found = _SLASH.match(text.strip())
    return found["name"] if found else ""


def _matches(words: tuple[str, ...], cues: Cues) -> Iterator[tuple[tuple[bool, int], str]]:
    for start in range(len(words)):
        for end, patterns in cues.intents.at(words, start):
            for pattern in patterns:
                if _fits(pattern, start, end, len(words)):
                    yield (end - start == len(words), end - start), pattern.tag


def _fits(pattern: Pattern, start: int, end: int, length: int) -> bool:
    return (start == 0 or not pattern.begins) and (end == length or not pattern.ends)


def _without_courtesy(words: tuple[str, ...], cues: Cues) -> tuple[str, ...]:
    first, end = 0, len(words)
    while first < end and words[first] in cues.courtesy:
        first += 1
    while end > first and words[end - 1] in cues.courtesy:
        end -= 1
    return words[first:end]
