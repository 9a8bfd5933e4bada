"""The cue words of a language, loaded from its data file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from bot.understanding.glosses import Glosses, glosses_of
from bot.understanding.lexicon import Lexicon, expand, lexicon_of
from bot.understanding.slang import Slang
from bot.understanding.tokens import Token
from recommender.schema import Op

OPEN = "…"
_BEGINNING = ("last", "past", "recent", "this", "a", "an", "half", "the", "early", "mid", "middle", "late")
_NOUN_WORDS = {"movie": "film", "book": "film", "product": "film", "movies": "films", "books": "films"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message's meaning; `begins`/`ends`: the phrase must be at the message's begin/end."""

    tag: str
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """A kind of quantity and how people speak of it."""

    name: str
    fields: frozenset[str]
    units: Mapping[str, float]
    """Unit word → factor to the base unit."""
    more: tuple[str, ...]
    less: tuple[str, ...]
    names: tuple[str, ...]
    bare: str
    asked: str


@dataclass(frozen=True, slots=True)
class Role:
    """What a field of people or categories is for, and the words that lead to its values."""

    name: str
    fields: frozenset[str]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cues:
    fillers: frozenset[str]
    contractions: Mapping[tuple[str, str], str]
    frames: Lexicon[str]
    after: Lexicon[str]
    strength: Lexicon[str]
    flow: Lexicon[str]
    intents: Lexicon[Pattern]
    commands: Mapping[str, str]
    taps: Mapping[str, str]
    """What is typed before a number on the list, and the verb of the button that it stands for."""
    signs: Mapping[str, str]
    """What is said of a card by a sign alone, in a reply to it, and its verb."""
    courtesy: frozenset[str]
    before: Lexicon[str]
    behind: Lexicon[str]
    rank: Lexicon[str]
    numbers: Mapping[str, float]
    multipliers: Mapping[str, float]
    decades: Mapping[str, int]
    centuries: Mapping[str, int]
    ordinals: Mapping[str, int]
    """Counted from the end where negative."""
    dimensions: tuple[Dimension, ...]
    roles: tuple[Role, ...]
    families: tuple[tuple[str, ...], ...]
    stop: frozenset[str]
    common: frozenset[str]
    dropped: frozenset[str]
    words: Mapping[str, frozenset[str]]
    """Small sets of words and phrases, by what they are for."""
    spoken: frozenset[str]
    """Every word of every cue: words that people say for other reasons than to name a title."""
    used: frozenset[str]
    """Those, and the words of whole messages, of comparing and counting, of courtesy and chatter."""
    chatter: Lexicon[str]
    """Phrases that say nothing about an item: `at home`, `any chance of`."""
    slang: Slang
    measuring: frozenset[str]
    """Words for more or less of a quantity: `short`, `cheaper`."""
    grading: frozenset[str]
    """The first words of those."""
    counting: frozenset[str]
    """Words that an amount may begin with."""
    units: frozenset[str]
    glosses: Glosses
    """English for the cues of a language that is read in its words."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The words without fillers and with contractions, as cue phrases are written."""

    words: tuple[str, ...]
    first: tuple[int, ...]
    """Token where the word begins."""
    end: tuple[int, ...]
    """Token after the word's last."""

    def scan(self, lexicon: Lexicon[Any]) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
        """Like `Lexicon.scan`, in token positions."""
        for start, end, meanings in lexicon.scan(self.words):
            yield self.first[start], self.end[end - 1], meanings


def plain(tokens: Sequence[Token], cues: Cues) -> Plain:
    words: list[str] = []
    first: list[int] = []
    end: list[int] = []
    for at, token in enumerate(tokens):
        merged = cues.contractions.get((words[-1], token.norm)) if words and end[-1] == at else None
        if merged:
            words[-1], end[-1] = merged, at + 1
        elif token.norm not in cues.fillers:
            words.append(token.norm)
            first.append(at)
            end.append(at + 1)
    return Plain(tuple(words), tuple(first), tuple(end))


def load_cues(languages: Sequence[str] = ("en", "zh")) -> Cues:
    """One set for all the languages; raises FileNotFoundError for one that has no file."""
    files = (Path(__file__).with_name(f"cues_{language}.toml") for language in languages)
    data: dict[str, Any] = {}
    for file in files:
        data = _merged(data, tomllib.loads(file.read_text("utf-8")))
    fillers = frozenset(data["fillers"].split())
    common = data["common"]
    contractions = _contractions(data["contractions"])
    frames = lexicon_of(_without(fillers, contractions, data["frames"]))
    return Cues(
        fillers=fillers,
        contractions=contractions,
        frames=frames,
        after=lexicon_of(_without(fillers, contractions, data["after"])),
        strength=lexicon_of(data["strength"]),
        flow=lexicon_of(data["flow"]),
        intents=_patterns(fillers, contractions, data["intents"]),
        commands=data["commands"],
        taps=data["taps"],
        signs=data["signs"],
        courtesy=frozenset(data["courtesy"]["words"].split()),
        before=lexicon_of(data["before"]),
        behind=lexicon_of(data["behind"]),
        rank=lexicon_of(_both(data["before"], data["rank"])),
        roles=tuple(_role(name, table) for name, table in data["roles"].items()),
        families=tuple(tuple(family) for group in data["families"].values() for family in group),
        stop=frozenset(common["stop"].split()),
        common=frozenset(common["words"].split()) | frozenset(common["stop"].split()),
        dropped=frozenset(data["query"]["drop"].split()),
        words={name: _word_set(group) for name, group in data["words"].items()},
        spoken=fillers | {word for phrase in frames.entries for word in phrase.split()},
        used=_used(data),
        chatter=lexicon_of({"": data["query"]["phrases"]}),
        slang=Slang.of(data["slang"]),
        glosses=glosses_of(data),
        **_quantities(data),
    )


