"""One message with the cue words found in it: what the finders of titles, values and amounts look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.cues import Cues, Plain, plain
from bot.understanding.spans import Cue
from bot.understanding.tokens import Token, tokenise

_DETERMINERS = frozenset({"the", "a", "an", "some", "any", "this", "that", "those", "these", "his", "her", "their"})
_SMALL = frozenset(["of", "the", "and", "a", "an", "in", "to", "for", "on", "with", "at", "by", "from", "or", "s"])
CONNECTORS = frozenset({"and", "or", "nor", "also", "plus", "then", "&", "either", "neither", "/"})


@dataclass(frozen=True, slots=True)
class Text:
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    plain: Plain
    frames: tuple[Cue, ...]
    cues: Cues

    @property
    def mixed_case(self) -> bool:
        """Capitals say something: some words have them and some do not."""
        plain = any(token.text[:1].islower() and token.norm not in _SMALL for token in self.tokens)
        return plain and any(token.capital for token in self.tokens)

    def quote(self, first: int, end: int) -> str:
        """The person's own words."""
        tokens = self.tokens[first:end]
        return "".join(token.text if at == 0 else token.gap + token.text for at, token in enumerate(tokens))

    def begins_sentence(self, position: int) -> bool:
        return position == 0 or self.tokens[position].after_stop

    def opens(self, position: int) -> bool:
        """Do only courtesies and sighs stand before?"""
        small = self.cues.courtesy - {"i", "would", "id"}
        return all(word in small or word in self.cues.fillers for word in self.words[:position])

    def before(self, position: int, skip: frozenset[str] = _DETERMINERS) -> int:
        """The position after the last word before `position` that is neither determiner nor filler."""
        while position > 0 and not self.tokens[position].after_stop:
            word = self.words[position - 1]
            if word not in skip and word not in self.cues.fillers:
                break
            position -= 1
        return position

    def preceded_by(self, position: int, phrases: Iterable[str] | frozenset[str]) -> bool:
        """Does one of the folded phrases (up to three words) end right before `position`? `theme: space` does."""
        if position > 0 and self.tokens[position].after_stop and not self.after_colon(position):
            return False
        held = phrases if isinstance(phrases, frozenset) else frozenset(phrases)
        return any(" ".join(self.words[max(0, position - size) : position]) in held for size in (1, 2, 3))

    def after_colon(self, position: int) -> bool:
        return position < len(self.tokens) and self.tokens[position].gap.strip() == ":"

    def followed_by(self, position: int, phrases: frozenset[str]) -> bool:
        """Does one of the folded phrases (up to four words) begin at `position`?"""
        if position < len(self.tokens) and self.tokens[position].after_stop:
            return False
        return any(" ".join(self.words[position : position + size]) in phrases for size in (1, 2, 3, 4))

    def frame_ending_at(self, position: int) -> Cue | None:
        return next((cue for cue in self.frames if cue.end == position), None)

    def joined(self, end: int, first: int) -> bool:
        """Are `end` (of one span) and `first` (of the next) parts of one list?"""
        if end > first:
            return False
        between = self.words[end:first]
        linked = all(word in CONNECTORS or word in _DETERMINERS for word in between)
        stop = any(self.tokens[at].after_stop for at in range(end, first + 1) if 0 < at < len(self.tokens))
        marked = any(word in CONNECTORS for word in between) or (
            first < len(self.tokens) and self.tokens[first].after_comma
        )
        return linked and marked and not stop


def read_text(text: str, cues: Cues) -> Text:
    return read_tokens(tokenise(text), cues)


def read_tokens(tokens: tuple[Token, ...], cues: Cues) -> Text:
    stripped = plain(tokens, cues)
    chatter = [(first, end) for first, end, _ in stripped.scan(cues.chatter)]
    frames = tuple(
        Cue(first, end, tags[0])
        for first, end, tags in stripped.scan(cues.frames)
        if not any(start <= first and end <= stop for start, stop in chatter)
    )
    return Text(tokens, tuple(token.norm for token in tokens), stripped, frames, cues)
