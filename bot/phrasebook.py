"""Every sentence the bot says, by key and language, several ways of saying each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
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
        """`a, b and c`; `last` is `and`, `or`, or `all` for what holds at the same time."""
        if len(words) < 2:
            return "".join(words)
        between = self.say(f"list.{last}_between")
        return self.say(f"list.{last}", head=between.join(words[:-1]), tail=words[-1])

    def joined(self, *sentences: str) -> str:
        """Sentences one after the other; empty ones are left out."""
        return self.say("list.gap").join(filter(None, sentences))

    def clauses(self, clauses: Iterable[str]) -> str:
        """Parts of one sentence that are longer than words."""
        return self.say("list.clause").join(clauses)

    def quoted(self, text: str) -> str:
        return self.say("list.quote", text=text)


@cache
def phrases_in(language: str) -> Phrasebook:
    """For a channel's own words beside what is said. Raises FileNotFoundError when the language has no phrases."""
    return Phrasebook.load(language)


def all_phrases() -> dict[str, Phrasebook]:
    """Every language that the bot speaks."""
    folder = files("bot") / "phrases"
    names = sorted(path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml"))
    return {name: phrases_in(name) for name in names}
