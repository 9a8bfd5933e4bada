"""Every sentence the bot says, by key and language, several ways of saying each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Phrasebook:
    language: str
    phrases: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, language: str) -> Phrasebook:
        """Raises FileNotFoundError when the language has no phrases."""
        text = (files("bot") / "phrases" / f"{language}.toml").read_text("utf-8")
        phrases = {
            f"{group}.{name}": (said,) if isinstance(said, str) else tuple(said)
            for group, sentences in tomllib.loads(text).items()
            for name, said in sentences.items()
        }
        return cls(language, phrases)

    def say(self, key: str, variant: object = "", **values: object) -> str:
        """The phrase with its places filled; the same `variant` always picks the same wording."""
        choices = self.phrases[key]
        digest = blake2b(f"{key}{variant}".encode(), digest_size=4).digest()
        return choices[int.from_bytes(digest) % len(choices)].format(**values)

    def listed(self, words: list[str], last: str = "and") -> str:
        """`a, b and c`; `last` is `and` or `or`."""
        if len(words) < 2:
            return "".join(words)
        return self.say(f"list.{last}", head=", ".join(words[:-1]), tail=words[-1])
