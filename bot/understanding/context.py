"""A text, the catalogue it is read against, and where the dialogue stands: what every finder is given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.turn import Dialogue
from bot.understanding.cues import Cues
from bot.understanding.knowledge import Knowledge
from bot.understanding.text import Text


@dataclass(frozen=True, slots=True)
class Context:
    text: Text
    known: Knowledge
    dialogue: Dialogue
    this_year: int
    meant: str = ""
    """A correction says that the words name a value of this field, or a `title`; empty: they may be anything."""

    @property
    def words(self) -> tuple[str, ...]:
        return self.text.words

    @property
    def cues(self) -> Cues:
        return self.known.cues

    def asks_about(self, field: str) -> bool:
        """Does a question of ours about this field wait for its answer?"""
        pending = self.dialogue.pending
        return self.meant == field or (pending is not None and pending.kind == "field" and pending.field == field)

    def noun_at(self, position: int) -> tuple[int, bool] | None:
        """(end, plural) of the catalogue's noun at the position."""
        noun = self.known.nouns.longest_at(self.text.words, position)
        return (noun[0], noun[1][0]) if noun else None
