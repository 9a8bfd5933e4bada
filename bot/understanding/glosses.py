"""The glosses of a language that is read in the words of English, from its cue file.

Patterns are written without spaces; `(a|b|)` are alternatives, `<name>` is one of [parts]. `^` and `$`: only where
the clause begins or ends. `…` parts the halves of what stands around something else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.understanding.lexicon import choices, closing


@dataclass(frozen=True, slots=True)
class Words:
    """Alternatives that are characters as they are; the empty one is among them where nothing need stand there."""

    held: frozenset[str]
    lengths: tuple[int, ...]


Node = str | Words | tuple["Nodes", ...]
"""Characters as they are, or alternatives."""
Nodes = tuple[Node, ...]
_PLACES = (("", "gloss"), ("front", "front"), ("behind", "behind_value"))


@dataclass(frozen=True, slots=True)
class Gloss:
    words: tuple[str, ...]
    """English; empty: says nothing."""
    nodes: Nodes
    begins: bool = False
    ends: bool = False
    place: str = ""
    """`front`: the words go where the clause begins; `behind`: before the value that stands before."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two halves: the words of the first, and of the second."""

    opening: Gloss
    closing: Gloss


@dataclass(frozen=True, slots=True)
class Glosses:
    phrases: Mapping[str, Sequence[Gloss]] = field(default_factory=dict)
    """By the character that they can begin with."""
    around: Mapping[str, Sequence[Pair]] = field(default_factory=dict)
    ordinary: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words that hold the characters of others and mean nothing of theirs: 大家 is no home."""
    comparatives: Mapping[str, str] = field(default_factory=dict)


def glosses_of(data: Mapping[str, Any]) -> Glosses:
    """From the tables [gloss], [front], [behind_value], [around], [ordinary], [comparatives] of a cue file."""
    parts = data.get("parts", {})
    phrases: dict[str, list[Gloss]] = defaultdict(list)
    for place, table in _PLACES:
        for gloss in _glosses(data.get(table, {}), parts, place):
            for char in firsts(gloss.nodes):
                phrases[char].append(gloss)
    around: dict[str, list[Pair]] = defaultdict(list)
    for pair in _pairs(data.get("around", {}), parts):
        for char in firsts(pair.opening.nodes):
            around[char].append(pair)
    ordinary: dict[str, list[str]] = defaultdict(list)
    for word in data.get("ordinary", {}).get("words", "").split():
        ordinary[word[0]].append(word)
    return Glosses(dict(phrases), dict(around), dict(ordinary), data.get("comparatives", {}))


def _glosses(table: Mapping[str, list[str]], parts: Mapping[str, str], place: str) -> Iterator[Gloss]:
    for english, patterns in table.items():
        for pattern in patterns:
            yield _gloss(english, pattern, parts, place)


def _gloss(english: str, pattern: str, parts: Mapping[str, str], place: str = "") -> Gloss:
    for name, text in parts.items():
        pattern = pattern.replace(f"<{name}>", text)
    nodes = _parsed(pattern.strip("^$"))
    return Gloss(tuple(english.split()), nodes, pattern.startswith("^"), pattern.endswith("$"), place)


def _pairs(table: Mapping[str, list[str]], parts: Mapping[str, str]) -> Iterator[Pair]:
    for english, patterns in table.items():
        words, _, then = english.partition("…")
        for pattern in patterns:
            opening, _, closed = pattern.partition("…")
            yield Pair(_gloss(words, opening, parts), _gloss(then, closed, parts))


def _parsed(pattern: str) -> Nodes:
    opened = pattern.find("(")
    if opened < 0:
        return (pattern,) if pattern else ()
    closed = closing(pattern, opened)
    held = list(choices(pattern[opened + 1 : closed]))
    head = (pattern[:opened],) if opened else ()
    return (*head, _group(held), *_parsed(pattern[closed + 1 :]))


def _group(held: Sequence[str]) -> Node:
    if any("(" in choice for choice in held):
        return tuple(_parsed(choice) for choice in held)
    return Words(frozenset(held), tuple(sorted({len(choice) for choice in held})))


def firsts(nodes: Nodes) -> set[str]:
    """The characters that a match can begin with."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, str):
            return found | {node[0]}
        if isinstance(node, Words):
            found |= {word[0] for word in node.held if word}
            if "" not in node.held:
                return found
            continue
        for choice in node:
            found |= firsts(choice)
        if all(not _may_be_empty(choice) for choice in node):
            return found
    return found


def _may_be_empty(nodes: Nodes) -> bool:
    return all(map(_is_optional, nodes))


def _is_optional(node: Node) -> bool:
    if isinstance(node, Words):
        return "" in node.held
    return not isinstance(node, str) and any(map(_may_be_empty, node))


def ends_of(nodes: Nodes, text: str, starts: set[int]) -> set[int]:
    """Everywhere that a match which begins at one of the places can end."""
    for node in nodes:
        if isinstance(node, str):
            starts = {at + len(node) for at in starts if text.startswith(node, at)}
        elif isinstance(node, Words):
            starts = {at + size for at in starts for size in node.lengths if text[at : at + size] in node.held}
        else:
            starts = {end for choice in node for end in ends_of(choice, text, starts)}
        if not starts:
            break
    return starts
