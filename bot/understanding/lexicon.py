"""Phrases with a meaning: looked up from every token of a text, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")
_PARTS = re.compile(r"[()|]|[^()|]+")


@dataclass(frozen=True, slots=True)
class Lexicon(Generic[Meaning]):
    """Folded phrase → its meanings. Looking up costs one dictionary access per token and length."""

    entries: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    """First word → tokens of the longest phrase that begins with it."""

    def add(self, words: Sequence[str], meaning: Meaning) -> None:
        """Used while building only."""
        if not words:
            return
        phrase = " ".join(words)
        held = self.entries.get(phrase, ())
        if meaning not in held:
            self.entries[phrase] = (*held, meaning)
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))

    def at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, tuple[Meaning, ...]]]:
        """(end, meanings) of every phrase that begins at `start`, shortest first; `end` is exclusive."""
        longest = self.longest.get(words[start]) if start < len(words) else None
        if longest is None:
            return
        phrase = ""
        for end in range(start + 1, min(len(words), start + longest) + 1):
            phrase = f"{phrase} {words[end - 1]}" if phrase else words[end - 1]
            if phrase in self.entries:
                yield end, self.entries[phrase]

    def longest_at(self, words: Sequence[str], start: int) -> tuple[int, tuple[Meaning, ...]] | None:
        longest = self.longest.get(words[start]) if start < len(words) else None
        if longest is None:
            return None
        for end in range(min(len(words), start + longest), start, -1):
            meanings = self.entries.get(" ".join(words[start:end]))
            if meanings is not None:
                return end, meanings
        return None

    def scan(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[Meaning, ...]]]:
        """(start, end, meanings) left to right, longest first, without overlaps."""
        start, begins = 0, self.longest
        while start < len(words):
            if words[start] not in begins:
                start += 1
                continue
            found = self.longest_at(words, start)
            if found:
                yield start, *found
            start = found[0] if found else start + 1


def expand(pattern: str) -> Iterator[str]:
    """`(do|did) you (ever|)` → its four plain phrases; groups may nest. Raises ValueError for an open group."""
    phrases, _ = _alternatives(_PARTS.findall(pattern), 0, pattern)
    return (" ".join(phrase.split()) for phrase in phrases)


def _alternatives(parts: Sequence[str], at: int, pattern: str, depth: int = 0) -> tuple[list[str], int]:
    """All that the parts from `at` to the end of their group may say, and where the group ends."""
    done: list[str] = []
    phrases = [""]
    while at < len(parts):
        part, at = parts[at], at + 1
        if depth and part == ")":
            return [*done, *phrases], at
        if depth and part == "|":
            done, phrases = [*done, *phrases], [""]
        elif part == "(":
            inner, at = _alternatives(parts, at, pattern, depth + 1)
            phrases = [phrase + choice for phrase in phrases for choice in inner]
        else:
            phrases = [phrase + part for phrase in phrases]
    if depth:
        raise ValueError(f"pattern {pattern!r} lacks a closing parenthesis")
    return phrases, at


def closing(pattern: str, opened: int) -> int:
    """Where the parenthesis opened there is closed; raises ValueError where it is not."""
    depth = 0
    for at in range(opened, len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        if depth == 0:
            return at
    raise ValueError(f"pattern {pattern!r} lacks a closing parenthesis")


def choices(group: str) -> Iterator[str]:
    """The alternatives on the outermost level."""
    depth, start = 0, 0
    for at, char in enumerate(group):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "|" and depth == 0:
            yield group[start:at]
            start = at + 1
    yield group[start:]


def lexicon_of(patterns: Mapping[str, Iterable[str]]) -> Lexicon[str]:
    """Tag → patterns, as a lexicon whose meanings are the tags."""
    lexicon: Lexicon[str] = Lexicon()
    for tag, group in patterns.items():
        for pattern in group:
            for phrase in expand(pattern):
                lexicon.add(phrase.split(), tag)
    return lexicon