def _quantities(data: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of `Cues` that are about numbers and what is counted by them."""
    dimensions = data["dimensions"]
    return {
        **{name: data[name] for name in ("numbers", "multipliers", "decades", "centuries", "ordinals")},
        "dimensions": tuple(_dimension(name, table) for name, table in dimensions.items()),
        "measuring": _measuring(dimensions),
        "grading": frozenset(phrase.split()[0] for phrase in _measuring(dimensions)),
        "counting": _counting(data),
        "units": frozenset(unit for table in dimensions.values() for unit in table["units"]),
    }


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Table by table; lists and lines of words go on."""
    merged = dict(one)
    for name, value in other.items():
        held = one.get(name)
        if isinstance(held, dict):
            merged[name] = _merged(held, value)
        elif isinstance(held, list):
            merged[name] = [*held, *value]
        elif isinstance(held, str) and " " in held:
            merged[name] = f"{held} {value}"
        else:
            merged[name] = value
    return merged


def _counting(data: Mapping[str, Any]) -> frozenset[str]:
    counted = (word for table in ("numbers", "multipliers", "decades", "centuries") for word in data[table])
    units = (unit for table in data["dimensions"].values() for unit in table["units"])
    return frozenset(word.split()[0] for word in (*counted, *units)) | frozenset(_BEGINNING)


def _measuring(dimensions: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(word for table in dimensions.values() for word in (*table["more"], *table["less"]))


def _used(data: Mapping[str, Any]) -> frozenset[str]:
    phrased = ("frames", "after", "strength", "flow", "intents", "before", "behind", "rank")
    patterns = [pattern for table in phrased for group in data[table].values() for pattern in group]
    phrases = (phrase for pattern in (*patterns, *data["query"]["phrases"]) for phrase in expand(pattern.strip(OPEN)))
    counted = (word for table in ("numbers", "multipliers", "decades", "ordinals") for word in data[table])
    units = (unit for dimension in data["dimensions"].values() for unit in dimension["units"])
    listed = (data["fillers"], data["common"]["stop"], data["courtesy"]["words"], data["query"]["drop"])
    return frozenset(word for text in (*phrases, *counted, *units, *listed) for word in text.split())


def _word_set(group: str | list[str]) -> frozenset[str]:
    return frozenset(group.split() if isinstance(group, str) else group)


def film_word(word: str) -> str:
    """Intents are written with `film`; a book or a movie is as good."""
    return _NOUN_WORDS.get(word, word)


def _contractions(table: Mapping[str, str]) -> dict[tuple[str, str], str]:
    return {tuple(long.split()): short for short, long in table.items()}  # type: ignore[misc]


def _without(
    fillers: frozenset[str], contractions: Mapping[tuple[str, str], str], patterns: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    plain_patterns: dict[str, list[str]] = {}
    for tag, group in patterns.items():
        phrases = (phrase for pattern in group for phrase in expand(pattern))
        plain_patterns[tag] = [_strip(phrase, fillers, contractions) for phrase in phrases]
    return plain_patterns


def _strip(phrase: str, fillers: frozenset[str], contractions: Mapping[tuple[str, str], str]) -> str:
    """As `plain` would leave it."""
    words: list[str] = []
    for word in phrase.split():
        merged = contractions.get((words[-1], word)) if words else None
        if merged:
            words[-1] = merged
        elif word not in fillers:
            words.append(word)
    return " ".join(words)


def _patterns(
    fillers: frozenset[str], contractions: Mapping[tuple[str, str], str], table: Mapping[str, list[str]]
) -> Lexicon[Pattern]:
    lexicon: Lexicon[Pattern] = Lexicon()
    for tag, group in table.items():
        for pattern in group:
            meaning = Pattern(tag, begins=not pattern.startswith(OPEN), ends=not pattern.endswith(OPEN))
            for phrase in expand(pattern.strip(OPEN)):
                lexicon.add([film_word(word) for word in _strip(phrase, fillers, contractions).split()], meaning)
    return lexicon


def _both(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {op: [*one.get(op, []), *other.get(op, [])] for op in get_args(Op) if op in one or op in other}


def _dimension(name: str, table: Mapping[str, Any]) -> Dimension:
    return Dimension(
        name=name,
        fields=frozenset(table["fields"]),
        units=table["units"],
        more=tuple(table["more"]),
        less=tuple(table["less"]),
        names=tuple(table["names"]),
        bare=table["bare"],
        asked=table["asked"],
    )


def _role(name: str, table: Mapping[str, Any]) -> Role:
    return Role(
        name=name,
        fields=frozenset(table["fields"]),
        before=tuple(table["before"]),
        behind=tuple(table["behind"]),
        names=tuple(table["names"]),
    )
