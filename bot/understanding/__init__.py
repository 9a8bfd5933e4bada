"""A message, read against the catalogues: text + dialogue → `Turn`, without any model.

    tokens → titles → values → amounts → references → frames → wishes, critiques, mentions → intent

Everything about a catalogue comes from its fields and items; the words of a language from its cue file.
`compose.understood` is the whole of it in one function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.turn import Dialogue, Turn
from bot.understanding.compose import Domains, understood, understood_of
from bot.understanding.cues import load_cues
from bot.understanding.emoji import load_emoji
from bot.understanding.knowledge import learn_catalogue
from recommender.catalogue import Catalogue
from recommender.schema import ItemId

__all__ = ["Understanding"]


@dataclass(frozen=True, init=False)
class Understanding:
    """Reads messages; the indexes over the catalogues are built once, here.

    `only` keeps every message in this domain; empty: nouns and values may switch it.
    """

    domains: Domains = field(repr=False)

    def __init__(self, catalogues: Mapping[str, Catalogue], *, only: str = "", this_year: int) -> None:
        cues = load_cues()
        known = {name: learn_catalogue(catalogue, cues) for name, catalogue in catalogues.items()}
        emoji = load_emoji(cues.words["emoji_asks"], cues.words["emoji_nouns"])
        object.__setattr__(self, "domains", Domains(known, only, this_year, emoji))

    def __call__(self, text: str, dialogue: Dialogue, at: float, about: ItemId | None = None) -> Turn:
        """What the text means where the dialogue stands, said `at` that time, in reply to the card of `about`."""
        if about is not None:
            return understood_of(about, text, dialogue, self.domains, at)
        return understood(text, dialogue, self.domains, at)
