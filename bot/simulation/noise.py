"""How people type: letters swapped or lost, no capitals, words around what matters."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SHORTEST = 5
"""Letters; people rarely misspell shorter words so that it shows."""
_BESIDE = {
    "a": "s", "b": "v", "c": "v", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "k": "l", "l": "k",
    "m": "n", "n": "m", "o": "p", "p": "o", "r": "t", "s": "d", "t": "y", "u": "i", "v": "b", "w": "e", "y": "u",
}  # fmt: skip
"""A neighbour on the keyboard."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Shares in [0, 1]: of words misspelt, of users who write no capitals, of messages with words around them."""

    typos: float = 0.03
    lower: float = 0.5
    fillers: float = 0.35
    unsure: float = 0.05
    """Of answers that are none, though the user knows one."""
    astray: float = 0.07
    """Of answers to another question than the one asked."""
    more: float = 0.15
    """Of answers that tell more than was asked."""
    pairs: Mapping[str, str] = field(default_factory=dict)
    """What is written for what, in languages that are not spelt with letters."""

    def spoilt(self, text: str, draw: random.Random) -> str:
        """The text with some words misspelt; the same text when none was."""
        if self.pairs:
            for right, wrong in self.pairs.items():
                if right in text and draw.random() < self.typos:
                    text = text.replace(right, wrong, 1)
            return text
        return re.sub(rf"[A-Za-z]{{{SHORTEST},}}", lambda word: self._word(word[0], draw), text)

    def _word(self, word: str, draw: random.Random) -> str:
        if draw.random() >= self.typos:
            return word
        # The first letter is nearly always right.
        place = draw.randint(1, len(word) - 2)
        match draw.choice(("swap", "drop", "double", "beside")):
            case "swap":
                return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            case "drop":
                return word[:place] + word[place + 1 :]
            case "double":
                return word[:place] + word[place] + word[place:]
            case _:
                return word[:place] + _BESIDE.get(word[place], "e") + word[place + 1 :]
