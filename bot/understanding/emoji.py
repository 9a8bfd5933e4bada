"""Emoji that stand for a word: `something 😂`, `no 👻 pls`, `🤠 movies`; where they only smile they are left out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import recommender

_FILE = Path(recommender.__path__[0]) / "data" / "lexicon" / "emoji.toml"
_LOOKS = "\ufe0f\u200d"
"""What chooses the look of the emoji before, or joins it to the next."""
_ONLY = re.compile(r"[\s.!?,]*")


@dataclass(frozen=True, slots=True)
class Emoji:
    words: Mapping[str, str]
    """Emoji → word."""
    run: re.Pattern[str]
    """One of them or more, one after the other."""
    asking: re.Pattern[str]
    """What stands before an emoji that is a word."""
    nouns: re.Pattern[str]
    """What stands behind one."""


def load_emoji(asking: frozenset[str], nouns: frozenset[str]) -> Emoji:
    """`asking`: words after which something is wished for; `nouns`: what things are called."""
    table = tomllib.loads(_FILE.read_text("utf-8"))["words"]
    words = {sign: word for word, signs in table.items() for sign in signs if sign not in _LOOKS}
    signs = "".join(map(re.escape, words))
    return Emoji(
        words,
        re.compile(f"[{signs}](?:[{signs}{_LOOKS}\\s])*"),
        re.compile(rf"(?:^|\b(?:{'|'.join(sorted(asking))}))[\s,:]*$", re.IGNORECASE),
        re.compile(rf"^\s*(?:{'|'.join(sorted(nouns))})\b", re.IGNORECASE),
    )


def spelled_out(message: str, emoji: Emoji) -> str:
    """The message with those emoji as words; the message itself where it has none."""
    if message.isascii() or not emoji.run.search(message):
        return message
    return emoji.run.sub(lambda found: _spelled(found, message, emoji), message)


def _spelled(found: re.Match[str], message: str, emoji: Emoji) -> str:
    before, behind = message[: found.start()], message[found.end() :]
    alone = _ONLY.fullmatch(before) is not None and _ONLY.fullmatch(behind) is not None
    asked = bool(before.strip()) and emoji.asking.search(before[-40:]) is not None
    if not (alone or asked or emoji.nouns.match(behind[:40])):
        return found.group()
    words = dict.fromkeys(emoji.words[sign] for sign in found.group() if sign in emoji.words)
    return f" {' and '.join(words)} "
