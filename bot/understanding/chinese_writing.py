"""The pieces of a Chinese text as tokens: cues in English, what belongs to a catalogue in its own characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.understanding.chinese_cutting import Piece, parts
from bot.understanding.tokens import Token

_GRADED = frozenset({"more", "less", "too", "enough"})
_REJECTING = frozenset({"dont", "not", "no", "without", "hate", "except", "but"})
_DESCRIBING = frozenset({"without", "less", "not"})
"""Rejecting cues that end with the 的 which makes them an adjective: 没有血腥的惊悚片 is a thriller."""
_CLAUSE = 40
"""Tokens of a clause at most."""
_LISTED = frozenset({"and", "or"})


@dataclass(slots=True)
class Writer:
    """Puts the pieces of a text into tokens, one after the other."""

    comparatives: Mapping[str, str]
    """What an adjective is behind `than`."""
    out: list[Token] = field(default_factory=list)
    _carried: str = ""
    """What was said since the last token and says nothing."""
    _begin: int = 0
    """Where the clause begins."""
    _known: int = -1
    """Where the value begins that was written last; -1 behind anything else."""

    def write(self, tokens: Sequence[Token], pieces: Sequence[Piece]) -> tuple[Token, ...]:
        for piece in pieces:
            part = tokens[piece.first : piece.end]
            if parts(part[0]):
                self._begin = len(self.out)
            first = replace(part[0], gap=self._carried + part[0].gap)
            self._write(piece, first, part)
        return tuple(self.out)

    def _write(self, piece: Piece, first: Token, part: Sequence[Token]) -> None:
        said = first.text + "".join(token.gap + token.text for token in part[1:])
        known, self._known, self._carried = self._known, -1, ""
        if piece.kind in ("known", "raw"):
            first = self._listed(first)
            self._known = len(self.out) if piece.kind == "known" else -1
            self.out += [first, *part[1:]]
        elif piece.kind == "word":
            self.out.append(replace(first, norm="".join(token.norm for token in part), text=said, end=part[-1].end))
        elif piece.place == "behind":
            self._behind(piece, first, said, known)
        elif piece.words:
            glosses = _tokens(piece.words, first, said, part[-1].end)
            self.out = self._fronted(glosses) if piece.place == "front" else [*self.out, *self._compared(glosses)]
        else:
            self._carried = first.gap + said
            closes = said == "的" and any(token.norm in _DESCRIBING for token in self.out[self._begin :])
            self._carried += (
                "," if closes and not any(token.norm == "dont" for token in self.out[self._begin :]) else ""
            )
            self._known = known

    def _says(self, words: frozenset[str]) -> bool:
        """Has one of the words been written in this clause?"""
        begin = max(self._begin, len(self.out) - _CLAUSE)
        return any(token.norm in words for token in self.out[begin:])

    def _listed(self, first: Token) -> Token:
        """A 、 joins: as `or` under a cue that rejects, as `and` elsewhere."""
        if "、" not in first.gap or not self.out:
            return first
        rejects = self._says(_REJECTING)
        self.out.append(Token("or" if rejects else "and", first.gap, first.start, first.start, ""))
        return replace(first, gap="")

    def _behind(self, piece: Piece, first: Token, said: str, known: int) -> None:
        """搞笑一点 → more 搞笑; A和B都行 → A or B."""
        self._carried = first.gap + said
        clause = self.out[self._begin :]
        if piece.words == ("either",):
            if any(token.norm in _LISTED for token in clause):
                self.out[self._begin :] = [
                    replace(token, norm="or") if token.norm == "and" else token for token in clause
                ]
            else:
                self.out += _tokens(("doesnt", "matter"), first, said, first.end)
                self._carried = ""
        elif known >= 0 and not (known > 0 and self.out[known - 1].norm in _GRADED):
            head = self.out[known]
            lead = Token(piece.words[0], "", head.start, head.start, head.gap)
            self.out[known:] = [lead, replace(head, gap=""), *self.out[known + 1 :]]

    def _fronted(self, glosses: list[Token]) -> list[Token]:
        """A question's words go before what they ask about; where that is not said, it is `it`."""
        subject = self.out[self._begin :]
        if not subject and glosses[1].norm == "one":
            return [*self.out, *glosses]
        if not subject:
            return [*self.out, *glosses, replace(glosses[-1], norm="it", text="", gap="")]
        lead = replace(glosses[0], gap=subject[0].gap)
        return [*self.out[: self._begin], lead, *glosses[1:], replace(subject[0], gap=""), *subject[1:]]

    def _compared(self, glosses: list[Token]) -> list[Token]:
        """比第二部短: behind `than` an adjective compares."""
        told = self._says(frozenset({"than"}))
        return (
            [replace(token, norm=self.comparatives.get(token.norm, token.norm)) for token in glosses]
            if told
            else glosses
        )


def _tokens(words: Sequence[str], first: Token, said: str, end: int) -> list[Token]:
    """One token a word; the first has the person's characters."""
    head = Token(words[0], said, first.start, end, first.gap)
    return [head, *(Token(word, "", end, end, "") for word in words[1:])]
