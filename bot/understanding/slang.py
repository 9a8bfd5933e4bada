"""How people spell in chats: `b4`, `w/o`, `wanna c smth 4 the kids`. Written out before anything is looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_QUOTED = re.compile(r"[\"“«].*?[\"”»]")


@dataclass(frozen=True, slots=True)
class Slang:
    words: Mapping[str, str]
    spelled: re.Pattern[str]
    """Any of the words, standing by itself, in lower case: `U-571` and `W.` are titles."""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Slang:
        either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        return cls(words, re.compile(rf"(?<![\w'’/-])(?:{either})(?![\w'’-])"))


def written_out(message: str, slang: Slang) -> str:
    """The message in full words; what stands in quotes stays as it is."""
    if not slang.spelled.search(message) or _QUOTED.search(message):
        return message
    return slang.spelled.sub(lambda found: slang.words[found.group()], message)
